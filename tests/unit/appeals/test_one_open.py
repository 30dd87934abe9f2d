"""At most one appeal about a loss is open, in whatever order appeals are opened, ended and opened
again, also by calls that saw the same and are saved one after the other."""

from contextlib import suppress
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from msgspec.structs import replace

from infra.kernel.errors import AppError
from services.appeals.contract.commands import WithdrawAppeal
from services.appeals.contract.lifecycle_commands import EscalateAppeal, ReopenAppeal
from services.appeals.contract.words import Verdict
from services.appeals.domain.aggregate.lifecycle import ENDED
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.case.case_file import case_file_of, sealed_case_file
from services.appeals.domain.decide import OnAppeal, decide
from services.appeals.domain.opening.losses import claim_on_loss, require_undecided
from services.appeals.domain.opening.submission import open_appeal
from services.appeals.domain.recording.recorder import Recorder
from services.membership.contract.words import RemedyKind
from tests.fakes.membership import case_file
from tests.unit.appeals.people import ANNA, BO, LOST_AT, MEMBER, NOON, decision, opening

LOSSES = (LOST_AT, LOST_AT - timedelta(days=3))
Attempt = tuple[Recorder, str | None]


class OneOpen(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.appeals: dict[str, Appeal] = {}
        self.claims: set[str] = set()
        self.moved = 0
        self.under_way: list[Attempt] = []

    @rule(loss=st.sampled_from(LOSSES), at_once=st.integers(1, 3))
    def opened(self, loss: datetime, at_once: int) -> None:
        """Each has its number already, and saw what was saved before all of them."""
        for _ in range(at_once):
            with suppress(AppError):
                earlier = list(self.appeals.values())
                claim = self._claim(loss)
                require_undecided(earlier, loss, self.now)
                number = f"AP-{len(self.appeals) + len(self.under_way):04d}"
                file = case_file(MEMBER.id, self.now, lost_at=loss)
                case = sealed_case_file(case_file_of(file))
                self.under_way.append(
                    (open_appeal(opening(), number, case, MEMBER, self.now), claim)
                )

    @rule(data=st.data(), again=st.sampled_from([ReopenAppeal, EscalateAppeal]))
    def opened_again(self, data: st.DataObject, again: type[OnAppeal]) -> None:
        if not self.appeals:
            return
        number = data.draw(st.sampled_from(sorted(self.appeals)))
        command = ReopenAppeal(number=number, text="New.") if again is ReopenAppeal else None
        before = self.appeals[number]
        with suppress(AppError):
            recorder = decide(before, command or EscalateAppeal(number=number), MEMBER, self.now)
            claim = self._claim(before.lost_at)
            self.under_way.append((recorder, claim))

    @rule(data=st.data())
    def the_record_dates_a_loss_otherwise(self, data: st.DataObject) -> None:
        """As a refreshed case file may: to a time that no other loss has."""
        open_ones = sorted(n for n, a in self.appeals.items() if a.state not in ENDED)
        if not open_ones:
            return
        number = data.draw(st.sampled_from(open_ones))
        self.moved += 1
        lost_at = LOST_AT - timedelta(days=30 + self.moved)
        appeal = self.appeals[number]
        self.appeals[number] = replace(appeal, lost_at=lost_at, version=appeal.version + 1)

    def _claim(self, loss: datetime | None) -> str:
        """One that nobody has yet: whoever looks again gets on."""
        claim = claim_on_loss(list(self.appeals.values()), MEMBER.id, loss, self.now)
        assert claim not in self.claims
        return claim

    @rule()
    def all_are_saved(self) -> None:
        """As the store does: who was beaten to the key or to the version is refused."""
        for recorder, claim in self.under_way:
            number, before = recorder.appeal.number, recorder.before
            if claim in self.claims or self.appeals.get(number) != before:
                continue
            self.appeals[number] = recorder.appeal
            self.claims |= {claim} if claim else set()
        self.under_way.clear()

    @rule(data=st.data(), withdrawn=st.booleans())
    def one_ends(self, data: st.DataObject, withdrawn: bool) -> None:
        if not self.appeals:
            return
        number = data.draw(st.sampled_from(sorted(self.appeals)))
        rejected = decision(number, verdict=Verdict.REJECTED, remedy=RemedyKind.NOTHING)
        who = data.draw(st.sampled_from([ANNA, BO]))
        with suppress(AppError):
            command = WithdrawAppeal(number=number) if withdrawn else rejected
            by = MEMBER if withdrawn else who
            self.appeals[number] = decide(self.appeals[number], command, by, self.now).appeal

    @rule(days=st.integers(0, 20))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @invariant()
    def one_open_a_loss(self) -> None:
        open_losses = [a.lost_at for a in self.appeals.values() if a.state not in ENDED]
        assert len(open_losses) == len(set(open_losses))


TestOneOpen = OneOpen.TestCase
TestOneOpen.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
