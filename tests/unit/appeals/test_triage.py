"""What is settled by rule at once, what goes to a person, and how a member always has one."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from infra.kernel.errors import NotAllowed
from services.appeals.contract.case_views import AppealCaseFile
from services.appeals.contract.events import RemedyConfirmed
from services.appeals.contract.triage_commands import AskForPerson
from services.appeals.contract.words import AppealState, RemedyState, Verdict
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.decide import decide
from services.appeals.domain.remedies.remedy import confirm, request
from services.appeals.triage.domain.case import SECURITY_HOLDS, Case
from services.appeals.triage.domain.rules import (
    HONEST_LAPSE,
    PERSON_ASKED_FOR,
    PLATFORM_FAULT,
    SECURITY,
    TO_A_PERSON,
    route_of,
)
from services.appeals.triage.domain.settling import left_to_a_person, settled
from services.membership.contract.explanations import Certainty, Evidence
from services.membership.contract.hold_events import Hold
from services.membership.contract.remedies import RemedyPart
from services.membership.contract.words import (
    RESPONSIBLE,
    CaseReason,
    Cause,
    HoldKind,
    ReleaseBy,
    RemedyKind,
)
from services.shared.callers import SYSTEM
from tests.fakes.membership import NOTHING_SAID, case_file, standing
from tests.unit.appeals.people import (
    ANNA,
    DAY,
    HOUR,
    LOST_AT,
    MEMBER,
    NOON,
    NUMBER,
    decision,
    events,
    given,
    names,
    opened,
)

CREDIT = RemedyPart(kind=RemedyKind.CREDIT)
RESTORE = RemedyPart(kind=RemedyKind.RESTORE)
ASK = AskForPerson(number=NUMBER, text="A person, please.")


def file(cause: Cause, *evidence: Evidence, certainty: Certainty = Certainty.CERTAIN) -> Any:
    there = case_file(MEMBER.id, NOON, lost_at=LOST_AT, cause=cause, certainty=certainty)
    explained = replace(there.explanation, responsible=RESPONSIBLE[cause], evidence=evidence)
    fields = {name: getattr(there, name) for name in there.__struct_fields__}
    return AppealCaseFile(**(fields | {"explanation": explained}))


def about(cause: Cause, *evidence: Evidence, asked_after: timedelta = DAY, **more: Any) -> Case:
    appeal = replace(
        opened().appeal, suspected_cause=cause, lost_at=LOST_AT, submitted_at=LOST_AT + asked_after
    )
    there: dict[str, Any] = {
        "appeal": appeal, "file": file(cause, *evidence), "now": standing(MEMBER.id, NOON),
        "others": (),
    }  # fmt: skip
    return Case(**(there | more))


def held(kind: HoldKind) -> Hold:
    return Hold(
        kind=kind, cause=Cause.STAFF_ACTION, owner="STAFF", released_by=ReleaseBy.STAFF,
        placed_at=LOST_AT, latest_release=None, stops_period=True,
    )  # fmt: skip


@pytest.mark.parametrize("cause", [Cause.SYNC_DELAY, Cause.UNNOTIFIED_CHANGE, Cause.DATA_FAULT])
def test_a_plain_fault_of_the_platform_is_put_right_with_what_it_cost(cause: Cause) -> None:
    route = route_of(about(cause))
    assert (route.rule, route.verdict) == (PLATFORM_FAULT, Verdict.UPHELD)
    assert route.remedies == ((RESTORE, CREDIT), (RESTORE,))


def test_of_a_payment_made_in_time_the_period_is_given() -> None:
    paid = Evidence(kind="PAYMENT", id="P-1", at=LOST_AT, says=NOTHING_SAID)
    period = RemedyPart(kind=RemedyKind.RESTORE, order_id="P-1")
    assert route_of(about(Cause.SYNC_DELAY, paid)).remedies == ((period, CREDIT), (period,))


def test_who_is_a_member_again_gets_what_it_cost() -> None:
    back = about(Cause.SYNC_DELAY, now=standing(MEMBER.id, NOON, entitled=True))
    assert route_of(back).remedies == ((CREDIT,),)


def test_an_honest_lapse_is_renewed_at_its_price() -> None:
    for after in (HOUR, timedelta(hours=72)):
        route = route_of(about(Cause.LAPSED, asked_after=after))
        assert (route.rule, route.verdict) == (HONEST_LAPSE, Verdict.PARTLY)
        assert route.remedies == ((RemedyPart(kind=RemedyKind.RENEW),),)


def test_nothing_else_is_settled_by_rule() -> None:
    unsure = file(Cause.SYNC_DELAY, certainty=Certainty.LIKELY)
    not_asked = replace(about(Cause.LAPSED).appeal, opened_because=CaseReason.RECORDS_DISAGREE)
    for case in (
        about(Cause.LAPSED, asked_after=timedelta(hours=72, seconds=1)),
        about(Cause.LAPSED, appeal=not_asked),
        about(Cause.SYNC_DELAY, file=unsure),
        about(Cause.SYNC_DELAY, file=file(Cause.DATA_FAULT)),
        about(Cause.INACTIVITY),
        about(Cause.STAFF_ACTION),
    ):
        assert (route_of(case).rule, route_of(case).remedies) == (TO_A_PERSON, ())


@pytest.mark.parametrize("kind", sorted(SECURITY_HOLDS))
def test_nothing_that_has_to_do_with_security_is(kind: HoldKind) -> None:
    for cause in (Cause.SYNC_DELAY, Cause.LAPSED):
        case = about(cause, now=standing(MEMBER.id, NOON, holds=(held(kind),)))
        assert route_of(case).rule == SECURITY
    assert route_of(about(Cause.COMPROMISE)).rule == SECURITY


def test_an_honest_lapse_is_once_in_twelve_months() -> None:
    def earlier(ago: timedelta) -> Appeal:
        case = about(Cause.LAPSED)
        decided = settled(case, route_of(case), (RemedyPart(kind=RemedyKind.RENEW),), NOON - ago)
        return confirm(decided.appeal, given(0), NOON - ago).appeal

    asked = {"asked_after": DAY}
    again = about(Cause.LAPSED, others=(earlier(364 * DAY),), **asked)
    assert route_of(again).rule == TO_A_PERSON
    long_ago = about(Cause.LAPSED, others=(earlier(371 * DAY),), **asked)
    assert route_of(long_ago).rule == HONEST_LAPSE


def test_of_two_honest_lapses_side_by_side_one_is_given() -> None:
    """Neither sees the other yet: both ask for the same turn, of which there is one."""
    first, second = about(Cause.LAPSED), about(Cause.LAPSED)
    assert first.turn(HONEST_LAPSE.id) == second.turn(HONEST_LAPSE.id)
    one = settled(first, route_of(first), (RemedyPart(kind=RemedyKind.RENEW),), NOON).appeal
    assert about(Cause.LAPSED, others=(one,)).turn(HONEST_LAPSE.id) != first.turn(HONEST_LAPSE.id)


def test_what_a_rule_decides_says_which_and_cites_what_it_stands_on() -> None:
    paid = Evidence(kind="PAYMENT", id="P-1", at=LOST_AT, says=NOTHING_SAID)
    case = about(Cause.SYNC_DELAY, paid)
    recorder = settled(case, route_of(case), (RESTORE, CREDIT), NOON)
    assert names(recorder) == ["AppealTriaged", "AppealDecided"]
    appeal = recorder.appeal
    assert appeal.ruling is not None
    assert (appeal.ruling.by, appeal.ruling.rule) == (SYSTEM, PLATFORM_FAULT)
    assert appeal.ruling.citing.evidence == ("P-1",)
    assert request(appeal).parts == (RESTORE, CREDIT)
    assert appeal.rules == (PLATFORM_FAULT,)


def test_what_a_rule_says_of_a_renewal_holds_where_it_comes_to_an_offer() -> None:
    case = about(Cause.LAPSED)
    route = route_of(case)
    ruling = settled(case, route, route.remedies[0], NOON).appeal.ruling
    assert ruling is not None
    assert ruling.reason == (
        "宽限期结束后 72 小时内提出，且十二个月内首次：可按原价续费；由规则自动作出决定。\n"
        "Asked for within 72 hours after grace, and for the first time in twelve months: it can be "
        "renewed at the original price; a rule decided it by itself."
    )


def test_what_the_membership_cannot_give_goes_to_a_person() -> None:
    case = about(Cause.SYNC_DELAY)
    left = left_to_a_person(case, route_of(case), NOON).appeal
    assert (left.state, left.ruling) == (AppealState.SUBMITTED, None)
    assert left.rules == (PLATFORM_FAULT, TO_A_PERSON)


def test_who_asks_for_a_person_before_has_one() -> None:
    appeal = decide(about(Cause.SYNC_DELAY).appeal, ASK, MEMBER, NOON).appeal
    assert route_of(about(Cause.SYNC_DELAY, appeal=appeal)).rule == PERSON_ASKED_FOR
    again = decide(appeal, ASK, MEMBER, NOON)
    assert (names(again), [one.text for one in again.messages]) == ([], ["A person, please."])


def by_rule() -> Appeal:
    case = about(Cause.SYNC_DELAY)
    return settled(case, route_of(case), (RESTORE,), NOON).appeal


def test_who_asks_after_a_rule_has_decided_keeps_what_it_gave_and_is_heard_anew() -> None:
    closed = confirm(by_rule(), given(), NOON).appeal
    asked = decide(closed, ASK, MEMBER, NOON + 90 * DAY)
    assert names(asked) == ["PersonAskedFor", "AppealReopened"]
    appeal = asked.appeal
    assert appeal.state is AppealState.REOPENED
    assert appeal.first_answer_due == NOON + 91 * DAY
    [earlier] = appeal.earlier_rulings
    assert (earlier.remedy_state, earlier.given) == (RemedyState.APPLIED, given())
    again = decide(appeal, decision(), ANNA, NOON + 91 * DAY).appeal
    assert request(again).remedy_id != earlier.remedy_id


def test_who_asks_while_it_is_being_given_is_heard_once_it_is_there() -> None:
    pending = decide(by_rule(), ASK, MEMBER, NOON)
    assert names(pending) == ["PersonAskedFor"]
    done = confirm(pending.appeal, given(), NOON + HOUR)
    assert names(done) == ["RemedyConfirmed", "AppealClosed", "AppealReopened"]
    assert done.appeal.state is AppealState.REOPENED
    told = events(done)[0]
    assert isinstance(told, RemedyConfirmed)
    assert told.person_asked, "nobody is told to ask for what was asked for"
    assert (told.reopen_until, told.escalate_until) == (None, None)


def test_a_persons_decision_is_not_undone_by_asking_for_one() -> None:
    decided = decide(opened().appeal, decision(), ANNA, NOON).appeal
    for appeal in (decided, confirm(decided, given(), NOON).appeal):
        with pytest.raises(NotAllowed):
            decide(appeal, ASK, MEMBER, NOON + HOUR)
