"""What happened already and was not planned yet: the end of the feeds that notification follows."""

import asyncio
import time
from collections.abc import Mapping

from infra.kernel.errors import AppError
from infra.kernel.events import EventEnvelope
from infra.kernel.feed import BEGINNING, unpacked
from infra.log import logger
from infra.outbox.record import POSITIONS
from infra.outbox.subscription import Read
from infra.storage.mongo import Database

WITHIN = 0.5
"""Seconds. No message waits for longer than that for a neighbour who does not answer."""
LEFT_ALONE_FOR = 5.0
"""Seconds, after it did not."""
_MOST = 200


class Unplanned:
    """`feeds`: by the names of their subscriptions."""

    def __init__(self, db: Database, feeds: Mapping[str, Read]) -> None:
        self._positions = db[POSITIONS]
        self._feeds = feeds
        self._left_alone_until: dict[str, float] = {}

    async def of(self, name: str) -> list[EventEnvelope]:
        """What follows the place up to which this feed is planned; nothing where nobody answers:
        what is planned counts then."""
        if time.monotonic() < self._left_alone_until.get(name, 0.0):
            return []
        row = await self._positions.find_one({"_id": name})
        place = unpacked(row["number"]) if row else BEGINNING
        try:
            async with asyncio.timeout(WITHIN):
                page = await self._feeds[name](place, _MOST, 0.0)
        except (AppError, TimeoutError) as error:
            self._left_alone_until[name] = time.monotonic() + LEFT_ALONE_FOR
            logger.info("sent by what is planned", feed=name, error=type(error).__name__)
            return []
        return [numbered.event for numbered in page.events]
