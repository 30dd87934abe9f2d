"""Staff are told what asks for them, and only as long as it does."""

import pytest

from infra.kernel.events import Actor
from services.appeals.contract.commands import AnswerAppeal, AskInformation, TakeAppeal
from services.appeals.contract.event_types import EVENT_TYPES
from services.appeals.contract.events import AppealTakenOver
from services.appeals.contract.notice_words import NoticeKind as K
from services.appeals.contract.notices import TELLING
from services.appeals.contract.words import Owed
from services.appeals.domain.decide import decide
from services.appeals.domain.recording.notices import StaffNotice, holds, notices_of
from services.appeals.domain.recording.recorder import Recorder
from services.appeals.domain.remedies.remedy import refuse
from services.appeals.domain.remedies.restoration import answered
from services.appeals.domain.tick import tick
from services.membership.contract.provisional_words import NotRestoredBecause
from services.shared.callers import ActorKind
from tests.unit.appeals.people import (
    ANNA,
    BO,
    DAY,
    HOUR,
    MEMBER,
    NOON,
    NUMBER,
    an_appeal,
    decision,
    refusal,
)
from tests.unit.appeals.test_clocks import REPLY

CHIEF = Actor(kind=ActorKind.STAFF, id="s-9", name="Cleo")


def told(recorder: Recorder) -> list[tuple[K, str]]:
    return [(one.kind, one.to) for one in notices_of(recorder)]


def only(recorder: Recorder) -> StaffNotice:
    [notice] = notices_of(recorder)
    return notice


def test_of_a_promise_that_may_break_and_then_breaks() -> None:
    near = tick(an_appeal(), NOON + 12 * HOUR)
    notice = only(near)
    assert (notice.kind, notice.to, notice.owed) == (K.BREACH_NEAR, "", Owed.FIRST_ANSWER)
    assert (notice.due, notice.left_minutes) == (NOON + DAY, 720)
    assert (notice.event_id, notice.version) == (f"{NUMBER}:3", 3)
    assert holds(notice, near.appeal)
    broken = tick(near.appeal, NOON + DAY)
    assert told(broken) == [(K.BREACHED, "")]
    assert not holds(notice, broken.appeal)
    assert holds(only(broken), broken.appeal)
    answer = AnswerAppeal(number=NUMBER, text="We look.")
    heard = decide(broken.appeal, answer, ANNA, NOON + 26 * HOUR)
    assert told(heard) == []
    assert not holds(only(broken), heard.appeal)


def test_it_goes_to_whoever_has_the_appeal_and_to_who_had_it() -> None:
    taken = decide(an_appeal(), TakeAppeal(number=NUMBER), ANNA, NOON).appeal
    assert told(tick(taken, NOON + DAY)) == [(K.BREACHED, ANNA.id)]
    over = decide(taken, TakeAppeal(number=NUMBER, take_over=True), BO, NOON + HOUR)
    assert told(over) == [(K.TAKEN_OVER, ANNA.id)]
    assert holds(only(over), over.appeal)
    back = decide(over.appeal, TakeAppeal(number=NUMBER, take_over=True), ANNA, NOON + 2 * HOUR)
    assert not holds(only(over), back.appeal)


def test_who_is_given_an_appeal_hears_of_it_and_who_had_it() -> None:
    taken = decide(an_appeal(), TakeAppeal(number=NUMBER), ANNA, NOON).appeal
    recorder = Recorder(taken, CHIEF, NOON + HOUR)
    recorder.add(
        AppealTakenOver(**recorder.about, reviewer=BO.id, taken_from=ANNA.id, told=True, to=BO)
    )
    assert told(recorder) == [(K.ASSIGNED, BO.id), (K.TAKEN_OVER, ANNA.id)]
    assert all(holds(one, recorder.appeal) for one in notices_of(recorder))


def test_what_the_member_wrote_and_what_the_membership_refused() -> None:
    ask = AskInformation(number=NUMBER, question="Which?")
    asked = decide(an_appeal(), ask, ANNA, NOON).appeal
    assert told(decide(asked, REPLY, MEMBER, NOON + HOUR)) == [(K.MEMBER_WROTE, ANNA.id)]
    decided = decide(an_appeal(), decision(), ANNA, NOON).appeal
    refused = refuse(decided, refusal(), NOON + HOUR)
    assert told(refused) == [(K.REMEDY_REFUSED, ANNA.id)]
    assert holds(only(refused), refused.appeal)


@pytest.mark.parametrize("why", NotRestoredBecause)
def test_of_what_is_not_restored_only_what_is_protected(why: NotRestoredBecause) -> None:
    late = tick(an_appeal(), NOON + DAY).appeal
    protected = why is NotRestoredBecause.SECURITY_HOLD
    expected = [(K.PROTECTED, "")] if protected else []
    assert told(answered(late, why, NOON + DAY)) == expected


def test_what_is_followed_is_what_tells() -> None:
    assert EVENT_TYPES.keys() >= TELLING
