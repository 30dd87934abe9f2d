"""Who may do what, and what a decision must say."""

from typing import Any

import pytest

from infra.kernel.errors import Forbidden, InvalidInput, NotAllowed, NotFound
from services.appeals.contract.commands import (
    AddStaffNote,
    AnswerAppeal,
    AskInformation,
    ReplyToAppeal,
    TakeAppeal,
    WithdrawAppeal,
)
from services.appeals.contract.events import AppealTakenOver
from services.appeals.contract.lifecycle_commands import EscalateAppeal, ReopenAppeal
from services.appeals.contract.words import AppealState, RemedyState, Verdict
from services.appeals.domain.case.case_file import case_file_of, sealed_case_file
from services.appeals.domain.decide import OnAppeal, decide
from services.appeals.domain.opening.losses import claim_on_loss, require_in_time
from services.appeals.domain.opening.submission import check_opening, readable_number, require_loss
from services.appeals.domain.remedies.remedy import confirm, refuse, request
from services.membership.contract.explanations import Certainty
from services.membership.contract.words import Cause, RemedyKind
from tests.fakes.membership import case_file
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
    opened,
    opening,
    refusal,
)

STAFF_ONLY: list[OnAppeal] = [
    TakeAppeal(number=NUMBER),
    AskInformation(number=NUMBER, question="Which?"),
    AnswerAppeal(number=NUMBER, text="Soon."),
    AddStaffNote(number=NUMBER, text="Odd."),
    decision(),
]
NOTHING: dict[str, Any] = {"remedy": RemedyKind.NOTHING}


def test_an_appeal_opens_with_its_case_file_sealed_in_its_history() -> None:
    recorder = opened()
    assert names(recorder) == ["AppealSubmitted", "CaseFileAttached"]
    appeal = recorder.appeal
    assert (appeal.lost_at, appeal.suspected_cause) == (LOST_AT, Cause.SYNC_DELAY)
    assert len(appeal.case_file_sha256) == 64


def test_numbers_are_readable_and_do_not_end_at_9999() -> None:
    assert readable_number(NOON.date(), 42) == "AP-20261121-0042"
    assert readable_number(NOON.date(), 10_000) == "AP-20261121-10000"


def test_only_the_member_opens_and_only_about_the_past() -> None:
    for actor in (STRANGER, ANNA):
        with pytest.raises(Forbidden):
            check_opening(opening(), actor, NOON)
    with pytest.raises(InvalidInput) as failure:
        check_opening(opening(lost_at=NOON + HOUR), MEMBER, NOON)
    assert failure.value.field == "lostAt"


def test_without_a_loss_there_is_nothing_to_appeal_against_but_an_unknown_one_is_a_loss() -> None:
    with pytest.raises(NotAllowed, match="Nothing has been lost"):
        require_loss(sealed_case_file(case_file_of(case_file("m", NOON, lost_at=None, cause=None))))
    unknown = case_file("m", NOON, lost_at=None, cause=None, certainty=Certainty.UNKNOWN)
    require_loss(sealed_case_file(case_file_of(unknown)))


def test_one_open_appeal_a_loss() -> None:
    appeal = an_appeal()
    with pytest.raises(NotAllowed) as failure:
        claim_on_loss([appeal], MEMBER.id, LOST_AT, NOON)
    assert failure.value.details["number"] == NUMBER
    claim_on_loss([appeal], MEMBER.id, LOST_AT - HOUR, NOON)
    withdrawn = decide(appeal, WithdrawAppeal(number=NUMBER), MEMBER, NOON).appeal
    again = claim_on_loss([withdrawn], MEMBER.id, LOST_AT, NOON)
    assert claim_on_loss([], MEMBER.id, LOST_AT, NOON) != again


@pytest.mark.parametrize("command", STAFF_ONLY, ids=lambda command: type(command).__name__)
def test_what_staff_do_is_done_by_staff(command: OnAppeal) -> None:
    with pytest.raises(Forbidden):
        decide(an_appeal(), command, MEMBER, NOON)


@pytest.mark.parametrize(
    "command", [ReplyToAppeal(number=NUMBER, text="Hm."), WithdrawAppeal(number=NUMBER)]
)
def test_what_the_member_does_is_done_by_that_member(command: OnAppeal) -> None:
    with pytest.raises(NotFound):
        decide(an_appeal(), command, STRANGER, NOON)
    with pytest.raises(Forbidden):
        decide(an_appeal(), command, ANNA, NOON)


def test_whoever_acts_first_has_it() -> None:
    asked = decide(an_appeal(), AskInformation(number=NUMBER, question="Which?"), ANNA, NOON)
    assert names(asked) == ["AppealTaken", "InformationAsked"]
    assert asked.appeal.reviewer == ANNA
    again = decide(asked.appeal, TakeAppeal(number=NUMBER), ANNA, NOON)
    assert names(again) == []


