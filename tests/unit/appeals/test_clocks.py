"""The clocks run for the member, and every event says when the member hears next."""

from datetime import timedelta

from services.appeals.contract.commands import (
    AnswerAppeal,
    AskInformation,
    ReplyToAppeal,
    TakeAppeal,
)
from services.appeals.contract.events import PromiseMissed
from services.appeals.contract.words import AppealState, Owed
from services.appeals.domain.clocks.clocks import clock_due, overdue
from services.appeals.domain.decide import decide
from services.appeals.domain.deciding.decision import decide_appeal
from services.appeals.domain.due import next_due, retry_at
from services.appeals.domain.remedies.remedy import confirm
from services.appeals.domain.tick import tick
from tests.unit.appeals.people import (
    ANNA,
    DAY,
    HOUR,
    MEMBER,
    NOON,
    NUMBER,
    an_appeal,
    decision,
    events,
    given,
    names,
    opened,
)

ASK = AskInformation(number=NUMBER, question="Which order was it?")
REPLY = ReplyToAppeal(number=NUMBER, text="It was O-2.")


def test_a_first_answer_is_promised_within_a_day() -> None:
    appeal = an_appeal()
    assert appeal.first_answer_due == appeal.promised_at == clock_due(appeal) == NOON + DAY
    assert names(tick(appeal, NOON + DAY - timedelta(milliseconds=1))) == ["BreachNear"]


def test_what_is_recorded_in_the_moment_of_a_breach_does_not_hide_it() -> None:
    """The clock passed the promise between a look at the appeal and what came of the look."""
    late = NOON + DAY + timedelta(seconds=1)
    replied = decide(an_appeal(), REPLY, MEMBER, late).appeal
    assert replied.promised_at == NOON + DAY, "broken, and not on record yet"
    missed = tick(replied, late)
    assert names(missed) == ["FirstAnswerMissed"]
    assert missed.drafts[0].happened_at == NOON + DAY
    assert missed.appeal.promised_at == late + 12 * HOUR


def test_a_missed_first_answer_is_said_once_with_a_new_promise() -> None:
    late = NOON + 3 * DAY
    missed = tick(an_appeal(), late)
    assert names(missed) == ["FirstAnswerMissed"]
    assert missed.drafts[0].happened_at == NOON + DAY
    assert events(missed)[0].promised_at == late + 12 * HOUR
    assert overdue(missed.appeal, late)
    assert not tick(missed.appeal, late + 10 * HOUR - timedelta(milliseconds=1)).drafts
    assert names(tick(missed.appeal, late + 12 * HOUR - timedelta(milliseconds=1))) == [
        "BreachNear"
    ]


def test_each_further_promise_has_its_clock_and_comes_later() -> None:
    appeal, said = an_appeal(), []
    for _ in range(7):
        due = clock_due(appeal)
        assert due is not None
        passed = tick(appeal, due)
        said += [(names(passed), (event.promised_at or due) - due) for event in events(passed)]
        appeal = passed.appeal
    again = ["PromiseMissed"]
    assert said == [
        (["FirstAnswerMissed"], 12 * HOUR),
        (again, 24 * HOUR), (again, 48 * HOUR), (again, 96 * HOUR),
        (again, 7 * DAY), (again, 7 * DAY), (again, 7 * DAY),
    ]  # fmt: skip


def test_a_word_of_ours_makes_the_next_promise_short_again() -> None:
    appeal = tick(tick(an_appeal(), NOON + DAY).appeal, NOON + 36 * HOUR).appeal
    answered = decide(appeal, AnswerAppeal(number=NUMBER, text="We look."), ANNA, NOON + 40 * HOUR)
    assert answered.appeal.promised_at == NOON + 3 * DAY
    missed = tick(answered.appeal, NOON + 3 * DAY)
    [event] = events(missed)
    assert isinstance(event, PromiseMissed)
    assert (event.owed, event.due) == (Owed.DECISION, NOON + 3 * DAY)
    assert event.promised_at == NOON + 3 * DAY + 12 * HOUR


