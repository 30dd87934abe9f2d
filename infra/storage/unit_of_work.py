"""State and events in one commit.

A commit writes, in one transaction: the states (each guarded by its version), their events
(append-only), one outbox record that holds the same events for the relay, rows that belong to the
change (`inserts`, `updates`), and the position of the subscription that caused it.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

import msgspec
from pymongo import ASCENDING, IndexModel, InsertOne, UpdateOne
from pymongo.errors import BulkWriteError, DuplicateKeyError

from infra.concurrency.wakeup import Wakeup
from infra.kernel.errors import Conflict, Unavailable
from infra.kernel.events import EventEnvelope, Head
from infra.kernel.ids import new_id_after
from infra.kernel.sentences import Sentence, both
from infra.log import logger
from infra.outbox.record import OUTBOX, POSITIONS, Position, to_document
from infra.storage.errors import only_duplicates
from infra.storage.mongo import Database, Session, find_by_ids
from infra.storage.transactions import Transactions

EVENTS = "events"
INDEXES: dict[str, list[IndexModel]] = {
    EVENTS: [IndexModel([("aggregate", ASCENDING), ("version", ASCENDING)], unique=True)],
}
Inserts = Mapping[str, Sequence[Mapping[str, Any]]]
"""New rows, by collection."""
T = TypeVar("T")


class VersionConflict(Conflict):
    """Somebody changed the same aggregate meanwhile: load it and decide again."""

    retryable = True


class DuplicateInsert(Conflict):
    """A row with this id is there already. Nothing was written."""

    def __init__(self, collection: str) -> None:
        super().__init__(
            both(
                "{rows} 中已有同一编号的一项。",
                "A row of {rows} with the same id exists.",
                rows=collection,
            )
        )
        self.collection = collection


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """An aggregate as stored; `state` is plain data, for `msgspec.convert`."""

    id: str
    head: Head
    next_due: datetime | None
    state: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One aggregate's new state and the events that led to it. `head`: where it was before."""

    collection: str
    id: str
    head: Head
    state: dict[str, Any]
    next_due: datetime | None
    events: Sequence[EventEnvelope]
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Further top-level fields of the document, for indexes."""


@dataclass(frozen=True)
class GuardedUpdate:
    """An update of exactly one other row; no match is a `VersionConflict`."""

    collection: str
    filter: Mapping[str, Any]
    update: Mapping[str, Any]


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


def plain(state: msgspec.Struct) -> dict[str, Any]:
    """A state as MongoDB stores it: plain data, with datetimes kept."""
    data: dict[str, Any] = msgspec.to_builtins(state, builtin_types=(datetime,))
    return data


class UnitOfWork:
    """Loads aggregates and commits their changes in one database."""

    def __init__(self, transactions: Transactions, db: Database, committed: Wakeup) -> None:
        self._transactions = transactions
        self._db = db
        self._committed = committed

    @property
    def db(self) -> Database:
        return self._db

    async def load(self, collection: str, id: str) -> Stored | None:
        document = await self._db[collection].find_one({"_id": id})
        return _stored(document) if document else None

    async def load_many(self, collection: str, ids: Sequence[str]) -> dict[str, Stored]:
        found = await find_by_ids(self._db[collection], ids)
        return {id: _stored(document) for id, document in found.items()}

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
        position: Position | None = None,
    ) -> None:
        """Writes everything or nothing.

        Raises:
            VersionConflict: a state, a guarded row or the position moved meanwhile.
            DuplicateInsert: a row of `inserts` is there already.
        """

        async def write(session: Session) -> None:
            for collection in {change.collection for change in changes}:
                of_it = [change for change in changes if change.collection == collection]
                await self._write_states(collection, of_it, session)
            await self._write_events(changes, session)
            for collection, rows in (inserts or {}).items():
                if rows:
                    await self._insert(collection, rows, session)
            for collection in {update.collection for update in updates}:
                theirs = [update for update in updates if update.collection == collection]
                await self._update_all(collection, theirs, session)
            if position is not None:
                await self._move(position, session)

        await self._transactions.run(write)
        if events := sum(len(change.events) for change in changes):
            logger.debug("committed", database=self._db.name, events=events)
            self._committed.kick()

    async def _write_states(
        self, collection: str, changes: Sequence[Change], session: Session
    ) -> None:
        updated = [c for c in changes if c.head.version > 0]
        created = [c for c in changes if c.head.version == 0]
        operations: list[UpdateOne | InsertOne[dict[str, Any]]] = [
            *(UpdateOne(_unchanged(c), {"$set": _document(c)}) for c in updated),
            *(InsertOne({"_id": c.id, **_document(c)}) for c in created),
        ]
        try:
            result = await self._db[collection].bulk_write(
                operations, ordered=False, session=session
            )
        except BulkWriteError as error:
            raise _as_conflict(error, VersionConflict(_moved(collection))) from error
        if result.matched_count != len(updated):
            raise VersionConflict(_moved(collection))

    async def _write_events(self, changes: Sequence[Change], session: Session) -> None:
        events = [event for change in changes for event in change.events]
        if not events:
            return
        documents = [to_document(event) for event in events]
        try:
            await self._db[EVENTS].insert_many(
                [{"_id": d["id"], **d} for d in documents], session=session
            )
        except BulkWriteError as error:
            raise _as_conflict(error, VersionConflict(_moved(EVENTS))) from error
        record = {"_id": _commit_id(changes), "events": documents}
        await self._db[OUTBOX].insert_one(record, session=session)

    async def _insert(
        self, collection: str, rows: Sequence[Mapping[str, Any]], session: Session
    ) -> None:
        try:
            await self._db[collection].insert_many([dict(row) for row in rows], session=session)
        except (BulkWriteError, DuplicateKeyError) as error:
            raise _as_conflict(error, DuplicateInsert(collection)) from error

    async def _update_all(
        self, collection: str, updates: Sequence[GuardedUpdate], session: Session
    ) -> None:
        """At once: one by one they would cost several times as much."""
        operations = [UpdateOne(dict(one.filter), dict(one.update)) for one in updates]
        result = await self._db[collection].bulk_write(operations, ordered=False, session=session)
        if result.matched_count != len(operations):
            raise VersionConflict(_moved(collection))

    async def _update(
        self,
        collection: str,
        filter: Mapping[str, Any],
        update: Mapping[str, Any],
        session: Session,
    ) -> None:
        result = await self._db[collection].update_one(dict(filter), dict(update), session=session)
        if result.matched_count != 1:
            raise VersionConflict(_moved(collection))

    async def _move(self, position: Position, session: Session) -> None:
        if position.before == 0:
            await self._db[POSITIONS].update_one(
                {"_id": position.name}, {"$setOnInsert": {"number": 0}}, upsert=True,
                session=session,
            )  # fmt: skip
        guard = {"_id": position.name, "number": position.before}
        await self._update(POSITIONS, guard, {"$set": {"number": position.after}}, session)


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


def _stored(document: Mapping[str, Any]) -> Stored:
    head = Head(version=document["version"], hash=document["hash"], commit=document["commit"])
    return Stored(
        id=document["_id"], head=head, next_due=document["next_due"], state=document["state"]
    )


def _unchanged(change: Change) -> dict[str, Any]:
    return {"_id": change.id, "version": change.head.version}


def _document(change: Change) -> dict[str, Any]:
    last = change.events[-1] if change.events else None
    return {
        "version": last.version if last else change.head.version,
        "hash": last.hash if last else change.head.hash,
        "commit": _commit_id([change]) if last else change.head.commit,
        "next_due": change.next_due,
        "state": change.state,
        **change.fields,
    }


def _commit_id(changes: Sequence[Change]) -> str:
    """Sorts after the last commit of each aggregate, so the relay sees a history in order."""
    latest = max((c.head.commit for c in changes if c.head.commit), default=None)
    return new_id_after(latest)


def _moved(collection: str) -> Sentence:
    return both(
        "{rows} 中的一项同时被更改，请重新读取后重试。",
        "A row of {rows} changed meanwhile; read it again and repeat the call.",
        rows=collection,
    )


def _as_conflict(error: BulkWriteError | DuplicateKeyError, conflict: Conflict) -> Exception:
    """The conflict if the error is a duplicate key, else the error (transient ones are retried)."""
    if isinstance(error, DuplicateKeyError):
        return conflict
    return conflict if only_duplicates(error.details) else error
