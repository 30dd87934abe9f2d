"""Incidents in MongoDB, with how far they are."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from pymongo import DESCENDING

from infra.kernel.events import NEW, Actor, Draft, EventEnvelope, Head, Origin, chain
from infra.kernel.idempotency import Done as KernelDone
from infra.kernel.paging import MOST_COUNTED
from infra.process.foundation import COMMANDS
from infra.storage.changes import Change, GuardedUpdate, Inserts, Removal, plain
from infra.storage.unit_of_work import UnitOfWork
from services.appeals.contract.incident_events import IncidentEvent
from services.appeals.contract.incident_facts import RefusedFor, TriedOut
from services.appeals.contract.incident_words import AffectedState
from services.appeals.contract.incident_words import IncidentState as S
from services.appeals.incidents.collections import INCIDENTS, PROGRESS
from services.appeals.incidents.domain.incident import (
    WORKED_ON,
    IncidentFact,
    LossIncident,
    evolve,
)
from services.appeals.incidents.domain.progress import IncidentProgress
from services.shared.callers import Caller


class LoadedIncident(msgspec.Struct, frozen=True, kw_only=True):
    """`head`: where its history ended when it was loaded."""

    incident: LossIncident
    head: Head


class IncidentDone(KernelDone, frozen=True, kw_only=True):
    """`incident`: that the command was about. `about`: the number of the case that it opened."""

    incident: str
    about: str = ""


AT_WORK: Mapping[str, Any] = {"phase": {"$in": [one.value for one in sorted(WORKED_ON)]}}
"""Incidents with something left that no person is waited for."""

NOTHING_YET: Mapping[str, Any] = {
    "preview": 0,
    "members": 0,
    "possible": 0,
    "days": 0,
    "worth": 0,
    "refused": {},
}


class LossIncidentStore:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._rows = uow.db[INCIDENTS]
        self._progress = uow.db[PROGRESS]

    async def load(self, id: str) -> LoadedIncident | None:
        stored = await self._uow.load(INCIDENTS, id)
        if stored is None:
            return None
        return LoadedIncident(incident=_incident(stored.state), head=stored.head)

    async def of(self, ids: Sequence[str]) -> list[LossIncident]:
        """In their order; unknown ones are left out."""
        stored = await self._uow.load_many(INCIDENTS, ids)
        return [_incident(stored[id].state) for id in ids if id in stored]

    async def in_states(self, states: Collection[S]) -> list[LossIncident]:
        found = self._rows.find({"phase": {"$in": [one.value for one in states]}}, {"state": 1})
        return [_incident(row["state"]) async for row in found]

    async def page(self, states: Collection[S], after: str, limit: int) -> list[LossIncident]:
        """Newest first: their numbers sort by when they were opened."""
        asked: dict[str, Any] = {"_id": {"$lt": after}} if after else {}
        asked |= _of(states)
        found = self._rows.find(asked, {"state": 1}).sort("_id", DESCENDING).limit(limit)
        return [_incident(row["state"]) async for row in found]

    async def count(self, states: Collection[S]) -> int:
        return await self._rows.count_documents(_of(states), limit=MOST_COUNTED)

    async def progress(self, id: str) -> IncidentProgress:
        row = await self._progress.find_one({"_id": id}) or {}
        return _read(row)

    async def under_way(self) -> list[str]:
        """Incidents with members who are being given their remedy."""
        found = self._progress.find({"members.UNDER_WAY": {"$gt": 0}}, {"_id": 1})
        return [row["_id"] async for row in found]

    async def to_tell(self) -> list[str]:
        """Incidents of which those who joined are still to be told that they are over."""
        found = self._progress.find({"to_tell": True}, {"_id": 1})
        return [row["_id"] async for row in found]

    async def save(
        self,
        changes: Sequence[Change],
        *,
        inserts: Inserts | None = None,
        updates: Sequence[GuardedUpdate] = (),
        removals: Sequence[Removal] = (),
        done: Sequence[IncidentDone] = (),
    ) -> None:
        """Raises VersionConflict, or DuplicateInsert where the command was done."""
        rows = {**(inserts or {}), COMMANDS: [_done_row(one) for one in done]}
        await self._uow.commit(changes, inserts=rows, updates=updates, removals=removals)

    async def done(self, key: str) -> IncidentDone | None:
        row = await self._uow.db[COMMANDS].find_one({"_id": key})
        if row is None:
            return None
        return IncidentDone(
            fingerprint=row["fingerprint"],
            key=key,
            incident=row["number"],
            about=row.get("about", ""),
        )


def begun(event: IncidentEvent, by: Actor, now: datetime, request_id: str = "") -> Change:
    """A new incident."""
    return _change(None, event, by, now, request_id)


def stepped(loaded: LoadedIncident, event: IncidentEvent, by: Caller, now: datetime) -> Change:
    return _change(loaded, event, by.actor, now, by.request_id)


def _change(
    loaded: LoadedIncident | None, event: IncidentEvent, by: Actor, now: datetime, request_id: str
) -> Change:
    before, head = (loaded.incident, loaded.head) if loaded else (None, NEW)
    after = evolve(before, IncidentFact(event=event, at=now, by=by))
    return Change(
        collection=INCIDENTS,
        id=after.id,
        head=head,
        state=plain(after),
        next_due=None,
        events=envelopes(head, after.id, event, by, now, request_id=request_id),
        fields={"phase": after.state.value},
    )


def envelopes(
    head: Head, id: str, event: IncidentEvent, by: Actor, now: datetime, *, request_id: str = ""
) -> list[EventEnvelope]:
    draft = Draft(event=event, happened_at=now)
    origin = Origin(request_id=request_id)
    return chain(head, id, [draft], actor=by, origin=origin, recorded_at=now)


def progress_row(id: str) -> Mapping[str, Any]:
    return {"_id": id, "members": {}, "tried": NOTHING_YET}


def counted(id: str, moved: Mapping[AffectedState, int]) -> GuardedUpdate:
    """So many more members, or fewer, in these states."""
    more = {f"members.{state.value}": number for state, number in moved.items()}
    return GuardedUpdate(PROGRESS, {"_id": id}, {"$inc": more})


def stays_so(incident: LossIncident) -> GuardedUpdate:
    """Nobody paused or ended it meanwhile, nor did anything else to it."""
    as_read = {"_id": incident.id, "version": incident.version}
    return GuardedUpdate(INCIDENTS, as_read, {"$set": {"phase": incident.state.value}})


def begins_to_try(id: str, preview: int) -> GuardedUpdate:
    fresh = {**NOTHING_YET, "preview": preview}
    return GuardedUpdate(PROGRESS, {"_id": id}, {"$set": {"tried": fresh}})


def tells(id: str) -> GuardedUpdate:
    return GuardedUpdate(PROGRESS, {"_id": id}, {"$set": {"to_tell": True}})


def all_told(id: str) -> GuardedUpdate:
    return GuardedUpdate(PROGRESS, {"_id": id}, {"$unset": {"to_tell": ""}})


def tried_out(id: str, preview: int, more: TriedOut) -> GuardedUpdate:
    """Adds what some members came to; of an earlier preview nothing is counted any more."""
    added = {
        "members": more.members, "possible": more.possible, "days": more.days, "worth": more.worth
    } | {f"refused.{one.code}": one.members for one in more.refused}  # fmt: skip
    this = {"_id": id, "tried.preview": preview}
    return GuardedUpdate(
        PROGRESS, this, {"$inc": {f"tried.{name}": number for name, number in added.items()}}
    )


def _of(states: Collection[S]) -> dict[str, Any]:
    return {"phase": {"$in": [one.value for one in states]}} if states else {}


def _incident(state: Mapping[str, Any]) -> LossIncident:
    return msgspec.convert(state, LossIncident)


def _read(row: Mapping[str, Any]) -> IncidentProgress:
    tried: Mapping[str, Any] = row.get("tried") or NOTHING_YET
    refused = sorted(tried["refused"].items())
    return IncidentProgress(
        members={AffectedState(name): n for name, n in row.get("members", {}).items()},
        preview=tried["preview"],
        tried=TriedOut(
            members=tried["members"],
            possible=tried["possible"],
            days=tried["days"],
            worth=tried["worth"],
            refused=tuple(RefusedFor(code=code, members=n) for code, n in refused),
        ),
    )


def _done_row(done: IncidentDone) -> dict[str, Any]:
    fingerprint = {"_id": done.key, "fingerprint": done.fingerprint}
    return {**fingerprint, "number": done.incident, "about": done.about}