def test_a_remedy_that_is_not_there_within_the_hour_is_said() -> None:
    decided = decide_appeal(an_appeal(), decision(), ANNA, NOON + HOUR).appeal
    missed = tick(decided, NOON + 2 * HOUR)
    [event] = events(missed)
    assert isinstance(event, PromiseMissed)
    assert (event.owed, event.due) == (Owed.REMEDY, NOON + 2 * HOUR)
    assert event.promised_at == NOON + 14 * HOUR


def test_two_years_without_us_break_one_promise_not_hundreds() -> None:
    long_after = NOON + 730 * DAY
    passed = tick(an_appeal(), long_after)
    assert names(passed) == ["FirstAnswerMissed"]
    assert passed.appeal.promised_at == long_after + 12 * HOUR


def test_taking_is_not_answering() -> None:
    taken = decide(an_appeal(), TakeAppeal(number=NUMBER), ANNA, NOON + HOUR).appeal
    assert taken.first_answered_at is None
    assert names(tick(taken, NOON + DAY)) == ["FirstAnswerMissed"]


def test_an_answer_stops_the_first_clock_and_the_decision_is_promised() -> None:
    answer = AnswerAppeal(number=NUMBER, text="We look into it.")
    answered = decide(an_appeal(), answer, ANNA, NOON + HOUR).appeal
    assert answered.first_answered_at == NOON + HOUR
    assert answered.promised_at == clock_due(answered) == NOON + 3 * DAY


def test_the_decision_clock_stops_while_the_member_is_asked_and_goes_on_with_the_rest() -> None:
    asked = decide(an_appeal(), ASK, ANNA, NOON + 12 * HOUR).appeal
    assert asked.promised_at == asked.answer_until == NOON + 12 * HOUR + 7 * DAY
    assert not overdue(asked, NOON + 5 * DAY)
    replied = decide(asked, REPLY, MEMBER, NOON + 5 * DAY).appeal
    assert replied.decision_due == replied.promised_at == NOON + 5 * DAY + 60 * HOUR


def test_asking_again_keeps_the_rest() -> None:
    asked = decide(an_appeal(), ASK, ANNA, NOON + 12 * HOUR).appeal
    again = decide(asked, ASK, ANNA, NOON + 24 * HOUR).appeal
    replied = decide(again, REPLY, MEMBER, NOON + 48 * HOUR).appeal
    assert replied.decision_due == NOON + 48 * HOUR + 60 * HOUR


def test_a_member_who_does_not_answer_is_decided_about_not_forgotten() -> None:
    asked = tick(decide(an_appeal(), ASK, ANNA, NOON).appeal, NOON + 6 * DAY).appeal
    ended = tick(asked, NOON + 7 * DAY)
    assert names(ended) == ["WaitEnded"]
    assert ended.appeal.state is AppealState.IN_REVIEW
    assert ended.appeal.promised_at == NOON + 10 * DAY


def test_a_remedy_is_due_at_once_and_nothing_is_due_afterwards() -> None:
    decided = decide_appeal(an_appeal(), decision(), ANNA, NOON + HOUR).appeal
    assert next_due(decided) == NOON + HOUR
    assert decided.promised_at == NOON + 2 * HOUR
    closed = confirm(decided, given(), NOON + 2 * HOUR).appeal
    assert (closed.promised_at, next_due(closed)) == (None, None)


def test_retries_come_further_apart_but_never_later_than_a_clock() -> None:
    decided = decide_appeal(an_appeal(), decision(), ANNA, NOON).appeal
    times = [NOON, NOON + HOUR / 60, NOON + DAY]
    waits = [retry_at(tick(decided, now).appeal, now) - now for now in times]
    assert waits == [timedelta(milliseconds=500), timedelta(seconds=30), timedelta(minutes=5)]
    without_case = opened(with_case=False).appeal
    just_before = NOON + DAY - timedelta(seconds=1)
    assert retry_at(without_case, just_before) == NOON + DAY


def test_a_missing_case_file_is_due_at_once() -> None:
    assert next_due(opened(with_case=False).appeal) == NOON
