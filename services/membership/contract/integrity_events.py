"""What a check of the stored records found and put right."""

from datetime import datetime
from enum import StrEnum

from services.membership.contract.events import Event


class RecordFault(StrEnum):
    """HEAD_ALTERED: the stored record names another end of the history. EVENTS_ADDED: events that
    were never published."""

    STATE_ALTERED = "STATE_ALTERED"
    STATE_MISSING = "STATE_MISSING"
    HEAD_ALTERED = "HEAD_ALTERED"
    EVENTS_ALTERED = "EVENTS_ALTERED"
    EVENTS_MISSING = "EVENTS_MISSING"
    EVENTS_ADDED = "EVENTS_ADDED"


class RecordRepaired(Event, frozen=True, kw_only=True):
    """The record was not as it had been written, and was put right: from the history, or the
    history from its published copy. `shown_wrong`: until then the member was shown as having
    something else. `events`: from how many it follows."""

    faults: tuple[RecordFault, ...]
    shown_wrong: bool
    events: int


class RecordRestored(Event, frozen=True, kw_only=True):
    """The databases were restored from a backup: what the record had of after `made_at` is in it no
    more. `missing`: how many changes that were; 0 where nothing knows how many."""

    made_at: datetime
    missing: int
