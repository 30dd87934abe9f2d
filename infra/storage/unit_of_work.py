"""State and events in one commit.

A commit writes, in one transaction: the states (each guarded by its version), their events
(append-only), the same events in the outbox for the relay, rows that belong to the change
(`inserts`, `updates`, `removals`), and the position of the subscription that caused it.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import msgspec
from pymongo import ASCENDING, IndexModel

from infra.concurrency.wakeup import Wakeup
from infra.kernel.errors import Unavailable
from infra.kernel.events import EventEnvelope, Head
from infra.kernel.sentences import both
from infra.log import logger
from infra.metrics import count_events
from infra.outbox.owners import OwnerOf, nobody
from infra.outbox.record import Position
from infra.sealing.sealing import NOTHING_SEALED, RowSealing
from infra.storage.changes import Change, GuardedUpdate, Inserts, Removal, Stored, VersionConflict
from infra.storage.mongo import BlockingDatabase, BlockingSession, Database, find_by_ids
from infra.storage.transactions import Transactions
from infra.storage.writer import EVENTS, Writer, moved_alone
from infra.tracing import spans
from infra.tracing.spans import SpanKind

INDEXES: dict[str, list[IndexModel]] = {
    EVENTS: [IndexModel([("aggregate", ASCENDING), ("version", ASCENDING)], unique=True)],
}
T = TypeVar("T")
_DATABASE = "db.namespace"
_EVENTS = "reinstate.events"
_OF_EVERY_ONE = frozenset({"_id", "version", "hash", "commit", "next_due", "state"})


class Commits(Protocol):
    """The writing half of a unit of work, for those who write nothing but rows of their own."""

    async def commit(
        self,
        changes: Sequence[Change] = (),
        *,
        inserts: Inserts | None = None,
        updates: Sequence[GuardedUpdate] = (),
        position: Position | None = None,
    ) -> None:
        """Writes everything or nothing; raises as `UnitOfWork.commit` does."""
        ...


class UnitOfWork:
    """Loads aggregates and commits their changes in one database. `release`: of the program that
    does, for the origin of what it writes. `sealing`: of rows beside the states."""

    def __init__(
        self,
        transactions: Transactions,
        db: Database,
        committed: Wakeup,
        owner_of: OwnerOf = nobody,
        *,
        release: str = "",
        sealing: RowSealing = NOTHING_SEALED,
    ) -> None:
        self.release = release
        self.sealing = sealing
        self._transactions = transactions
        self._db = db
        self._committed = committed
        self._owner_of = owner_of

    @property
    def db(self) -> Database:
        return self._db

    async def load(self, collection: str, id: str) -> Stored | None:
        document = await self._db[collection].find_one({"_id": id})
        return stored_of(document) if document else None

    async def load_many(self, collection: str, ids: Sequence[str]) -> dict[str, Stored]:
        found = await find_by_ids(self._db[collection], ids)
        return {id: stored_of(document) for id, document in found.items()}

    async def history(
        self, aggregate: str, after: int = 0, limit: int | None = None
    ) -> list[EventEnvelope]:
        """Events of one aggregate with a version above `after`, oldest first."""
        cursor = self._db[EVENTS].find({"aggregate": aggregate, "version": {"$gt": after}})
        cursor = cursor.sort("version", ASCENDING)
        if limit is not None:
            cursor = cursor.limit(limit)
        return [event_of(document) async for document in cursor]

    async def commit(
        self,
        changes: Sequence[Change] = (),
        *,
        inserts: Inserts | None = None,
        updates: Sequence[GuardedUpdate] = (),
        removals: Sequence[Removal] = (),
        position: Position | None = None,
    ) -> None:
        """Writes everything or nothing.

        Raises:
            VersionConflict: a state, a guarded row or the position moved meanwhile.
            DuplicateInsert: a row of `inserts` is there already.
        """
        told = spans.span("commit", SpanKind.PRODUCER) if changes or inserts else spans.NOTHING
        with told as going:
            await self._write(changes, inserts or {}, updates, removals, position)
            if changes and going.context:
                going.note(_DATABASE, self._db.name)
                going.note(_EVENTS, ", ".join(e.type for c in changes for e in c.events))
        if events := sum(len(change.events) for change in changes):
            logger.debug("committed", database=self._db.name, events=events)
            count_events(self._db.name, (event for change in changes for event in change.events))
            self._committed.kick()

    async def _write(
        self,
        changes: Sequence[Change],
        inserts: Inserts,
        updates: Sequence[GuardedUpdate],
        removals: Sequence[Removal],
        position: Position | None,
    ) -> None:
        rows = await self.sealing.inserts(inserts)
        guarded = await self.sealing.updates(updates)
        if position is not None and not (changes or rows or guarded or removals):
            await moved_alone(self._db, position)
            return

        def write(db: BlockingDatabase, session: BlockingSession) -> None:
            writer = Writer(db, session, self._owner_of)
            writer.changes(changes)
            writer.insert(rows)
            writer.update(guarded)
            writer.remove(removals)
            if position is not None:
                writer.move(position)

        await self._transactions.run_in_one_go(self._db, write)


async def retry_on_conflict(attempt: Callable[[], Awaitable[T]], tries: int = 12) -> T:
    """Runs `attempt` again while somebody else was faster. `attempt` loads and decides afresh.

    Raises:
        Unavailable: others were faster every time; nothing was written.
    """
    for made in range(tries):
        try:
            return await attempt()
        except VersionConflict:
            await asyncio.sleep(random.uniform(0, 0.005 * made))
    raise Unavailable(
        both(
            "同一内容被同时更改过多，请用同一 idempotencyKey 重试。",
            "Too many changes to the same thing at once; try again with the same idempotencyKey.",
        )
    )


def event_of(document: Mapping[str, Any]) -> EventEnvelope:
    return msgspec.convert({k: v for k, v in document.items() if k != "_id"}, EventEnvelope)


def stored_of(document: Mapping[str, Any]) -> Stored:
    """The aggregate in a document."""
    head = Head(version=document["version"], hash=document["hash"], commit=document["commit"])
    return Stored(
        id=document["_id"],
        head=head,
        next_due=document["next_due"],
        state=document["state"],
        fields={name: value for name, value in document.items() if name not in _OF_EVERY_ONE},
    )
