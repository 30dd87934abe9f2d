"""Mass losses that were stopped, as stored; whose changes wait; and of which causes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from infra.process.foundation import COMMANDS
from infra.storage.changes import DuplicateInsert, GuardedUpdate, Inserts, Removal, plain
from infra.storage.unit_of_work import UnitOfWork
from services.membership.adapters.documents import BREAKER_TRIPS, item, row
from services.membership.breaker.collections import INCIDENTS, WAITING
from services.membership.breaker.domain.mass_loss import MassLoss
from services.membership.contract.breaker_words import MassLossDecision, MassLossState
from services.membership.contract.words import Cause
from services.membership.ports import Done

_OPEN = {"state": {"$ne": MassLossState.CLOSED.value}}


class WaitingChange(NamedTuple):
    """A change that waits. `id`: of its row."""

    id: str
    member_id: str


class IncidentStore:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._rows = uow.db[INCIDENTS]
        self._trips = uow.db[BREAKER_TRIPS]
        self._waiting = uow.db[WAITING]

    async def tripped(self) -> dict[Cause, str]:
        """The incidents that are not closed, by cause."""
        return {Cause(row["_id"]): row["incident_id"] async for row in self._trips.find()}

    async def open(self, incident: MassLoss) -> None:
        """Nothing happens where one of the cause is open."""
        trip = {"_id": incident.cause.value, "incident_id": incident.id, "deferred": 0}
        try:
            await self._uow.commit(
                inserts={BREAKER_TRIPS: [trip], INCIDENTS: [row(incident, incident.id)]}
            )
        except DuplicateInsert:
            return

    async def load(self, id: str) -> MassLoss | None:
        found = await self._rows.find_one({"_id": id})
        return _incident(found, await self._deferred()) if found else None

    async def page(self, after: str, limit: int, only_open: bool) -> list[MassLoss]:
        """Newest first: their ids sort by when they were opened."""
        asked: dict[str, Any] = {"_id": {"$lt": after}} if after else {}
        if only_open:
            asked |= _OPEN
        deferred = await self._deferred()
        found = self._rows.find(asked).sort("_id", -1).limit(limit)
        return [_incident(one, deferred) async for one in found]

    async def count(self, only_open: bool) -> int:
        return await self._rows.count_documents(_OPEN if only_open else {})

    async def decided(self) -> list[MassLoss]:
        """Those that are being carried out."""
        found = self._rows.find({"state": MassLossState.DECIDED.value})
        return [_incident(one, {}) async for one in found]

    async def save(self, after: MassLoss, done: Sequence[Done]) -> None:
        """Raises VersionConflict, or DuplicateInsert where the command was done."""
        rows = {COMMANDS: [row(one, one.key) for one in done]}
        await self._uow.commit(inserts=rows, updates=[_step(after)])

    async def close(self, after: MassLoss) -> None:
        """Raises VersionConflict where another change of the cause was deferred meanwhile."""
        trip = {"_id": after.cause.value, "incident_id": after.id, "deferred": after.deferred}
        last = GuardedUpdate(BREAKER_TRIPS, trip, {"$set": {"deferred": -1}})
        await self._uow.commit(
            updates=[last, _step(after)],
            removals=[Removal(BREAKER_TRIPS, {"_id": after.cause.value, "deferred": -1})],
        )

    async def deferred_by(self, cause: Cause) -> int:
        found = await self._trips.find_one({"_id": cause.value})
        return int(found["deferred"]) if found else 0

    async def passes(self, cause: Cause, at: datetime) -> bool:
        """Whether a release covers what falls due then."""
        found = await self._rows.find_one(
            {
                "state": MassLossState.CLOSED.value,
                "cause": cause.value,
                "decision": MassLossDecision.RELEASE.value,
                "pass_until": {"$gt": at},
            }
        )
        return found is not None

    async def waiting(self, incident_id: str, limit: int) -> list[WaitingChange]:
        ids = {"$gt": f"{incident_id}/", "$lt": f"{incident_id}0"}  # "0" comes after "/"
        found = self._waiting.find({"_id": ids}).sort("_id", 1).limit(limit)
        return [WaitingChange(one["_id"], one["member_id"]) async for one in found]

    async def settled(self, waiting: Iterable[WaitingChange]) -> None:
        """They wait no more. Whose row is left by a kill is found settled already."""
        await self._waiting.delete_many({"_id": {"$in": [one.id for one in waiting]}})

    async def done(self, key: str) -> Done | None:
        found = await self._uow.db[COMMANDS].find_one({"_id": key})
        return item(found, Done) if found else None

    async def _deferred(self) -> dict[str, int]:
        return {one["incident_id"]: one["deferred"] async for one in self._trips.find()}


def deferring(
    incidents: Mapping[str, Cause], members: Iterable[tuple[str, str, int]]
) -> tuple[list[GuardedUpdate], Inserts]:
    """That changes wait, each as incident, member and version of the membership: only while the
    incident is open, so that none is left to wait for nobody."""
    rows, counts = list[dict[str, Any]](), dict[str, int]()
    for incident_id, member_id, version in members:
        rows.append({"_id": f"{incident_id}/{member_id}/{version}", "member_id": member_id})
        counts[incident_id] = counts.get(incident_id, 0) + 1
    guards = [
        GuardedUpdate(
            BREAKER_TRIPS,
            {"_id": incidents[id].value, "incident_id": id, "deferred": {"$gte": 0}},
            {"$inc": {"deferred": count}},
        )
        for id, count in counts.items()
    ]
    return guards, {WAITING: rows}


def settling(incident: MassLoss, settled: int) -> GuardedUpdate:
    """That so many more were carried out, as it was decided."""
    this = {"_id": incident.id, "version": incident.version}
    return GuardedUpdate(INCIDENTS, this, {"$inc": {"settled": settled}})


def _step(after: MassLoss) -> GuardedUpdate:
    as_read = {"_id": after.id, "version": after.version - 1}
    fields = {name: value for name, value in plain(after).items() if name not in _COUNTED}
    return GuardedUpdate(INCIDENTS, as_read, {"$set": fields})


_COUNTED = frozenset({"id", "settled"})
"""Moved by whoever carries it out."""


def _incident(found: Mapping[str, Any], deferred: Mapping[str, int]) -> MassLoss:
    known = {"deferred": deferred[found["_id"]]} if found["_id"] in deferred else {}
    return item({**found, **known}, MassLoss)
