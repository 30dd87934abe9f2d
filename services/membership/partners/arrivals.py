"""Whose items came: who waits for some partners is woken by theirs, and by nobody else's."""

import asyncio
import contextlib
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from infra.storage.mongo import Database, find_by_ids
from services.membership.partners.collections import ENDS, ITEMS, OF_ALL

_POLL_SECONDS: Final = 0.25
_MOST_LEARNED: Final = 500
"""Places: whose these are is not read one by one after a longer absence."""


class Expecting:
    """One who waits. `partner_ids`: for these; none: for all."""

    def __init__(self, partner_ids: Collection[str] | None) -> None:
        self._partner_ids = None if partner_ids is None else frozenset(partner_ids)
        self._woken = asyncio.Event()

    def tell(self, partner_ids: Collection[str] | None) -> None:
        """Something of these came; none: it is not known of whom."""
        mine = self._partner_ids
        if mine is None or partner_ids is None or not mine.isdisjoint(partner_ids):
            self._woken.set()

    async def woken(self, timeout: float) -> None:
        """Since the last time, or now, or after `timeout` seconds."""
        # not wait_for: in Python 3.11 it forgets a cancellation that comes with the event
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await self._woken.wait()
        self._woken.clear()


class Arrivals:
    """Up to which place items came, and the last one of each partner. What this process lays down
    it says itself; what others do is looked for while somebody waits, once for all who do."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._head = 0
        self._begun: int | None = None  # whose what came before then is, is not known
        self._last: dict[str, int] = {}
        self._waiting: set[Expecting] = set()
        self._asked = asyncio.Event()

    @contextlib.contextmanager
    def wait_for(self, partner_ids: Collection[str] | None) -> Iterator[Expecting]:
        one = Expecting(partner_ids)
        self._waiting.add(one)
        self._asked.set()
        try:
            yield one
        finally:
            self._waiting.discard(one)
            if not self._waiting:
                self._asked.clear()

    def behind(self, place: int, partner_ids: Collection[str]) -> list[str]:
        """Those of the partners of whom something may have come behind `place`."""
        if self._begun is None or place < self._begun:
            return list(dict.fromkeys(partner_ids))
        return [id for id in dict.fromkeys(partner_ids) if self._last.get(id, 0) > place]

    async def look(self) -> int:
        """Learns of whom anything came since; gives the last place."""
        ends = await self._db[ENDS].find_one({"_id": OF_ALL})
        head = int(ends["head"]) if ends else 0
        if self._begun is None or head - self._head > _MOST_LEARNED:
            self._forget(head)
        elif head > self._head:
            places = range(self._head + 1, head + 1)
            found = await find_by_ids(self._db[ITEMS], places, {"partner": 1})
            last = {found[place]["partner"]: place for place in sorted(found)}
            self.came(last, places.start - 1, head)
        return head

    def came(self, last: Mapping[str, int], before: int, head: int) -> None:
        """Of each of these partners the last of what came behind `before` up to `head`."""
        for id, place in last.items():
            self._last[id] = max(place, self._last.get(id, 0))
        if before <= self._head:
            self._head = max(self._head, head)
        if last:
            self._tell(last)

    async def watch(self, _epoch: int) -> None:
        """Looks for what other processes lay down, while somebody waits; until cancelled."""
        while True:
            await self._asked.wait()
            await self.look()
            await asyncio.sleep(_POLL_SECONDS)

    def _forget(self, head: int) -> None:
        self._begun = self._head = head
        self._last.clear()
        self._tell(None)

    def _tell(self, partner_ids: Collection[str] | None) -> None:
        for one in self._waiting:
            one.tell(partner_ids)
