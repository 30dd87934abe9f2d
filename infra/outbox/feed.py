"""Reads the numbered events of a service."""

import time

import msgspec
from pymongo import ASCENDING

from infra.kernel.events import EventEnvelope, NumberedEvent
from infra.kernel.feed import FeedPage
from infra.mongo import Database
from infra.outbox.record import FEED, SEQUENCE
from infra.wakeup import Wakeup

MAX_PAGE = 500
_POLL_SECONDS = 0.25


class Feed:
    def __init__(self, db: Database, numbered: Wakeup) -> None:
        self._db = db
        self._numbered = numbered

    async def read(self, after: int, limit: int, wait_seconds: float) -> FeedPage:
        """At most `limit` events numbered above `after`, waiting for the first one if need be."""
        deadline = time.monotonic() + min(wait_seconds, 30.0)
        while True:
            seen = self._numbered.seen()
            events = await self._after(after, min(limit, MAX_PAGE))
            left = deadline - time.monotonic()
            if events or left <= 0:
                return FeedPage(events=tuple(events), head=await self._head())
            await self._numbered.newer_than(seen, min(left, _POLL_SECONDS))

    async def _head(self) -> int:
        row = await self._db[SEQUENCE].find_one({"_id": SEQUENCE})
        return int(row["head"]) if row else 0

    async def _after(self, after: int, limit: int) -> list[NumberedEvent]:
        cursor = self._db[FEED].find({"_id": {"$gt": after}}).sort("_id", ASCENDING).limit(limit)
        return [
            NumberedEvent(number=row["_id"], event=msgspec.convert(row["event"], EventEnvelope))
            async for row in cursor
        ]