@pytest.mark.parametrize(
    "command",
    [
        TakeAppeal(number=NUMBER),
        AskInformation(number=NUMBER, question="Which?"),
        AnswerAppeal(number=NUMBER, text="We look."),
        decision(),
    ],
)
def test_what_somebody_has_is_theirs_and_the_refusal_says_how_to_take_over(
    command: OnAppeal,
) -> None:
    anna_has = decide(an_appeal(), TakeAppeal(number=NUMBER), ANNA, NOON).appeal
    with pytest.raises(NotAllowed) as refused:
        decide(anna_has, command, BO, NOON + HOUR)
    assert refused.value.message == (
        f"Anna has had the appeal {NUMBER} since 21 November 2026, 12:00 (UTC), and answers and "
        "decides it. Agree with them; to take it over, say so: takeAppeal with takeOver: true."
    )
    assert refused.value.details["reviewer"] == ANNA.id
    assert names(decide(anna_has, AddStaffNote(number=NUMBER, text="Odd."), BO, NOON)) == []
    over = decide(anna_has, TakeAppeal(number=NUMBER, take_over=True), BO, NOON + HOUR)
    assert (names(over), over.appeal.reviewer) == (["AppealTakenOver"], BO)
    decide(over.appeal, command, BO, NOON + 2 * HOUR)


def test_the_member_hears_of_one_takeover_a_day() -> None:
    appeal = decide(an_appeal(), TakeAppeal(number=NUMBER), ANNA, NOON).appeal
    told = []
    for hours, who in ((1, BO), (2, ANNA), (24, BO), (25, ANNA), (30, BO)):
        take = TakeAppeal(number=NUMBER, take_over=True)
        over = decide(appeal, take, who, NOON + hours * HOUR)
        [event] = events(over)
        assert isinstance(event, AppealTakenOver)
        told.append((hours, event.told))
        appeal = over.appeal
    assert told == [(1, True), (2, False), (24, False), (25, True), (30, False)]


@pytest.mark.parametrize(
    ("ends", "since"),
    [("CLOSED", "21 November 2026, 13:00"), ("WITHDRAWN", "21 November 2026, 13:00")],
)
def test_an_ended_appeal_says_since_when_and_what_is_possible(ends: str, since: str) -> None:
    withdrawn = decide(an_appeal(), WithdrawAppeal(number=NUMBER), MEMBER, NOON + HOUR).appeal
    rejected = decision(verdict=Verdict.REJECTED, remedy=RemedyKind.NOTHING)
    closed = decide(an_appeal(), rejected, ANNA, NOON + HOUR).appeal
    ended = closed if ends == "CLOSED" else withdrawn
    for command in (ReplyToAppeal(number=NUMBER, text="More."), WithdrawAppeal(number=NUMBER)):
        with pytest.raises(NotAllowed) as refused:
            decide(ended, command, MEMBER, NOON + DAY)
        assert since in refused.value.message
        ways = ["reopenAppeal", "escalateAppeal"] if ends == "CLOSED" else ["reopenAppeal"]
        assert refused.value.details["allowed"] == ways
        assert refused.value.details["until"] == (NOON + HOUR + 30 * DAY).isoformat()
    with pytest.raises(NotAllowed) as refused:
        decide(ended, AnswerAppeal(number=NUMBER, text="Late."), ANNA, NOON + DAY)
    assert refused.value.details == {"current": ends, "allowed": ["addStaffNote"]}


def test_a_note_leaves_no_trace_in_the_history() -> None:
    noted = decide(
        an_appeal(), AddStaffNote(number=NUMBER, text="Call +8613800138000."), ANNA, NOON
    )
    assert noted.drafts == []
    assert noted.messages[0].staff_only


