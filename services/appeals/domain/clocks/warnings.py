"""Staff are warned before a promise breaks: at half of the time, and shortly before its end."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from services.appeals.contract.words import Owed
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.clocks.business_time import business_time_before
from services.appeals.domain.clocks.clocks import DECISION_WITHIN, FIRST_ANSWER_WITHIN, owed

SHORTLY = timedelta(hours=2)
_THRESHOLDS = {
    Owed.FIRST_ANSWER: (FIRST_ANSWER_WITHIN / 2, SHORTLY),
    Owed.DECISION: (DECISION_WITHIN / 2, SHORTLY),
}
"""How much business time is left when staff are warned."""


def warning_due(appeal: Appeal) -> datetime | None:
    """When staff are warned next; none once they were warned of all."""
    return min((at for at, _ in _ahead(appeal)), default=None)


def least_left(appeal: Appeal, now: datetime) -> timedelta | None:
    """Of the warnings that are due the last one says it all; none where none is due, or where the
    promise is broken already."""
    due = appeal.promised_at
    if due is None or due <= now:
        return None
    return min((left for at, left in _ahead(appeal) if at <= now), default=None)


def _ahead(appeal: Appeal) -> Iterator[tuple[datetime, timedelta]]:
    """Warnings that were not given yet, each with the time that is left then."""
    due, owes = appeal.promised_at, owed(appeal)
    if due is None or owes not in _THRESHOLDS:
        return
    for left in _left(appeal, owes):
        if appeal.warned_of != due or left < timedelta(minutes=appeal.warned_minutes):
            yield business_time_before(appeal.calendar, due, left), left


def _left(appeal: Appeal, owes: Owed) -> tuple[timedelta, ...]:
    """What was promised after a breach is short, and known to be urgent."""
    return (SHORTLY,) if appeal.promises_missed else _THRESHOLDS[owes]
