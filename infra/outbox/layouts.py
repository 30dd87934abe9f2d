"""How many partitions a feed has, and how far each of them has come."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from infra.kernel.errors import InvalidInput
from infra.kernel.feed import Place
from infra.kernel.sentences import both
from infra.outbox.record import LAYOUTS, SEALED, SEQUENCE, head_ids
from infra.storage.mongo import Database, Session
from infra.storage.transactions import Transactions

_FIRST = (1,)


class Heads(NamedTuple):
    """The highest numbers of a layout. `sealed`: they are its last ones."""

    place: Place
    sealed: bool


class Layouts:
    """Layouts are added and never change, so what was read once is kept."""

    def __init__(self, db: Database) -> None:
        self._rows = db[SEQUENCE]
        self._partitions: tuple[int, ...] = _FIRST

    @property
    def newest(self) -> tuple[int, int]:
        """Of those that were read so far: its number, and how many partitions it has."""
        return len(self._partitions) - 1, self._partitions[-1]

    async def partitions(self, layout: int) -> int:
        """
        Raises:
            InvalidInput: there is no such layout.
        """
        if layout >= len(self._partitions):
            await self.look()
        if not 0 <= layout < len(self._partitions):
            raise unknown_place()
        return self._partitions[layout]

    async def heads(self, layout: int) -> Heads:
        ids = head_ids(layout, await self.partitions(layout))
        found = {row["_id"]: row async for row in self._rows.find({"_id": {"$in": ids}})}
        rows: list[dict[str, Any]] = [found.get(id, {"head": 0, "epoch": 0}) for id in ids]
        place = Place(layout, tuple(int(row["head"]) for row in rows))
        return Heads(place, all(row["epoch"] == SEALED for row in rows))

    async def latest(self) -> Heads:
        """Of the newest layout."""
        while (heads := await self.heads(self.newest[0])).sealed:
            await self.look()
        return heads

    async def beginning(self, layout: int) -> Place:
        return Place(layout, (0,) * await self.partitions(layout))

    async def look(self) -> None:
        self._partitions = _partitions_of(await self._rows.find_one({"_id": LAYOUTS}))


async def open_layout(transactions: Transactions, db: Database, partitions: int) -> int:
    """Ends the newest layout and begins the next, with so many partitions, unless it has them
    already; gives how many there are now. The first layout, which has one, always ends."""

    async def write(session: Session) -> int:
        known = await _known(db, session)
        if len(known) > 1 and known[-1] >= partitions:
            return known[-1]
        await _begin(db, known, partitions, session)
        return partitions

    return await transactions.run(write)


async def begin_anew(transactions: Transactions, db: Database) -> None:
    """Ends the newest layout and begins another one like it: numbers that were given after a backup
    was made, and are lost, are not given again."""

    async def write(session: Session) -> None:
        known = await _known(db, session)
        await _begin(db, known, known[-1], session)

    await transactions.run(write)


async def _known(db: Database, session: Session) -> tuple[int, ...]:
    return _partitions_of(await db[SEQUENCE].find_one({"_id": LAYOUTS}, session=session))


async def _begin(db: Database, known: Sequence[int], partitions: int, session: Session) -> None:
    rows = db[SEQUENCE]
    sealed = {"$set": {"epoch": SEALED}, "$setOnInsert": {"head": 0}}
    for id in head_ids(len(known) - 1, known[-1]):
        await rows.update_one({"_id": id}, sealed, upsert=True, session=session)
    heads = [{"_id": id, "head": 0, "epoch": 0} for id in head_ids(len(known), partitions)]
    await rows.insert_many(heads, session=session)
    now = {"$set": {"partitions": [*known, partitions]}}
    await rows.update_one({"_id": LAYOUTS}, now, upsert=True, session=session)


def _partitions_of(row: Mapping[str, Any] | None) -> tuple[int, ...]:
    return tuple(row["partitions"]) if row else _FIRST


def newest_place(rows: Iterable[Mapping[str, Any]]) -> Place:
    """How far the newest layout has come, by all rows of the sequence."""
    by_id = {row["_id"]: row for row in rows}
    known = _partitions_of(by_id.get(LAYOUTS))
    layout, partitions = len(known) - 1, known[-1]
    heads = (by_id.get(id, {"head": 0})["head"] for id in head_ids(layout, partitions))
    return Place(layout, tuple(map(int, heads)))


def unknown_place() -> InvalidInput:
    return InvalidInput(
        both(
            "此处没有事件：请从最后收到的位置继续，或从头开始。",
            "There is no event at this place: go on from the last one that you saw, or from the "
            "beginning.",
        ),
        field="after",
    )