def test_no_words_of_the_member_in_events() -> None:
    replied = decide(an_appeal(), ReplyToAppeal(number=NUMBER, text="secret"), MEMBER, NOON)
    assert "secret" not in repr(events(replied))
    assert "I paid on time." not in repr(events(opened()))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"verdict": Verdict.REJECTED}, "remedy"),
        ({"cause": Cause.UNKNOWN}, "cause"),
        ({"verdict": Verdict.PARTLY, "cause": Cause.UNKNOWN}, "cause"),
        ({"reason": "  "}, "reason"),
        ({"reason": "Write to anna@example.org."}, "reason"),
        ({"days": 0}, "days"),
        ({**NOTHING, "days": 3}, "days"),
    ],
)
def test_a_decision_that_does_not_hold_together_is_refused(
    changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as failure:
        decide(an_appeal(), decision(**changes), ANNA, NOON)
    assert failure.value.field == field


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_decision_without_remedy_closes(verdict: Verdict) -> None:
    closed = decide(an_appeal(), decision(verdict=verdict, **NOTHING), ANNA, NOON)
    assert names(closed) == ["AppealTaken", "AppealDecided", "AppealClosed"]
    assert closed.appeal.ruling is not None
    assert closed.appeal.ruling.remedy_state is RemedyState.NONE


def test_the_remedy_keeps_its_id_until_it_is_applied() -> None:
    decided = decide(an_appeal(), decision(days=3), ANNA, NOON).appeal
    first = request(decided)
    assert (first.lost_at, first.days, first.appeal_number) == (LOST_AT, 3, NUMBER)
    assert request(decided) == first
    assert names(confirm(decided, given(3), NOON)) == ["RemedyConfirmed", "AppealClosed"]


def test_a_refused_remedy_is_visible_and_decided_again_under_a_new_id() -> None:
    decided = decide(an_appeal(), decision(), ANNA, NOON).appeal
    refused = refuse(decided, refusal(), NOON + HOUR).appeal
    assert refused.state is AppealState.IN_REVIEW
    assert refused.ruling is not None
    assert refused.ruling.remedy_state is RemedyState.REFUSED
    again = decide(refused, decision(), ANNA, NOON + HOUR).appeal
    assert request(again).remedy_id != request(decided).remedy_id


def test_no_remedy_before_anybody_knows_when_the_loss_began() -> None:
    without_case = opened(with_case=False).appeal
    with pytest.raises(NotAllowed, match="case file"):
        decide(without_case, decision(), ANNA, NOON)
    decide(without_case, decision(**NOTHING), ANNA, NOON)


@pytest.mark.parametrize("command", [*STAFF_ONLY[:3], STAFF_ONLY[4]])
def test_nothing_goes_on_after_the_end(command: OnAppeal) -> None:
    withdrawn = decide(an_appeal(), WithdrawAppeal(number=NUMBER), MEMBER, NOON).appeal
    with pytest.raises(NotAllowed):
        decide(withdrawn, command, ANNA, NOON)


def test_what_is_advised_until_a_day_is_taken_until_then_and_not_after() -> None:
    require_in_time(LOST_AT, LOST_AT + 30 * DAY - HOUR)
    with pytest.raises(NotAllowed) as refused:
        require_in_time(LOST_AT, LOST_AT + 30 * DAY)
    assert "until 16 December 2026, 12:00 (UTC)" in refused.value.message
    assert refused.value.details["allowed"] == []
    require_in_time(None, LOST_AT + 400 * DAY)


def test_a_loss_whose_remedy_is_under_way_waits_for_it() -> None:
    decided = decide(an_appeal(), decision(), ANNA, NOON).appeal
    with pytest.raises(NotAllowed) as refused:
        claim_on_loss([decided], MEMBER.id, LOST_AT, NOON)
    assert refused.value.details == {"current": "DECIDED", "allowed": []}


def test_nothing_is_offered_for_an_appeal_that_would_be_refused_in_turn() -> None:
    """Each field that a refusal names is used, in the same state and by the same person."""
    ways: dict[str, OnAppeal] = {
        "replyToAppeal": ReplyToAppeal(number=NUMBER, text="More."),
        "withdrawAppeal": WithdrawAppeal(number=NUMBER),
        "takeAppeal": TakeAppeal(number=NUMBER),
        "takeAppeal(takeOver: true)": TakeAppeal(number=NUMBER, take_over=True),
        "askInformation": AskInformation(number=NUMBER, question="Which?"),
        "answerAppeal": AnswerAppeal(number=NUMBER, text="We look."),
        "addStaffNote": AddStaffNote(number=NUMBER, text="Odd."),
        "reopenAppeal": ReopenAppeal(number=NUMBER, text="Here is the receipt."),
        "escalateAppeal": EscalateAppeal(number=NUMBER),
    }
    rejected = decision(verdict=Verdict.REJECTED, remedy=RemedyKind.NOTHING)
    taken = decide(an_appeal(), TakeAppeal(number=NUMBER), ANNA, NOON).appeal
    states = [
        an_appeal(),
        opened(with_case=False).appeal,
        taken,
        decide(taken, ways["askInformation"], ANNA, NOON).appeal,
        decide(taken, decision(), ANNA, NOON).appeal,
        decide(taken, rejected, ANNA, NOON).appeal,
        decide(taken, ways["withdrawAppeal"], MEMBER, NOON).appeal,
        decide(
            decide(taken, rejected, ANNA, NOON).appeal, ways["escalateAppeal"], MEMBER, NOON
        ).appeal,
    ]
    refusals = 0
    for appeal in states:
        for now in (NOON + HOUR, NOON + 60 * DAY):
            for actor in (MEMBER, ANNA, BO):
                for command in (*ways.values(), decision(), rejected):
                    try:
                        decide(appeal, command, actor, now)
                    except NotAllowed as refused:
                        refusals += 1
                        offered = refused.details["allowed"]
                        assert isinstance(offered, list)
                        for field in offered:
                            decide(appeal, ways[field], actor, now)
                    except (Forbidden, NotFound, InvalidInput):
                        continue
    assert refusals > 20
