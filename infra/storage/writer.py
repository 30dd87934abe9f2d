"""Writes what belongs together, inside one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from pymongo import InsertOne, UpdateOne
from pymongo.errors import BulkWriteError, DuplicateKeyError, OperationFailure

from infra.kernel.errors import Conflict
from infra.kernel.feed import BEGINNING
from infra.kernel.ids import new_id_after
from infra.kernel.sentences import Sentence, both
from infra.outbox.owners import OwnerOf
from infra.outbox.record import OUTBOX, POSITIONS, Position, to_document
from infra.outbox.slots import outbox_rows
from infra.storage.changes import (
    Change,
    DuplicateInsert,
    GuardedUpdate,
    Inserts,
    Removal,
    VersionConflict,
)
from infra.storage.errors import is_transient, only_duplicates
from infra.storage.mongo import BlockingDatabase, BlockingSession, Database, on_a_thread
from infra.tracing import spans

EVENTS = "events"
"""{_id: event id, ..., commit}: as in the envelope, with the id of the commit, from which the state
is written again should it be lost."""


class _InACollection(Protocol):
    @property
    def collection(self) -> str: ...


C = TypeVar("C", bound=_InACollection)


class Writer:
    """Of one transaction. Bulks are in order: one that goes on after an error would be refused for
    good by a transaction that has ended with it."""

    def __init__(self, db: BlockingDatabase, session: BlockingSession, owner_of: OwnerOf) -> None:
        self._db = db
        self._session = session
        self._owner_of = owner_of

    def changes(self, changes: Sequence[Change]) -> None:
        """The states with their histories' next events, and these for the relay, too."""
        commit = _commit_id(changes)
        for collection, of_it in _by_collection(changes).items():
            self._states(collection, of_it, commit)
        self._events(changes, commit)

    def _states(self, collection: str, changes: Sequence[Change], commit: str) -> None:
        updated = [c for c in changes if c.head.version > 0]
        created = [c for c in changes if c.head.version == 0]
        operations: list[UpdateOne | InsertOne[dict[str, Any]]] = [
            *(UpdateOne(_unchanged(c), {"$set": _document(c, commit)}) for c in updated),
            *(InsertOne({"_id": c.id, **_document(c, commit)}) for c in created),
        ]
        try:
            result = self._db[collection].bulk_write(operations, session=self._session)
        except BulkWriteError as error:
            raise _as_conflict(error, VersionConflict(_moved(collection))) from error
        if result.matched_count != len(updated):
            raise VersionConflict(_moved(collection))

    def _events(self, changes: Sequence[Change], commit: str) -> None:
        documents = [to_document(event) for change in changes for event in change.events]
        if not documents:
            return
        try:
            self._db[EVENTS].insert_many(
                [{"_id": d["id"], **d, "commit": commit} for d in documents], session=self._session
            )
        except BulkWriteError as error:
            raise _as_conflict(error, VersionConflict(_moved(EVENTS))) from error
        waiting = outbox_rows(commit, documents, self._owner_of, spans.context())
        self._db[OUTBOX].insert_many(waiting, session=self._session)

    def insert(self, inserts: Inserts) -> None:
        for collection, rows in inserts.items():
            if rows:
                self._insert(collection, rows)

    def _insert(self, collection: str, rows: Sequence[Mapping[str, Any]]) -> None:
        try:
            self._db[collection].insert_many([dict(row) for row in rows], session=self._session)
        except (BulkWriteError, DuplicateKeyError) as error:
            raise _as_conflict(error, DuplicateInsert(collection)) from error

    def update(self, updates: Sequence[GuardedUpdate]) -> None:
        """Those of a collection at once: one by one they would cost several times as much."""
        for collection, theirs in _by_collection(updates).items():
            operations = [UpdateOne(dict(one.filter), dict(one.update)) for one in theirs]
            result = self._db[collection].bulk_write(operations, session=self._session)
            if result.matched_count != len(operations):
                raise VersionConflict(_moved(collection))

    def remove(self, removals: Sequence[Removal]) -> None:
        for one in removals:
            self._db[one.collection].delete_many(dict(one.filter), session=self._session)

    def move(self, position: Position) -> None:
        _move(self._db, position, self._session)


async def moved_alone(db: Database, position: Position) -> None:
    """What a subscription passes over needs no transaction: its position is one row, and most
    events are passed over by most who follow.

    Raises:
        VersionConflict: the position moved meanwhile.
    """
    try:
        await on_a_thread(db, lambda db: _move(db, position, None))
    except OperationFailure as error:
        if is_transient(error):  # somebody moves it in a transaction that has not ended
            raise VersionConflict(_moved(POSITIONS)) from error
        raise


def _move(db: BlockingDatabase, position: Position, session: BlockingSession | None) -> None:
    """How far a subscription has come; from where it was, and from nowhere else."""
    positions, name = db[POSITIONS], {"_id": position.name}
    before, after = position.before.packed(), position.after.packed()
    if position.before == BEGINNING:
        new = {"$setOnInsert": {"number": before}}
        positions.update_one(name, new, upsert=True, session=session)
    moved = positions.update_one(
        {**name, "number": before}, {"$set": {"number": after}}, session=session
    )
    if moved.matched_count != 1:
        raise VersionConflict(_moved(POSITIONS))


def _by_collection(items: Iterable[C]) -> dict[str, list[C]]:
    found: dict[str, list[C]] = {}
    for item in items:
        found.setdefault(item.collection, []).append(item)
    return found


def _unchanged(change: Change) -> dict[str, Any]:
    return {"_id": change.id, "version": change.head.version}


def _document(change: Change, commit: str) -> dict[str, Any]:
    last = change.events[-1] if change.events else None
    return {
        "version": last.version if last else change.head.version,
        "hash": last.hash if last else change.head.hash,
        "commit": commit if last else change.head.commit,
        "next_due": change.next_due,
        "state": change.state,
        **change.fields,
    }


def _commit_id(changes: Sequence[Change]) -> str:
    """Sorts after the last commit of each aggregate, so the relay sees a history in order. The
    states keep it: made anew for each of them it could sort before the one that the relay sees."""
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
