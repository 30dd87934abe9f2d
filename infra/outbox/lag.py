"""How long commits wait for their numbers, as the rows say: true also when the relay is dead."""

import asyncio
import time

from pymongo import ASCENDING

from infra.kernel.ids import made_at
from infra.metrics import show_relay_lag
from infra.outbox.record import OUTBOX
from infra.storage.mongo import Database

_ROUND_SECONDS = 5.0


class RelayLag:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def run(self, _epoch: int) -> None:
        """Looks until cancelled."""
        try:
            while True:
                show_relay_lag(self._db.name, await self.seconds())
                await asyncio.sleep(_ROUND_SECONDS)
        finally:
            show_relay_lag(self._db.name, 0.0)

    async def seconds(self) -> float:
        """By real time, of the oldest commit that waits; 0 where none does."""
        row = await self._db[OUTBOX].find_one({}, {"_id": 1}, sort=[("_id", ASCENDING)])
        return max(0.0, time.time() - made_at(row["_id"])) if row else 0.0
