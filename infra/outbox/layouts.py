"""How many partitions a feed has, and how far each of them has come."""

from typing import Any, NamedTuple

from infra.kernel.errors import InvalidInput
from infra.kernel.feed import Place
from infra.kernel.sentences import both
from infra.outbox.record import LAYOUTS, SEALED, SEQUENCE, head_id
from infra.storage.mongo import Database

_FIRST = (1,)


class Heads(NamedTuple):
    """The highest numbers of a layout. `sealed`: they are its last ones."""

    place: Place
    sealed: bool


class Layouts:
    """Layouts are added and never change, so what was read once is kept."""

    def __init__(self, db: Database) -> None:
        self._rows = db[SEQUENCE]
        self._partitions = _FIRST

    async def partitions(self, layout: int) -> int:
        """
        Raises:
            InvalidInput: there is no such layout.
        """
        if layout >= len(self._partitions):
            await self._look()
        if not 0 <= layout < len(self._partitions):
            raise unknown_place()
        return self._partitions[layout]

    async def heads(self, layout: int) -> Heads:
        partitions = range(await self.partitions(layout))
        ids = [head_id(layout, partition) for partition in partitions]
        found = {row["_id"]: row async for row in self._rows.find({"_id": {"$in": ids}})}
        rows: list[dict[str, Any]] = [found.get(id, {"head": 0, "epoch": 0}) for id in ids]
        place = Place(layout, tuple(int(row["head"]) for row in rows))
        return Heads(place, all(row["epoch"] == SEALED for row in rows))

    async def latest(self) -> Heads:
        """Of the newest layout."""
        while (heads := await self.heads(len(self._partitions) - 1)).sealed:
            await self._look()
        return heads

    async def beginning(self, layout: int) -> Place:
        return Place(layout, (0,) * await self.partitions(layout))

    async def _look(self) -> None:
        row = await self._rows.find_one({"_id": LAYOUTS})
        self._partitions = tuple(row["partitions"]) if row else _FIRST


def unknown_place() -> InvalidInput:
    return InvalidInput(
        both(
            "此处没有事件：请从最后收到的位置继续，或从头开始。",
            "There is no event at this place: go on from the last one that you saw, or from the "
            "beginning.",
        ),
        field="after",
    )
