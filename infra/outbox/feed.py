"""Reads the numbered events of a service."""

import time
from typing import Any

import msgspec
from pymongo import ASCENDING

from infra.concurrency.wakeup import Numbered
from infra.kernel.events import EventEnvelope, NumberedEvent
from infra.kernel.feed import FeedPage, OwnersPage
from infra.outbox.owners import OWNER
from infra.outbox.record import FEED, SEQUENCE
from infra.storage.mongo import Database, find_by_ids

MAX_PAGE = 500
_POLL_SECONDS = 0.25


class Feed:
    def __init__(self, db: Database, numbered: Numbered) -> None:
        self._db = db
        self._numbered = numbered

    async def read(self, after: int, limit: int, wait_seconds: float) -> FeedPage:
        """At most `limit` events numbered above `after`, waiting for the first one if need be."""
        deadline = time.monotonic() + min(wait_seconds, 30.0)
        while True:
            seen = self._numbered.seen()
            known = self._numbered.head
            head = known if known > after else await self._head()
            left = deadline - time.monotonic()
            if head > after or left <= 0:
                last = min(head, after + min(limit, MAX_PAGE))
                return FeedPage(events=await self._numbers(after + 1, last), head=head)
            await self._numbered.newer_than(seen, min(left, _POLL_SECONDS))

    async def read_of(self, owner: str, after: int, limit: int) -> OwnersPage:
        """At most `limit` events of one owner numbered above `after`; does not wait."""
        head, most = await self._head(), min(limit, MAX_PAGE)  # first: nothing below it is missing
        query = {OWNER: owner, "_id": {"$gt": after, "$lte": head}}
        rows = await self._db[FEED].find(query).sort("_id", ASCENDING).limit(most).to_list(most)
        upto = rows[-1]["_id"] if len(rows) == most else head
        return OwnersPage(events=tuple(_numbered(row) for row in rows), upto=upto, head=head)

    async def _head(self) -> int:
        row = await self._db[SEQUENCE].find_one({"_id": SEQUENCE})
        return int(row["head"]) if row else 0

    async def _numbers(self, first: int, last: int) -> tuple[NumberedEvent, ...]:
        """By exact numbers: there are no gaps, and the embedded server scans for a range of ids."""
        numbers = range(first, last + 1)
        rows = await find_by_ids(self._db[FEED], numbers)
        return tuple(_numbered(rows[n]) for n in numbers)


def _numbered(row: dict[str, Any]) -> NumberedEvent:
    event = msgspec.convert(row["event"], EventEnvelope)
    return NumberedEvent(number=row["_id"], event=event, owner=row.get(OWNER, ""))
