"""Damaged records, found and put right: an incident that staff close."""

from datetime import datetime
from typing import Protocol

import msgspec

from services.shared.callers import Caller

LONGEST_REASON = 2_000


class CloseRecordIncident(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`reason`: what it was, and why it is over."""

    incident_id: str
    reason: str


class RecordIncident(msgspec.Struct, frozen=True, kw_only=True):
    """`repaired`: how often a record was put right; `beyond_repair`: members of whom too little was
    left. `closed_by`: of the staff; this and what follows it are empty while it is open."""

    id: str
    opened_at: datetime
    last_at: datetime
    repaired: int = 0
    beyond_repair: tuple[str, ...] = ()
    closed_at: datetime | None = None
    closed_by: str = ""
    closed_by_name: str = ""
    reason: str = ""


class RecordIncidents(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The open one first, then those that were closed last."""

    incidents: tuple[RecordIncident, ...]


class ClosedIncident(msgspec.Struct, frozen=True, kw_only=True):
    """`repeated`: the same was said before."""

    incident: RecordIncident
    repeated: bool


class IncidentsApi(Protocol):
    """Part of `MembershipApi`."""

    async def close_record_incident(
        self, command: CloseRecordIncident, by: Caller
    ) -> ClosedIncident:
        """The next damage opens another one.

        Raises:
            NotFound: there is no such incident.
            InvalidInput: no reason, or too long a one.
            NotAllowed: somebody closed it with other words.
            SecondFactorRequired, Forbidden
        """
        ...
