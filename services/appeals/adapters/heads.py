"""Appeals near the head of a list, at a cost that the length of the list does not add to.

A database need not stop at a limit: the embedded one looks at all that a question's bounds leave.
So each question has an upper bound, guessed by how far it was to so many the last time. A guess
that was too near costs another question, never a wrong answer; so it is kept in memory alone.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pymongo import ASCENDING

from infra.storage.mongo import Collection
from services.appeals.adapters.documents import LISTS, ORDER
from services.appeals.domain.queues.queue import due_of, key_at
from services.appeals.rows import ListedAppeal

_SPARE = 1.25
"""A bound is set where so many times what is wanted comes before it,"""
_TOO_MANY = 4
"""and anew when so many times do."""
_FARTHER = 5
_LEAST_WIDTH = timedelta(milliseconds=1)


class Distance(NamedTuple):
    """From when the head of a list is due, how far it is to what is wanted of it."""

    head: datetime
    width: timedelta

    def bounds(self, after: str = "") -> Iterator[str]:
        start = due_of(after) if after else self.head
        yield key_at(start + self.width)
        yield key_at(start + _FARTHER * self.width)


class ListHeads:
    def __init__(self, rows: Collection) -> None:
        self._rows = rows
        self._distances: dict[tuple[str, int], Distance] = {}

    async def page(self, name: str, after: str, limit: int) -> list[ListedAppeal]:
        """The first so many behind `after`."""
        distance = self._distances.get((name, limit))
        found: list[ListedAppeal] = []
        for bound in (*(distance.bounds(after) if distance else ()), ""):
            last = found[-1].key if found else after
            found += await self._read(name, last, bound, _TOO_MANY * limit)
            if len(found) >= limit:
                break
        if not after:
            self._learn(name, limit, found)
        return found[:limit]

    async def count(self, name: str, before: str, most: int) -> int:
        """How many come before the key, or are there where that is empty; up to `most`."""
        distance = self._distances.get((name, most))
        for bound in distance.bounds() if distance else ():
            nearer = min(before or bound, bound)
            counted = await self._below(name, nearer, _TOO_MANY * most)
            if counted == _TOO_MANY * most:
                break
            if counted >= most or nearer == before:
                return min(counted, most)
        counted = await self._below(name, before, _TOO_MANY * most)
        if counted >= _SPARE * most:
            self._distances.pop((name, most), None)
            await self.page(name, "", most)  # to know better the next time
        return min(counted, most)

    def _learn(self, name: str, limit: int, found: list[ListedAppeal]) -> None:
        """Of a list that is short nothing has to be known."""
        spare = int(_SPARE * limit)
        if len(found) >= spare:
            head, far = due_of(found[0].key), due_of(found[spare - 1].key)
            self._distances[name, limit] = Distance(head, max(far - head, _LEAST_WIDTH))
        elif len(found) < limit:
            self._distances.pop((name, limit), None)

    async def _read(self, name: str, after: str, bound: str, limit: int) -> list[ListedAppeal]:
        asked = {LISTS: name, **_between(after, bound)}
        cursor = self._rows.find(asked, {ORDER: 1}).sort(ORDER, ASCENDING).limit(limit)
        return [ListedAppeal(row[ORDER], row["_id"]) async for row in cursor]

    async def _below(self, name: str, bound: str, limit: int) -> int:
        asked = {LISTS: name, **_between("", bound)}
        return int(await self._rows.count_documents(asked, limit=limit))


def _between(after: str, bound: str) -> dict[str, Any]:
    limits = {"$gt": after, "$lt": bound}
    return {ORDER: {way: key for way, key in limits.items() if key}} if after or bound else {}
