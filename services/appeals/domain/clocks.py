"""The clocks of an appeal. They run for the member."""

from datetime import datetime, timedelta

from services.appeals.contract.words import AppealState
from services.appeals.domain.lifecycle import OPEN
from services.appeals.domain.state import Appeal

FIRST_ANSWER_WITHIN = timedelta(hours=24)
DECISION_WITHIN = timedelta(hours=72)
DECISION_AFTER_REFUSAL = timedelta(hours=24)
MEMBER_ANSWERS_WITHIN = timedelta(days=7)
MEMBER_ANSWERS_AT_MOST = timedelta(days=30)
REMEDY_WITHIN = timedelta(hours=1)
AFTER_A_BREACH = timedelta(hours=12)

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


def promise(appeal: Appeal, now: datetime) -> datetime | None:
    """When the member hears next at the latest; none once nothing is open.

    A promise already given is kept; one that was broken is replaced by a new one.
    """
    if appeal.state is AppealState.WAITING_FOR_MEMBER:
        return appeal.answer_until
    if appeal.remedy_pending:
        return now + REMEDY_WITHIN
    candidates = (deadline(appeal), appeal.promised_at if deadline(appeal) else None)
    ahead = [time for time in candidates if time is not None and time > now]
    if ahead:
        return ahead[0]
    return now + AFTER_A_BREACH if deadline(appeal) else None


def clock_due(appeal: Appeal) -> datetime | None:
    """When time alone changes this appeal next."""
    if appeal.state is AppealState.WAITING_FOR_MEMBER:
        return appeal.answer_until
    unanswered = appeal.state in OPEN and appeal.first_answered_at is None
    return appeal.first_answer_due if unanswered and not appeal.first_answer_missed else None


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
