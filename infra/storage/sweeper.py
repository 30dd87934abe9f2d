"""Finds what is due by the domain's clock and ticks it. No schedule is kept anywhere else, so
nothing is skipped by an outage and a test only has to move the clock."""

import asyncio
from collections.abc import Awaitable, Callable

from pymongo import ASCENDING

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock
from infra.kernel.errors import AppError
from infra.log import logger
from infra.metrics import count_failed_tick, forget_sweep, show_sweep
from infra.storage.mongo import Database, due_until
from infra.tracing import spans

_BATCH = 2_000
_AT_ONCE = 32
_POLL_SECONDS = 1.0
_SET_ASIDE_SECONDS = 5.0

Tick = Callable[[str], Awaitable[None]]


class Sweeper:
    """Ticks every row of a collection whose `next_due` has come, the longest due first: within a
    second where nothing wakes it.

    A row whose tick fails is set aside for some seconds, so that it cannot hold up the others.
    """

    def __init__(
        self,
        db: Database,
        collection: str,
        clock: Clock,
        tick: Tick,
        *,
        wakeup: Wakeup | None = None,
    ) -> None:
        self.name = f"sweep {collection}"
        self._rows = db[collection]
        self._clock = clock
        self._tick = tick
        self._wakeup = wakeup or Wakeup()
        self._aside: dict[str, float] = {}

    async def run(self, epoch: int) -> None:
        """Sweeps until cancelled."""
        try:
            await self._wakeup.keep_at(self.sweep, _POLL_SECONDS)
        finally:
            forget_sweep(self.name)

    async def sweep(self) -> int:
        """Ticks what is due now, one batch; gives how many rows that were."""
        self._let_back()
        now = self._clock.now()
        query = {"next_due": due_until(now)}
        cursor = self._rows.find(query, projection={"next_due": 1}).sort("next_due", ASCENDING)
        rows = await cursor.limit(_BATCH + len(self._aside)).to_list(None)
        show_sweep(self.name, (now - rows[0]["next_due"]).total_seconds() if rows else 0.0)
        due = [row["_id"] for row in rows if row["_id"] not in self._aside]
        gate = asyncio.Semaphore(_AT_ONCE)
        await asyncio.gather(*(self._tick_one(id, gate) for id in due))
        return len(due)

    async def _tick_one(self, id: str, gate: asyncio.Semaphore) -> None:
        async with gate:
            try:
                with spans.root(self.name):
                    await self._tick(id)
            except AppError as error:
                logger.warning("tick put off", sweeper=self.name, id=id, code=error.code)
                self._set_aside(id)
            except Exception:
                logger.exception("tick failed", sweeper=self.name, id=id)
                self._set_aside(id)

    def _set_aside(self, id: str) -> None:
        count_failed_tick(self.name)
        self._aside[id] = asyncio.get_running_loop().time() + _SET_ASIDE_SECONDS

    def _let_back(self) -> None:
        now = asyncio.get_running_loop().time()
        self._aside = {id: until for id, until in self._aside.items() if until > now}
