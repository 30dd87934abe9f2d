"""An appeal that is over goes on: on something new, or before another person."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from infra.kernel.errors import InvalidInput, NotAllowed, NotFound
from infra.kernel.events import Actor
from services.appeals.contract.commands import ReplyToAppeal, TakeAppeal, WithdrawAppeal
from services.appeals.contract.evidence import MediaType
from services.appeals.contract.evidence_events import KeptFile
from services.appeals.contract.lifecycle_commands import EscalateAppeal, ReopenAppeal
from services.appeals.contract.lifecycle_events import AppealEscalated, AppealTimeExtended
from services.appeals.contract.words import AppealState, Verdict
from services.appeals.domain.aggregate.ended import escalate_until, reopen_until
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.case.files import add_files
from services.appeals.domain.decide import OnAppeal, decide
from services.appeals.domain.deciding.linking import GivenByIncident, decide_by_incident, link
from services.appeals.domain.opening.losses import claim_on_loss, require_undecided
from services.appeals.domain.recording.recorder import NewMessage
from services.appeals.domain.remedies.remedy import confirm
from services.appeals.domain.tick import tick
from services.membership.contract.words import Cause, RemedyKind
from services.shared.callers import ActorKind
from tests.unit.appeals.people import (
    ANNA,
    BO,
    DAY,
    HOUR,
    LOST_AT,
    MEMBER,
    NOON,
    NUMBER,
    STRANGER,
    an_appeal,
    decision,
    events,
    given,
    names,
)

MINUTE = timedelta(minutes=1)
REJECTED: dict[str, Any] = {"verdict": Verdict.REJECTED, "remedy": RemedyKind.NOTHING}
ESCALATE = EscalateAppeal(number=NUMBER, text="I did pay.")
REOPEN = ReopenAppeal(number=NUMBER, text="Here is the receipt.")
Step = tuple[OnAppeal, Actor]
CLEO = Actor(kind=ActorKind.STAFF, id="s-3", name="Cleo")


def after(appeal: Appeal, *steps: Step, at: datetime = NOON) -> Appeal:
    for command, actor in steps:
        appeal = decide(appeal, command, actor, at).appeal
    return appeal


def rejected() -> Appeal:
    return after(an_appeal(), (decision(**REJECTED), ANNA))


def test_what_is_possible_after_a_decision_is_said_with_it() -> None:
    [*_, decided, _] = events(decide(an_appeal(), decision(**REJECTED), ANNA, NOON))
    assert (decided.reopen_until, decided.escalate_until) == (NOON + 30 * DAY,) * 2  # type: ignore[attr-defined]
    assert (reopen_until(rejected()), escalate_until(rejected())) == (NOON + 30 * DAY,) * 2
    pending = decide(an_appeal(), decision(verdict=Verdict.PARTLY), ANNA, NOON)
    assert events(pending)[-1].reopen_until is None  # type: ignore[attr-defined]
    assert reopen_until(pending.appeal) is None
    [confirmed, _] = events(confirm(pending.appeal, given(), NOON + HOUR))
    assert confirmed.escalate_until == NOON + HOUR + 30 * DAY  # type: ignore[attr-defined]
    upheld = confirm(after(an_appeal(), (decision(), ANNA)), given(), NOON)
    assert [event.escalate_until for event in events(upheld)[:1]] == [None]  # type: ignore[attr-defined]
    assert (reopen_until(upheld.appeal), escalate_until(upheld.appeal)) == (NOON + 30 * DAY, None)


def test_whoever_decided_has_no_part_in_it_any_more() -> None:
    escalated = decide(rejected(), ESCALATE, MEMBER, NOON + DAY)
    [event] = events(escalated)
    assert isinstance(event, AppealEscalated)
    assert event.excluded == (ANNA.id,)
    appeal = escalated.appeal
    assert (appeal.state, appeal.reviewer, appeal.ruling) == (AppealState.ESCALATED, None, None)
    assert appeal.first_answer_due == appeal.promised_at == NOON + 2 * DAY
    take = TakeAppeal(number=NUMBER)
    for command in (take, TakeAppeal(number=NUMBER, take_over=True), decision()):
        with pytest.raises(NotAllowed) as refused:
            decide(appeal, command, ANNA, NOON + DAY)
        assert refused.value.details["excluded"] == [ANNA.id]
    bo_has = after(appeal, (take, BO), at=NOON + DAY)
    assert bo_has.state is AppealState.IN_REVIEW
    with pytest.raises(NotAllowed, match="somebody else has to take it"):
        decide(bo_has, TakeAppeal(number=NUMBER, take_over=True), ANNA, NOON + DAY)


def test_it_stays_so_for_everybody_who_decided_however_often_it_is_opened() -> None:
    steps: list[Step] = [(ESCALATE, MEMBER), (decision(**REJECTED), BO), (REOPEN, MEMBER)]
    again = after(rejected(), *steps, (decision(**REJECTED), CLEO), (ESCALATE, MEMBER))
    assert again.excluded_reviewers == (ANNA.id, BO.id, CLEO.id)
    assert [ruling.by for ruling in again.earlier_rulings] == [ANNA, BO, CLEO]
    assert again.rounds == 4


def test_another_persons_decision_is_escalated_no_further_but_can_be_reopened() -> None:
    final = after(rejected(), (ESCALATE, MEMBER), (decision(**REJECTED), BO))
    with pytest.raises(NotAllowed) as refused:
        decide(final, ESCALATE, MEMBER, NOON + DAY)
    assert refused.value.details["allowed"] == ["reopenAppeal"]
    assert after(final, (REOPEN, MEMBER)).state is AppealState.REOPENED


def test_what_was_upheld_is_not_escalated_nor_what_is_open_or_another_members() -> None:
    upheld = after(an_appeal(), (decision(remedy=RemedyKind.NOTHING), ANNA))
    for appeal in (upheld, an_appeal()):
        with pytest.raises(NotAllowed):
            decide(appeal, ESCALATE, MEMBER, NOON)
    for command in (ESCALATE, REOPEN):
        with pytest.raises(NotFound):
            decide(rejected(), command, STRANGER, NOON)


@pytest.mark.parametrize("command", [ESCALATE, REOPEN])
def test_thirty_days_and_no_longer(command: OnAppeal) -> None:
    decide(rejected(), command, MEMBER, NOON + 30 * DAY - HOUR)
    with pytest.raises(NotAllowed) as refused:
        decide(rejected(), command, MEMBER, NOON + 30 * DAY)
    assert refused.value.details["until"] == (NOON + 30 * DAY).isoformat()
    assert refused.value.details["allowed"] == []


@pytest.mark.parametrize(
    ("given", "new"),
    [
        ({}, False),
        ({"text": "  "}, False),
        ({"orders": ("O-1",)}, False),
        ({"orders": ("O-1", "O-2")}, True),
        ({"text": "Here."}, True),
    ],
)
def test_reopening_names_something_new(given: dict[str, Any], new: bool) -> None:
    command, known = ReopenAppeal(number=NUMBER, **given), {"O-1"}
    if not new:
        with pytest.raises(InvalidInput):
            decide(rejected(), command, MEMBER, NOON, known)
        return
    reopened = decide(rejected(), command, MEMBER, NOON, known)
    assert names(reopened) == ["AppealReopened"]
    assert reopened.appeal.state is AppealState.REOPENED
    assert len(reopened.messages) == bool(command.text or command.orders)


def test_a_file_counts_as_new_that_came_since_the_end() -> None:
    def added(appeal: Appeal, id: str) -> Appeal:
        file = KeptFile(id=id, media_type=MediaType.PDF, size=9, sha256=id * 16)
        return add_files(appeal, [file], NewMessage(text=""), MEMBER, NOON)[0].appeal

    closed = after(added(an_appeal(), "f-01"), (decision(**REJECTED), ANNA))
    with_file = added(closed, "f-02")
    assert with_file.state is AppealState.CLOSED
    for ids in (("f-01",), ("f-02", "f-03")):
        with pytest.raises(InvalidInput) as refused:
            decide(with_file, ReopenAppeal(number=NUMBER, evidence=ids), MEMBER, NOON)
        assert refused.value.field == "evidence"
    again = ReopenAppeal(number=NUMBER, evidence=("f-02",))
    assert after(with_file, (again, MEMBER)).state is AppealState.REOPENED
    late = KeptFile(id="f-09", media_type=MediaType.PDF, size=9, sha256="f-09")
    for actor, now in ((ANNA, NOON), (MEMBER, NOON + 30 * DAY)):
        with pytest.raises(NotAllowed):
            add_files(closed, [late], NewMessage(text=""), actor, now)


def test_files_from_before_an_incident_decided_are_nothing_new() -> None:
    file = KeptFile(id="f-01", media_type=MediaType.PDF, size=9, sha256="f-01" * 16)
    with_file = add_files(an_appeal(), [file], NewMessage(text=""), MEMBER, NOON)[0].appeal
    by = GivenByIncident(
        incident="IN-1", by=ANNA, cause=Cause.DATA_FAULT, reason="The import.",
        remedy=RemedyKind.EXTEND, remedy_id="r-1", days=3, period_end=None,
    )  # fmt: skip
    closed = decide_by_incident(with_file, by, NOON).appeal
    assert closed.state is AppealState.CLOSED
    with pytest.raises(InvalidInput) as refused:
        decide(closed, ReopenAppeal(number=NUMBER, evidence=("f-01",)), MEMBER, NOON)
    assert refused.value.field == "evidence"


def test_what_was_withdrawn_from_an_incident_is_for_a_person_when_it_is_opened_again() -> None:
    linked = link(an_appeal(), "IN-1", NOON).appeal
    withdrawn = after(linked, (WithdrawAppeal(number=NUMBER), MEMBER))
    again = after(withdrawn, (REOPEN, MEMBER), (decision(), ANNA))
    assert again.state is AppealState.DECIDED


def test_a_withdrawn_appeal_can_be_reopened_and_withdrawn_again() -> None:
    withdraw = WithdrawAppeal(number=NUMBER)
    steps: list[Step] = [(withdraw, MEMBER), (REOPEN, MEMBER), (withdraw, MEMBER)]
    assert after(an_appeal(), *steps).state is AppealState.WITHDRAWN


def test_one_open_appeal_a_loss_however_it_was_opened() -> None:
    """Whoever opens another one and whoever reopens this one want the same key."""
    first = after(an_appeal(), (WithdrawAppeal(number=NUMBER), MEMBER))
    key = claim_on_loss([first], MEMBER.id, LOST_AT, NOON)
    reopened = after(first, (REOPEN, MEMBER))
    with pytest.raises(NotAllowed):
        claim_on_loss([reopened], MEMBER.id, LOST_AT, NOON)
    again = after(reopened, (WithdrawAppeal(number=NUMBER), MEMBER))
    assert claim_on_loss([again], MEMBER.id, LOST_AT, NOON) != key


def test_a_loss_that_was_decided_is_not_appealed_anew_but_goes_on_there() -> None:
    with pytest.raises(NotAllowed) as refused:
        require_undecided([rejected()], LOST_AT, NOON)
    assert refused.value.details["number"] == NUMBER
    assert refused.value.details["allowed"] == ["reopenAppeal", "escalateAppeal"]
    require_undecided([rejected()], LOST_AT - HOUR, NOON)
    require_undecided([after(an_appeal(), (WithdrawAppeal(number=NUMBER), MEMBER))], LOST_AT, NOON)
    reopened: list[Step] = [(REOPEN, MEMBER), (WithdrawAppeal(number=NUMBER), MEMBER)]
    with pytest.raises(NotAllowed):
        require_undecided([after(rejected(), *reopened)], LOST_AT, NOON)


def test_a_reply_to_what_is_over_says_how_it_goes_on() -> None:
    with pytest.raises(NotAllowed, match="open it again by 21 December 2026"):
        decide(rejected(), ReplyToAppeal(number=NUMBER, text="But."), MEMBER, NOON)


def test_nobody_loses_the_way_on_because_we_were_away_when_it_ended() -> None:
    over = NOON + 30 * DAY
    assert names(tick(rejected(), over + 15 * MINUTE, over)) == []
    late = tick(rejected(), over + 2 * DAY, over)
    [event] = events(late)
    assert isinstance(event, AppealTimeExtended)
    until = over + 3 * DAY
    assert (event.over_at, event.reopen_until, event.escalate_until) == (over, until, until)
    assert (reopen_until(late.appeal), escalate_until(late.appeal)) == (until, until)
    assert after(late.appeal, (REOPEN, MEMBER), at=until - HOUR).extended_until is None
    with pytest.raises(NotAllowed):
        after(late.appeal, (ESCALATE, MEMBER), at=until)


@pytest.mark.parametrize("due", [None, NOON + 40 * DAY])
def test_what_was_looked_at_when_it_ended_has_ended(due: datetime | None) -> None:
    assert names(tick(rejected(), NOON + 35 * DAY, due)) == []


def test_who_can_only_open_it_again_is_promised_no_more_than_that() -> None:
    upheld = after(an_appeal(), (decision(remedy=RemedyKind.APOLOGY), ANNA))
    [event] = events(tick(upheld, NOON + 31 * DAY, NOON + 30 * DAY))
    assert isinstance(event, AppealTimeExtended)
    assert event.escalate_until is None
