"""Whatever people and time do to an appeal, in any order: its history makes its state, its
promises hold together, and the clock breaks its first promise at most once."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from infra.kernel.errors import AppError
from infra.kernel.events import NEW, Actor, EventEnvelope, Head, Origin, chain, verify_chain
from services.appeals.contract.commands import (
    AddStaffNote,
    AnswerAppeal,
    AskInformation,
    ReplyToAppeal,
    TakeAppeal,
    WithdrawAppeal,
)
from services.appeals.contract.lifecycle_commands import EscalateAppeal, ReopenAppeal
from services.appeals.contract.words import AfterWait, AppealState, Verdict
from services.appeals.domain.aggregate.lifecycle import ENDED, OPEN
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.clocks.clocks import clock_due
from services.appeals.domain.decide import OnAppeal, decide
from services.appeals.domain.due import next_due
from services.appeals.domain.folding.evolve import fold
from services.appeals.domain.recording.recorder import Recorder
from services.appeals.domain.remedies.remedy import confirm, refuse
from services.appeals.domain.remedies.restoration import answered, ended, is_to_end, is_wanted
from services.appeals.domain.tick import tick
from services.membership.contract.provisional_words import NotRestoredBecause
from services.membership.contract.words import RemedyKind
from services.shared.callers import ActorKind
from tests.unit.appeals.people import (
    ANNA,
    BO,
    MEMBER,
    NOON,
    NUMBER,
    STRANGER,
    decision,
    given,
    opened,
    refusal,
)

PEOPLE = st.sampled_from([MEMBER, STRANGER, ANNA, BO])
COMMANDS: st.SearchStrategy[OnAppeal] = st.sampled_from(
    [
        ReplyToAppeal(number=NUMBER, text="More."),
        WithdrawAppeal(number=NUMBER),
        TakeAppeal(number=NUMBER),
        TakeAppeal(number=NUMBER, take_over=True),
        AskInformation(number=NUMBER, question="Which?"),
        AskInformation(number=NUMBER, question="Which?", what_follows=AfterWait.CLOSE),
        ReopenAppeal(number=NUMBER, text="Here."),
        ReopenAppeal(number=NUMBER, orders=("O-1",)),
        EscalateAppeal(number=NUMBER),
        AnswerAppeal(number=NUMBER, text="We look."),
        AddStaffNote(number=NUMBER, text="Odd."),
        decision(),
        decision(verdict=Verdict.REJECTED, remedy=RemedyKind.NOTHING),
        decision(verdict=Verdict.PARTLY),
    ]
)

MAY_FOLLOW = {
    "DRAFT": "SUBMITTED",
    "SUBMITTED": "IN_REVIEW WITHDRAWN",
    "REOPENED": "IN_REVIEW WITHDRAWN",
    "ESCALATED": "IN_REVIEW WITHDRAWN",
    "IN_REVIEW": "WAITING_FOR_MEMBER DECIDED WITHDRAWN",
    "WAITING_FOR_MEMBER": "IN_REVIEW DECIDED WITHDRAWN",
    "DECIDED": "CLOSED IN_REVIEW",
    "CLOSED": "REOPENED ESCALATED",
    "WITHDRAWN": "REOPENED",
}


class AppealHistory(RuleBasedStateMachine):
    appeal: Appeal

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.history: list[EventEnvelope] = []
        self.state, self.followed = AppealState.DRAFT, 0

    @initialize(with_case=st.booleans())
    def submitted(self, with_case: bool) -> None:
        self._keep(opened(with_case=with_case))

    @rule(command=COMMANDS, actor=PEOPLE)
    def somebody_acts(self, command: OnAppeal, actor: Actor) -> None:
        self._keep(tick(self.appeal, self.now))
        with suppress(AppError):
            self._keep(decide(self.appeal, command, actor, self.now))

    @rule(minutes=st.integers(0, 60 * 24 * 10))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self._keep(tick(self.appeal, self.now))
        due = clock_due(self.appeal)
        assert due is None or due > self.now

    @rule(refused=st.booleans())
    def membership_answers(self, refused: bool) -> None:
        if not self.appeal.remedy_pending:
            return
        answer = (
            refuse(self.appeal, refusal(), self.now)
            if refused
            else confirm(self.appeal, given(), self.now)
        )
        self._keep(answer)

    @rule(why_not=st.none() | st.sampled_from(NotRestoredBecause))
    def membership_is_asked_meanwhile(self, why_not: NotRestoredBecause | None) -> None:
        if is_wanted(self.appeal):
            self._keep(answered(self.appeal, why_not, self.now))
        elif is_to_end(self.appeal):
            self._keep(ended(self.appeal, self.now))

    def _keep(self, recorder: Recorder) -> None:
        """As the repository does."""
        last = self.history[-1] if self.history else None
        head = Head(version=last.version, hash=last.hash, commit=None) if last else NEW
        self.history += chain(
            head,
            NUMBER,
            recorder.drafts,
            actor=recorder.actor,
            origin=Origin(),
            recorded_at=self.now,
        )
        self.appeal = recorder.appeal
        self._follow()
        for draft in recorder.drafts:
            promised: Any = getattr(draft.event, "promised_at")  # noqa: B009 (any event has it)
            assert promised is None or promised > self.now

    def _follow(self) -> None:
        """Each step by the table, which is written here once more."""
        for count in range(self.followed + 1, len(self.history) + 1):
            after = fold(self.history[:count])
            assert after is not None
            if after.state is not self.state:
                assert after.state.value in MAY_FOLLOW[self.state.value].split()
            self.state, self.followed = after.state, count

    @invariant()
    def history_makes_the_state(self) -> None:
        if self.history:
            assert verify_chain(self.history) is None
            assert fold(self.history) == self.appeal

    @invariant()
    def somebody_always_has_the_next_word(self) -> None:
        if not self.history:
            return
        assert (self.appeal.promised_at is None) == (self.appeal.state in ENDED)
        if self.appeal.state in ENDED:
            assert (next_due(self.appeal) is not None) is is_to_end(self.appeal)
        if self.appeal.state is AppealState.WAITING_FOR_MEMBER:
            assert self.appeal.answer_until is not None
        if self.appeal.state in OPEN - {AppealState.WAITING_FOR_MEMBER}:
            assert self.appeal.decision_due is not None

    @invariant()
    def every_promise_has_its_clock(self) -> None:
        if self.history and self.appeal.promised_at is not None:
            due = next_due(self.appeal)
            assert due is not None
            assert due <= self.appeal.promised_at

    @invariant()
    def time_never_goes_back(self) -> None:
        times = [event.happened_at for event in self.history]
        assert times == sorted(times)

    @invariant()
    def what_one_has_another_touches_only_after_a_takeover(self) -> None:
        holder = ""
        for event in self.history:
            if event.type in ("AppealTaken", "AppealTakenOver"):
                holder = event.actor.id
            elif event.actor.kind == ActorKind.STAFF:
                assert event.actor.id == holder

    @invariant()
    def the_first_promise_of_each_round_breaks_once(self) -> None:
        if self.history:
            missed = [event.type for event in self.history].count("FirstAnswerMissed")
            assert missed <= self.appeal.rounds

    @invariant()
    def whoever_decided_has_no_part_in_what_was_escalated(self) -> None:
        excluded: set[str] = set()
        for event in self.history:
            if event.type == "AppealEscalated":
                excluded |= set(event.body["excluded"])
            assert event.actor.id not in excluded


TestAppealHistory = AppealHistory.TestCase
TestAppealHistory.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
