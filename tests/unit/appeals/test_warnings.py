"""Staff are warned before a promise breaks, once for each time, and not when it is broken."""

from datetime import date, timedelta

from msgspec.structs import replace

from services.appeals.contract.calendar import BusinessCalendar, SpecialDay
from services.appeals.contract.clock_events import BreachNear
from services.appeals.contract.commands import (
    AddStaffNote,
    AnswerAppeal,
    AskInformation,
    ReplyToAppeal,
)
from services.appeals.contract.words import Owed
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.clocks.clocks import first_promises
from services.appeals.domain.decide import decide
from services.appeals.domain.due import next_due
from services.appeals.domain.opening.submission import open_appeal, reply
from services.appeals.domain.recording.recorder import Recorder
from services.appeals.domain.tick import tick
from services.appeals.triage.domain.rules import TO_A_PERSON
from tests.unit.appeals.people import (
    ANNA,
    DAY,
    HOUR,
    MEMBER,
    NOON,
    NUMBER,
    an_appeal,
    events,
    names,
    opening,
)

NINE_TO_FIVE = BusinessCalendar(
    zone="Asia/Shanghai", week=(*(("09:00-17:00",),) * 5, (), ()),
    days=(SpecialDay(day=date(2026, 11, 24)),),
)  # fmt: skip
"""Noon of 21 November 2026 (UTC) is Saturday evening in Shanghai; Tuesday 24th is a holiday."""


def warned(recorder: Recorder) -> list[tuple[Owed, int]]:
    found = [one for one in events(recorder) if isinstance(one, BreachNear)]
    return [(one.owed, one.left_minutes) for one in found]


def test_at_half_and_two_hours_before_the_end() -> None:
    appeal = replace(an_appeal(), rules=(TO_A_PERSON,))
    assert next_due(appeal) == NOON + 12 * HOUR
    half = tick(appeal, NOON + 12 * HOUR)
    assert warned(half) == [(Owed.FIRST_ANSWER, 720)]
    assert not tick(half.appeal, NOON + 21 * HOUR).drafts
    assert next_due(half.appeal) == NOON + 22 * HOUR
    shortly = tick(half.appeal, NOON + 22 * HOUR)
    assert warned(shortly) == [(Owed.FIRST_ANSWER, 120)]
    assert shortly.appeal.promised_at == NOON + DAY
    assert next_due(shortly.appeal) == NOON + DAY


def test_who_looks_late_is_warned_once_and_of_what_is_broken_not_at_all() -> None:
    assert warned(tick(an_appeal(), NOON + 23 * HOUR)) == [(Owed.FIRST_ANSWER, 120)]
    assert names(tick(an_appeal(), NOON + DAY)) == ["FirstAnswerMissed"]


def test_the_decision_has_warnings_of_its_own() -> None:
    answer = AnswerAppeal(number=NUMBER, text="We look.")
    appeal = decide(an_appeal(), answer, ANNA, NOON + HOUR).appeal
    assert next_due(appeal) == NOON + 36 * HOUR
    assert warned(tick(appeal, NOON + 36 * HOUR)) == [(Owed.DECISION, 36 * 60)]


def test_nobody_is_warned_while_the_member_is_asked() -> None:
    ask = AskInformation(number=NUMBER, question="Which?")
    assert not tick(decide(an_appeal(), ask, ANNA, NOON).appeal, NOON + 6 * DAY - HOUR).drafts


def test_a_note_is_no_first_answer() -> None:
    noted = decide(an_appeal(), AddStaffNote(number=NUMBER, text="Odd."), ANNA, NOON + HOUR)
    assert not noted.drafts
    assert names(tick(an_appeal(), NOON + DAY)) == ["FirstAnswerMissed"]


def in_office_hours() -> Appeal:
    return open_appeal(opening(), NUMBER, None, MEMBER, NOON, calendar=NINE_TO_FIVE).appeal


def test_what_is_promised_is_counted_in_business_time() -> None:
    """Monday 23rd, Wednesday 25th and Thursday 26th have eight hours each, so the answer is due on
    Thursday at 17:00, 9:00 UTC; the decision takes six more days, to Friday 4 December."""
    appeal = in_office_hours()
    assert appeal.first_answer_due == appeal.promised_at == NOON + timedelta(days=4, hours=21)
    assert appeal.decision_due == NOON + timedelta(days=12, hours=21)
    assert next_due(tick(appeal, NOON).appeal) == NOON  # the case file is still to be got
    late = tick(appeal, appeal.first_answer_due)
    assert late.appeal.promised_at == NOON + timedelta(days=8, hours=17)  # Monday 30th, 13:00


def test_business_time_waits_with_the_member() -> None:
    """Asked on Monday at 13:00 with 68 hours left; answered on Saturday, they run from Monday."""
    ask = AskInformation(number=NUMBER, question="Which?")
    asked = decide(in_office_hours(), ask, ANNA, NOON + timedelta(days=1, hours=17)).appeal
    assert asked.decision_left_ms == 68 * 3_600_000
    replied = reply(
        asked, ReplyToAppeal(number=NUMBER, text="This."), MEMBER, NOON + timedelta(days=7)
    ).appeal
    assert replied.decision_due == NOON + timedelta(days=18, hours=17)  # Thursday 10 December


def test_days_that_are_over_go_into_no_appeal() -> None:
    later = first_promises(NINE_TO_FIVE, NOON + 10 * DAY)["calendar"]
    assert later is not None
    assert later.days == ()
