"""Goes over all members, in the order of their ids, with flat memory."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import Any

import msgspec
from pymongo import ASCENDING

from infra.concurrency.ahead import ahead
from infra.storage.mongo import Database
from infra.storage.writer import EVENTS
from services.membership.adapters.documents import MEMBERSHIPS, member_of
from services.membership.adapters.shapes import Shapes
from services.membership.integrity.checking import Record, Row, faults_of, record_of
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
    shapes, order = Shapes(db), [("aggregate", ASCENDING), ("version", ASCENDING)]
    rows = _Rows(db[MEMBERSHIPS].find({"_id": {"$gt": after}}).sort("_id", ASCENDING), "_id")
    events = _Rows(db[EVENTS].find({"aggregate": {"$gt": after}}).sort(order), "aggregate")
    async with aclosing(rows.pages), aclosing(events.pages):
        await rows.turn()
        await events.turn()
        while ids := [one.key for one in (rows, events) if one.key is not None]:
            id = min(ids)
            found, history = await rows.of(id), await events.of(id)
            if found or any(map(member_of, history)):
                row = found[0] if found else None
                yield record_of(id, row, history, await shapes.known_to(row or {}))


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
    """A sorted cursor, read group by group, and page by page: the next page is on its way while
    one is worked on. `key`: of the row that comes next."""

    def __init__(self, cursor: Any, by: str) -> None:
        self.pages = ahead(_pages(cursor.batch_size(_AT_ONCE)))
        self._by = by
        self._page: Sequence[Row] = ()
        self._at = 0

    @property
    def key(self) -> str | None:
        return self._page[self._at][self._by] if self._at < len(self._page) else None

    async def turn(self) -> None:
        page: list[Row] | None = await anext(self.pages, None)
        self._page, self._at = page or (), 0
        await asyncio.sleep(0)  # the next one is asked for before this one is worked on

    async def of(self, key: str) -> list[Row]:
        found = list[Row]()
        while self.key == key:
            found.append(self._page[self._at])
            self._at += 1
            if self._at == len(self._page):
                await self.turn()
        return found


async def _pages(cursor: Any) -> AsyncIterator[list[Row]]:
    while page := await cursor.to_list(_AT_ONCE):
        yield page
