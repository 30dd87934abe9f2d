"""Reads the numbered events of a service."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

import msgspec
from pymongo import ASCENDING

from infra.concurrency.wakeup import Numbered
from infra.kernel.events import EventEnvelope, NumberedEvent, of_ordinal, ordinal_of
from infra.kernel.feed import (
    FeedPage,
    Place,
    fair_shares,
    interleaved,
    partition_of,
    slot_of,
)
from infra.outbox.layouts import Heads, Layouts, unknown_place
from infra.outbox.owners import OWNER
from infra.outbox.record import FEED, TRACE
from infra.storage.mongo import Database, find_by_ids

MAX_PAGE = 500
_POLL_SECONDS = 0.25
_POLL_ALONE_SECONDS = 1.0
"""Where all numbers are given in this process, which tells us of each."""


class _Look(NamedTuple):
    """At the heads of a layout, at a time, after so many kicks."""

    heads: Heads
    at: float
    kicks: int


class Feed:
    """Those who wait for the next event in one process look for it together."""

    def __init__(self, db: Database, numbered: Numbered) -> None:
        self._rows = db[FEED]
        self._layouts = Layouts(db)
        self._numbered = numbered
        self._looks: dict[int, _Look] = {}
        self._looking = asyncio.Lock()

    async def read(self, after: Place | None, limit: int, wait_seconds: float) -> FeedPage:
        """At most `limit` events behind `after`, waiting for the first one if need be; none: only
        where the feed is now.

        Raises:
            InvalidInput: no event was ever at this place.
        """
        if after is None:
            head = (await self._layouts.latest()).place
            return FeedPage(start=head, events=(), upto=head, head=head)
        deadline = time.monotonic() + min(wait_seconds, 30.0)
        while True:
            seen = self._numbered.seen()
            left = deadline - time.monotonic()
            after, head = await self._reachable(after, now=left <= 0)
            if left <= 0 or not after.covers(head):
                return await self._page(after, head, min(limit, MAX_PAGE))
            await self._numbered.newer_than(seen, min(left, self._poll))

    async def read_of(self, owner: str, after: Place, limit: int) -> FeedPage:
        """At most `limit` events of one owner behind `after`, of one layout; does not wait.

        Raises:
            InvalidInput: no event was ever at this place.
        """
        await self._check(after)
        head = (await self._layouts.latest()).place  # first: nothing below it is missing
        most = min(limit, MAX_PAGE)
        between = {"$gt": _ordinal(owner, after), "$lte": _ordinal(owner, head)}
        query = {OWNER: owner, "_id": between}
        rows = await self._rows.find(query).sort("_id", ASCENDING).limit(most).to_list(most)
        events = _of_one_layout(_numbered(row) for row in rows)
        start = await self._in_layout_of(events, after)
        more = len(rows) == most or len(events) < len(rows)
        upto = start.past(events) if more else head
        return FeedPage(start=start, events=events, upto=upto, head=head)

    @property
    def _poll(self) -> float:
        return _POLL_ALONE_SECONDS if self._numbered.alone else _POLL_SECONDS

    async def _reachable(self, after: Place, *, now: bool) -> tuple[Place, Place]:
        """Where to read on, and up to where: in the next layout once this one has ended there.
        `now`: not as somebody who waits has seen it a moment ago."""
        await self._check(after)
        known = self._numbered.head
        if known.layout == after.layout and known.covers(after) and known != after:
            return after, known
        heads = await (self._heads_beyond(after) if now else self._seen_together(after))
        if heads.sealed and after == heads.place:
            return await self._reachable(await self._layouts.beginning(after.layout + 1), now=now)
        return after, heads.place

    async def _seen_together(self, after: Place) -> Heads:
        async with self._looking:
            return self._just_seen(after) or await self._heads_beyond(after)

    def _just_seen(self, after: Place) -> Heads | None:
        look = self._looks.get(after.layout)
        if look is None or not look.heads.place.covers(after):
            return None
        old = time.monotonic() - look.at >= self._poll
        return None if old or look.kicks != self._numbered.seen() else look.heads

    async def _heads_beyond(self, after: Place) -> Heads:
        at, kicks = time.monotonic(), self._numbered.seen()
        heads = await self._layouts.heads(after.layout)
        self._looks[after.layout] = _Look(heads, at, kicks)
        if not self._numbered.head.covers(heads.place):  # another process gave these numbers
            self._numbered.up_to(heads.place)
        if not heads.place.covers(after):  # the database was restored, or the place made up
            raise unknown_place()
        return heads

    async def _check(self, after: Place) -> None:
        if len(after.numbers) != await self._layouts.partitions(after.layout):
            raise unknown_place()

    async def _in_layout_of(self, events: Sequence[NumberedEvent], after: Place) -> Place:
        layout = events[0].layout if events else after.layout
        return after if layout == after.layout else await self._layouts.beginning(layout)

    async def _page(self, after: Place, head: Place, limit: int) -> FeedPage:
        """By exact numbers: there are no gaps, and the embedded server scans for a range of ids."""
        waiting = [last - first for first, last in zip(after.numbers, head.numbers, strict=True)]
        parts = [
            [ordinal_of(after.layout, partition, first + n) for n in range(1, share + 1)]
            for partition, (first, share) in enumerate(
                zip(after.numbers, fair_shares(waiting, limit), strict=True)
            )
        ]
        rows = await find_by_ids(self._rows, [id for part in parts for id in part])
        events = interleaved([_numbered(rows[id]) for id in part] for part in parts)
        return FeedPage(start=after, events=events, upto=after.past(events), head=head)


def _ordinal(owner: str, place: Place) -> int:
    """Of the last event before `place`, in the partition of the owner."""
    partition = partition_of(slot_of(owner), len(place.numbers))
    return ordinal_of(place.layout, partition, place.numbers[partition])


def _of_one_layout(events: Iterable[NumberedEvent]) -> tuple[NumberedEvent, ...]:
    found = tuple(events)
    return tuple(takewhile(lambda one: one.layout == found[0].layout, found))


def _numbered(row: dict[str, Any]) -> NumberedEvent:
    layout, partition, number = of_ordinal(row["_id"])
    return NumberedEvent(
        number=number,
        event=msgspec.convert(row["event"], EventEnvelope),
        owner=row.get(OWNER, ""),
        layout=layout,
        partition=partition,
        trace=row.get(TRACE, ""),
    )
