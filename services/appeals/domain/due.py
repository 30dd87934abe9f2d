"""When an appeal is looked at next: what its clocks bring, and what is left to do for it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from services.appeals.contract.words import AppealState
from services.appeals.domain.aggregate.lifecycle import OPEN
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.clocks.clocks import clock_due
from services.appeals.domain.clocks.warnings import warning_due
from services.appeals.domain.remedies.restoration import is_to_end, is_wanted

SHORTEST_RETRY = timedelta(milliseconds=500)
LONGEST_RETRY = timedelta(minutes=5)
MOST_CASE_VERSIONS = 100
"""More are not sealed, neither by themselves nor on request."""


def work_due(appeal: Appeal) -> datetime | None:
    """Since when something is left to do with the membership: a remedy, a case file to get, what is
    restored for now, or is not any more; or triage has to look at it."""
    if appeal.remedy_pending and appeal.ruling is not None:
        return appeal.ruling.at
    if is_wanted(appeal):
        return appeal.first_answer_due
    if is_to_end(appeal):
        return appeal.ended_at
    wanted = wants_case_file(appeal) or wants_triage(appeal)
    return appeal.submitted_at if wanted else None


def wants_case_file(appeal: Appeal) -> bool:
    """There is none yet, a part of it is missing, or further orders are named."""
    if appeal.state not in OPEN or appeal.case_version >= MOST_CASE_VERSIONS:
        return False
    wanting = appeal.case_missing or appeal.case_outdated
    return not appeal.case_file_sha256 or bool(wanting)


def wants_triage(appeal: Appeal) -> bool:
    """Rules look at what is new before a person does, as soon as there is something to look at."""
    new = appeal.state is AppealState.SUBMITTED and not appeal.triaged and not appeal.incident
    return new and bool(appeal.case_file_sha256)


def next_due(appeal: Appeal) -> datetime | None:
    return min(_times(appeal, work_due(appeal)), default=None)


def retry_at(appeal: Appeal, now: datetime) -> datetime:
    """When to try again what failed now. Waits grow with the time since it was first due,
    so that no count of attempts has to be kept."""
    waited = now - (work_due(appeal) or now)
    again = now + min(max(waited / 2, SHORTEST_RETRY), LONGEST_RETRY)
    return min([again, *(time for time in _times(appeal) if time > now)])


def _times(appeal: Appeal, *others: datetime | None) -> Iterator[datetime]:
    times = (clock_due(appeal), warning_due(appeal), *others)
    return (time for time in times if time is not None)
