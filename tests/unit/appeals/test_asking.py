"""What is asked of a member has an end, which is said with what follows, and a reminder."""

from datetime import timedelta

import pytest

from infra.kernel.errors import NotAllowed
from services.appeals.contract.commands import AskInformation, ReplyToAppeal
from services.appeals.contract.events import AnswerReminded, AppealWithdrawn
from services.appeals.contract.words import AfterWait, AppealState
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.decide import decide
from services.appeals.domain.due import next_due
from services.appeals.domain.tick import tick
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
)

REPLY = ReplyToAppeal(number=NUMBER, text="It was O-2.")
END = NOON + 7 * DAY
MINUTE = timedelta(minutes=1)


def asked(what_follows: AfterWait = AfterWait.CLOSE, days: int = 7) -> Appeal:
    question = AskInformation(
        number=NUMBER,
        question="Which order?",
        what_follows=what_follows,
        answer_until=NOON + days * DAY,
    )
    return decide(an_appeal(), question, ANNA, NOON).appeal


def test_a_reminder_comes_a_day_ahead_and_once() -> None:
    assert next_due(asked()) == END - DAY
    reminded = tick(asked(), END - DAY)
    [event] = events(reminded)
    assert isinstance(event, AnswerReminded)
    assert (event.answer_until, event.what_follows) == (END, AfterWait.CLOSE)
    assert next_due(reminded.appeal) == reminded.appeal.promised_at == END


def test_of_two_days_nobody_is_reminded() -> None:
    assert next_due(asked(days=2)) == NOON + 2 * DAY
    assert next_due(asked(days=3)) == NOON + 2 * DAY


@pytest.mark.parametrize("what_follows", list(AfterWait))
def test_what_was_said_follows(what_follows: AfterWait) -> None:
    passed = tick(tick(asked(what_follows), END - DAY).appeal, END)
    if what_follows is AfterWait.DECIDE:
        assert names(passed) == ["WaitEnded"]
        assert passed.appeal.state is AppealState.IN_REVIEW
        return
    [event] = events(passed)
    assert isinstance(event, AppealWithdrawn)
    assert (event.unanswered_since, event.reopen_until) == (END, END + 30 * DAY)
    assert passed.appeal.state is AppealState.WITHDRAWN
    assert (passed.appeal.promised_at, next_due(passed.appeal)) == (None, None)


def test_nothing_is_closed_over_an_answer_for_which_we_were_not_there() -> None:
    late = tick(asked(), END + HOUR)
    [event] = events(late)
    assert isinstance(event, AnswerReminded)
    assert (event.answer_until, late.drafts[0].happened_at) == (END + HOUR + DAY, END + HOUR)
    closed = tick(late.appeal, END + HOUR + DAY)
    assert names(closed) == ["AppealWithdrawn"]
    assert names(tick(asked(AfterWait.DECIDE), END + HOUR)) == ["WaitEnded"]
    assert names(tick(tick(asked(), END - DAY).appeal, END + MINUTE)) == ["AppealWithdrawn"]


def test_a_late_answer_is_taken_whatever_followed() -> None:
    decided = tick(asked(AfterWait.DECIDE), END).appeal
    assert names(decide(decided, REPLY, MEMBER, END + HOUR)) == ["MemberReplied"]
    closed = tick(asked(), END).appeal
    late = decide(closed, REPLY, MEMBER, END + 30 * DAY - HOUR)
    assert names(late) == ["AppealReopened"]
    assert [message.text for message in late.messages] == ["It was O-2."]
    assert not late.appeal.unanswered
    with pytest.raises(NotAllowed, match="closed for want of an answer"):  # nobody withdrew it
        decide(closed, REPLY, MEMBER, END + 30 * DAY)


def test_an_answer_ends_the_wait_and_what_would_have_followed() -> None:
    replied = decide(asked(), REPLY, MEMBER, NOON + DAY).appeal
    assert (replied.answer_until, replied.remind_at) == (None, None)
    assert replied.what_follows is AfterWait.DECIDE
