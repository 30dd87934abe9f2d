"""Goes over all members, in the order of their ids, with flat memory."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import msgspec
from pymongo import ASCENDING

from infra.storage.mongo import Database
from infra.storage.writer import EVENTS
from services.membership.adapters.documents import MEMBERSHIPS, member_of
from services.membership.integrity.checking import Record, faults_of, record_of
from services.membership.integrity.repairing import CheckedRecord

RUNS = "integrity_runs"
"""{_id: what is done, after: member id, checked, found, repaired}: how far it has come; gone once
it is over, so that one that was killed goes on where it was."""
_NOTED_EVERY = 1_000
_AT_ONCE = 1_000

Treat = Callable[[str], Awaitable[CheckedRecord | None]]


class Progress(msgspec.Struct, kw_only=True):
    """`found`: with faults. What is not repaired is beyond it, or was only looked at."""

    checked: int = 0
    found: int = 0
    repaired: int = 0
    after: str = ""


async def records(db: Database, after: str = "") -> AsyncIterator[Record]:
    """What is stored of each member whose id comes after that one: two cursors side by side."""
    rows = _Rows(db[MEMBERSHIPS].find({"_id": {"$gt": after}}).sort("_id", ASCENDING), "_id")
    order = [("aggregate", ASCENDING), ("version", ASCENDING)]
    events = _Rows(db[EVENTS].find({"aggregate": {"$gt": after}}).sort(order), "aggregate")
    await rows.advance()
    await events.advance()
    while ids := [one.key for one in (rows, events) if one.key is not None]:
        id = min(ids)
        found = [row async for row in rows.of(id)]
        history = [event async for event in events.of(id)]
        if found or any(map(member_of, history)):
            yield record_of(id, found[0] if found else None, history)


async def run(
    db: Database, name: str, treat: Treat, note: Callable[[Progress, CheckedRecord | None], None]
) -> Progress:
    """Checks each record, and treats those in which something is not right: one that was changed
    between the reading of its parts only looks so. `note`: told of each found, and now and then."""
    at = await db[RUNS].find_one({"_id": name})
    progress = msgspec.convert(at or {}, Progress)
    async for record in records(db, progress.after):
        progress.checked += 1
        if faults_of(record) and (found := await treat(record.member_id)):
            progress.found += 1
            progress.repaired += found.repaired
            note(progress, found)
        progress.after = record.member_id
        if progress.checked % _NOTED_EVERY == 0:
            await _keep(db, name, progress)
            note(progress, None)
    await db[RUNS].delete_one({"_id": name})
    return progress


async def _keep(db: Database, name: str, progress: Progress) -> None:
    fields = msgspec.structs.asdict(progress)
    await db[RUNS].update_one({"_id": name}, {"$set": fields}, upsert=True)


class _Rows:
    """A sorted cursor, read group by group. `key`: of the row that comes next."""

    def __init__(self, cursor: Any, by: str) -> None:
        self._cursor = cursor.batch_size(_AT_ONCE).__aiter__()
        self._by = by
        self._next: Mapping[str, Any] | None = None

    @property
    def key(self) -> str | None:
        return self._next[self._by] if self._next else None

    async def advance(self) -> None:
        self._next = await anext(self._cursor, None)

    async def of(self, key: str) -> AsyncIterator[Mapping[str, Any]]:
        while self._next and self._next[self._by] == key:
            yield self._next
            await self.advance()
