"""The clocks of an appeal. They run for the member."""

from datetime import datetime, timedelta

from services.appeals.contract.words import AppealState, Owed
from services.appeals.domain.lifecycle import OPEN
from services.appeals.domain.state import Appeal

FIRST_ANSWER_WITHIN = timedelta(hours=24)
DECISION_WITHIN = timedelta(hours=72)
DECISION_AFTER_REFUSAL = timedelta(hours=24)
MEMBER_ANSWERS_WITHIN = timedelta(days=7)
MEMBER_ANSWERS_AT_MOST = timedelta(days=30)
TAKEOVERS_TOLD_EVERY = timedelta(days=1)
REMEDY_WITHIN = timedelta(hours=1)
AFTER_A_BREACH = timedelta(hours=12)
"""The next promise after a broken one; twice as long each further time."""
LONGEST_AFTER_A_BREACH = timedelta(days=7)

SHORTEST_RETRY = timedelta(milliseconds=500)
LONGEST_RETRY = timedelta(minutes=5)


def deadline(appeal: Appeal) -> datetime | None:
    """By when staff have to act; none while it is not their turn."""
    if appeal.state not in (AppealState.SUBMITTED, AppealState.IN_REVIEW):
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


def promise(appeal: Appeal, now: datetime) -> datetime | None:
    """When the member hears next at the latest; none once nothing is open.

    A promise already given is kept; one that was broken is replaced by a new one.
    """
    if appeal.state is AppealState.WAITING_FOR_MEMBER:
        return appeal.answer_until
    due = _remedy_due(appeal) or deadline(appeal)
    if due is None:
        return None
    ahead = [time for time in (due, appeal.promised_at) if time is not None and time > now]
    return ahead[0] if ahead else now + _after_breaches(appeal.promises_missed)


def _remedy_due(appeal: Appeal) -> datetime | None:
    pending = appeal.ruling if appeal.remedy_pending else None
    return pending.at + REMEDY_WITHIN if pending else None


def _after_breaches(missed: int) -> timedelta:
    doubled = AFTER_A_BREACH * (1 << min(max(missed - 1, 0), 8))
    return min(doubled, LONGEST_AFTER_A_BREACH)


def clock_due(appeal: Appeal) -> datetime | None:
    """When time alone changes this appeal next: every promised time is a clock."""
    if appeal.state is AppealState.WAITING_FOR_MEMBER:
        return appeal.answer_until
    return appeal.promised_at if owed(appeal) else None


def work_due(appeal: Appeal) -> datetime | None:
    """Since when something is left to do with the membership: a remedy, or a case file to get."""
    if appeal.remedy_pending and appeal.ruling is not None:
        return appeal.ruling.at
    return appeal.submitted_at if wants_case_file(appeal) else None


def wants_case_file(appeal: Appeal) -> bool:
    return appeal.state in OPEN and not appeal.case_file_sha256


def next_due(appeal: Appeal) -> datetime | None:
    return min(
        (time for time in (clock_due(appeal), work_due(appeal)) if time is not None), default=None
    )


def retry_at(appeal: Appeal, now: datetime) -> datetime:
    """When to try again what failed now. Waits grow with the time since it was first due,
    so that no count of attempts has to be kept."""
    waited = now - (work_due(appeal) or now)
    again = now + min(max(waited / 2, SHORTEST_RETRY), LONGEST_RETRY)
    clock = clock_due(appeal)
    return min(again, clock) if clock is not None else again
