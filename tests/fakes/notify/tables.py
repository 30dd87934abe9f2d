"""Collections in memory, and the commits that write them, with the real guards and errors."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import bson

from infra.kernel.feed import BEGINNING
from infra.kernel.sentences import both
from infra.outbox.record import POSITIONS, Position
from infra.storage.changes import DuplicateInsert, GuardedUpdate, Inserts, VersionConflict
from infra.storage.mongo import OPTIONS

Row = dict[str, Any]


class Kept(NamedTuple):
    """`seen`: to look at; whoever is given the row gets one of their own."""

    row: bytes
    seen: Row


class Table:
    """Rows by id, as BSON: nobody holds on to what is stored, and times are as exact as there."""

    def __init__(self, rows: Mapping[str, Kept] | None = None) -> None:
        self._rows: dict[str, Kept] = dict(rows or {})

    def copy(self) -> "Table":
        return Table(self._rows)

    def get(self, id: str) -> Row | None:
        return self.get_many([id]).get(id)

    def get_many(self, ids: Iterable[str]) -> dict[str, Row]:
        return {id: _decoded(self._rows[id].row) for id in dict.fromkeys(ids) if id in self._rows}

    def find(self, meets: Callable[[Row], bool] = lambda _row: True) -> list[Row]:
        return [_decoded(kept.row) for kept in self._rows.values() if meets(kept.seen)]

    def insert_new(self, rows: Iterable[Mapping[str, Any]]) -> set[str]:
        """Those whose ids are not there yet; gives these ids."""
        fresh: set[str] = set()
        for row in rows:
            if row["_id"] not in self._rows:
                self._rows[row["_id"]] = _kept(row)
                fresh.add(row["_id"])
        return fresh

    def update(self, guard: Mapping[str, Any], fields: Mapping[str, Any]) -> bool:
        """Sets fields of the row that is as `guard` says, its id among it; whether it is there."""
        row = self.get(guard["_id"])
        if row is None or any(row.get(name) != value for name, value in _kept(guard).seen.items()):
            return False
        self._rows[row["_id"]] = _kept({**row, **fields})
        return True

    def delete(self, ids: Iterable[str]) -> None:
        for id in ids:
            self._rows.pop(id, None)


class Tables(defaultdict[str, Table]):
    def __init__(self) -> None:
        super().__init__(Table)


class MemoryUnitOfWork:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def commit(
        self,
        *,
        inserts: Inserts | None = None,
        updates: Sequence[GuardedUpdate] = (),
        position: Position | None = None,
    ) -> None:
        """Writes everything or nothing: into copies, which take the places of what they were of."""
        draft = {name: self._tables[name].copy() for name in _touched(inserts or {}, updates)}
        for name, rows in (inserts or {}).items():
            if len(draft[name].insert_new(rows)) < len(rows):
                raise DuplicateInsert(name)
        for one in updates:
            if not draft[one.collection].update(one.filter, one.update["$set"]):
                raise _conflict()
        if position is not None:
            _move(draft[POSITIONS], position)
        self._tables.update(draft)


def _touched(inserts: Inserts, updates: Sequence[GuardedUpdate]) -> set[str]:
    return {*inserts, *(one.collection for one in updates), POSITIONS}


def _move(positions: Table, position: Position) -> None:
    before = {"_id": position.name, "number": position.before.packed()}
    if position.before == BEGINNING:
        positions.insert_new([before])
    if not positions.update(before, {"number": position.after.packed()}):
        raise _conflict()


def _conflict() -> VersionConflict:
    return VersionConflict(both("同时被更改。", "It changed meanwhile."))


def _kept(row: Mapping[str, Any]) -> Kept:
    encoded = bson.encode(dict(row), codec_options=OPTIONS)
    return Kept(encoded, _decoded(encoded))


def _decoded(row: bytes) -> Row:
    return bson.decode(row, codec_options=OPTIONS)
