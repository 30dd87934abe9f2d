"""The clocks of an appeal. They run for the member.

What the platform promises is counted in business time, by the calendar that was in force when the
appeal was submitted; what the member is given, and what happens without people, in plain time.
"""

from datetime import datetime, timedelta
from typing import TypedDict

from services.appeals.contract.calendar import BusinessCalendar
from services.appeals.contract.words import AppealState, Owed
from services.appeals.domain.aggregate.lifecycle import OPEN
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.clocks.business_time import (
    add_business_time,
    business_time_between,
    from_day,
)

FIRST_ANSWER_WITHIN = timedelta(hours=24)
DECISION_WITHIN = timedelta(hours=72)
DECISION_AFTER_REFUSAL = timedelta(hours=24)
MEMBER_ANSWERS_WITHIN = timedelta(days=7)
MEMBER_ANSWERS_AT_MOST = timedelta(days=30)
REMINDED_AHEAD = timedelta(days=1)
ANSWER_AFTER_OUTAGE = timedelta(days=1)
TAKEOVERS_TOLD_EVERY = timedelta(days=1)
REMEDY_WITHIN = timedelta(hours=1)
AFTER_A_BREACH = timedelta(hours=12)
"""The next promise after a broken one; twice as long each further time."""
LONGEST_AFTER_A_BREACH = timedelta(days=7)

MILLISECOND = timedelta(milliseconds=1)


class FirstPromises(TypedDict):
    first_answer_due: datetime
    decision_due: datetime
    calendar: BusinessCalendar | None


def first_promises(calendar: BusinessCalendar | None, now: datetime) -> FirstPromises:
    """What is promised when an appeal is submitted, and by which calendar."""
    return FirstPromises(
        first_answer_due=add_business_time(calendar, now, FIRST_ANSWER_WITHIN),
        decision_due=add_business_time(calendar, now, DECISION_WITHIN),
        calendar=calendar and from_day(calendar, now),
    )


def left_to_decide(appeal: Appeal, at: datetime) -> int:
    """Milliseconds of business time; while the member is waited for, those that were left."""
    if appeal.decision_due is None:
        return appeal.decision_left_ms
    return business_time_between(appeal.calendar, at, appeal.decision_due) // MILLISECOND


def decision_due_again(appeal: Appeal, at: datetime) -> datetime:
    """Once the member is not waited for any more."""
    return add_business_time(appeal.calendar, at, appeal.decision_left_ms * MILLISECOND)


def decision_due_after_refusal(appeal: Appeal, at: datetime) -> datetime:
    return add_business_time(appeal.calendar, at, DECISION_AFTER_REFUSAL)


def deadline(appeal: Appeal) -> datetime | None:
    """By when staff have to act; none while it is not their turn."""
    if appeal.state not in OPEN or appeal.state is AppealState.WAITING_FOR_MEMBER:
        return None
    return appeal.decision_due if appeal.first_answered_at else appeal.first_answer_due


def overdue(appeal: Appeal, now: datetime) -> bool:
    due = deadline(appeal)
    return due is not None and due <= now


def owed(appeal: Appeal) -> Owed | None:
    """What the platform has promised next; none while it is the member's turn, or at the end."""
    if appeal.remedy_pending:
        return Owed.REMEDY
    if deadline(appeal) is None:
        return None
    return Owed.DECISION if appeal.first_answered_at else Owed.FIRST_ANSWER


def promise(before: Appeal | None, appeal: Appeal, now: datetime) -> datetime | None:
    """When the member hears next at the latest; none once nothing is open. `before`: the last
    event.

    A promise already given is kept; one that was broken is replaced by a new one once that is on
    record, so that whatever is recorded in the same moment hides no breach.
    """
    if before is not None and _broken_unsaid(before, appeal, now):
        return before.promised_at
    if appeal.state is AppealState.WAITING_FOR_MEMBER:
        return appeal.answer_until
    due = _remedy_due(appeal) or deadline(appeal)
    if due is None:
        return None
    ahead = [time for time in (due, appeal.promised_at) if time is not None and time > now]
    if ahead:
        return ahead[0]
    return add_business_time(appeal.calendar, now, _after_breaches(appeal.promises_missed))


def _broken_unsaid(before: Appeal, after: Appeal, now: datetime) -> bool:
    """Whether the same is owed still, its time is over, and the last event does not say so."""
    late = before.promised_at is not None and before.promised_at <= now
    same = owed(before) is not None and owed(before) is owed(after)
    return late and same and before.promises_missed == after.promises_missed


def _remedy_due(appeal: Appeal) -> datetime | None:
    pending = appeal.ruling if appeal.remedy_pending else None
    return pending.at + REMEDY_WITHIN if pending else None


def _after_breaches(missed: int) -> timedelta:
    doubled = AFTER_A_BREACH * (1 << min(max(missed - 1, 0), 8))
    return min(doubled, LONGEST_AFTER_A_BREACH)


def remind_at(asked_at: datetime, until: datetime) -> datetime | None:
    """A day ahead of the end of a member's time to answer; none where all of it is no longer than
    two days."""
    return until - REMINDED_AHEAD if until - asked_at > 2 * REMINDED_AHEAD else None


def clock_due(appeal: Appeal) -> datetime | None:
    """When time alone changes this appeal next: every promised time is a clock."""
    if appeal.state is AppealState.WAITING_FOR_MEMBER:
        return appeal.remind_at or appeal.answer_until
    return appeal.promised_at if owed(appeal) else None
