"""The incident that damaged records open, as stored, and how it is closed."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec
from pymongo import DESCENDING

from infra.kernel.clock import Clock
from infra.kernel.errors import InvalidInput, NotAllowed, NotFound
from infra.kernel.ids import derived_id
from infra.kernel.sentences import both
from infra.storage.mongo import Database, Session
from infra.storage.transactions import Transactions
from services.membership.contract.queries import GetRecordIncidents
from services.membership.contract.query import Query
from services.membership.contract.record_incidents import (
    LONGEST_REASON,
    ClosedIncident,
    CloseRecordIncident,
    RecordIncident,
    RecordIncidents,
)
from services.membership.contract.views import Answer
from services.membership.integrity.repairing import INCIDENTS, OPEN
from services.shared.callers import Caller

_SHOWN = 50


class RecordIncidentStore:
    def __init__(self, transactions: Transactions, db: Database, clock: Clock) -> None:
        self._transactions = transactions
        self._rows = db[INCIDENTS]
        self._clock = clock
        self.answers: Final[dict[type[Query], Callable[[Any], Awaitable[Answer]]]] = {
            GetRecordIncidents: self._all
        }

    async def _all(self, query: GetRecordIncidents) -> RecordIncidents:
        newest = self._rows.find({"_id": {"$ne": OPEN}}).sort("closed_at", DESCENDING)
        closed = [] if query.open_only else await newest.limit(_SHOWN).to_list(_SHOWN)
        found = await self._rows.find_one({"_id": OPEN})
        rows = [*([found] if found else []), *closed]
        return RecordIncidents(incidents=tuple(_incident(row) for row in rows))

    async def close(self, command: CloseRecordIncident, by: Caller) -> ClosedIncident:
        reason = _checked(command.reason)

        async def write(session: Session) -> ClosedIncident:
            known = await self._rows.find_one({"_id": command.incident_id}, session=session)
            if known is not None:
                return _repeated(_incident(known), by, reason)
            row = await self._rows.find_one({"_id": OPEN}, session=session)
            if row is None or _incident(row).id != command.incident_id:
                raise _unknown()
            return await self._close(row, by, reason, session)

        return await self._transactions.run(write)

    async def _close(
        self, row: dict[str, Any], by: Caller, reason: str, session: Session
    ) -> ClosedIncident:
        closed = {
            "closed_at": self._clock.now(), "closed_by": by.actor.id,
            "closed_by_name": by.actor.name, "reason": reason,
        }  # fmt: skip
        kept = {**row, "_id": _incident(row).id, **closed}
        await self._rows.insert_one(kept, session=session)
        await self._rows.delete_one({"_id": OPEN}, session=session)
        return ClosedIncident(incident=_incident(kept), repeated=False)


def _incident(row: dict[str, Any]) -> RecordIncident:
    """The open one is known by when it was opened: there is one at a time."""
    id = row["_id"]
    if id == OPEN:
        id = derived_id("record incident", row["opened_at"].isoformat())
    return msgspec.convert({**row, "id": id}, RecordIncident)


def _repeated(known: RecordIncident, by: Caller, reason: str) -> ClosedIncident:
    if (known.closed_by, known.reason) == (by.actor.id, reason):
        return ClosedIncident(incident=known, repeated=True)
    raise NotAllowed(
        both(
            "此事件已由 {name} 于 {at} 关闭。",
            "{name} closed this incident {at}.",
            name=known.closed_by_name or known.closed_by,
            at=known.closed_at or known.last_at,
        )
    )


def _checked(reason: str) -> str:
    reason = reason.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise InvalidInput(
            both(
                "请写明原因，最多 {most} 个字符。",
                "Say what it was and why it is over, in at most {most} characters.",
                most=LONGEST_REASON,
            ),
            field="reason",
        )
    return reason


def _unknown() -> NotFound:
    return NotFound(both("没有这个事件。", "There is no such incident."), field="incidentId")
