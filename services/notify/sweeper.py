"""Finds deliveries that are due and in no queue, and those whose worker died."""

import asyncio
import random
from collections.abc import Sequence
from datetime import timedelta

from infra.kernel.clock import Clock
from infra.wakeup import Wakeup
from services.notify.adapters.deliveries import Deliveries
from services.notify.adapters.metrics import oldest_due
from services.notify.adapters.queue import DeliveryQueue
from services.notify.contract.words import DeliveryState
from services.notify.domain.delivery import Delivery, settled
from services.notify.domain.results import Unknown

_BATCH = 1000
_POLL_SECONDS = 0.5
_LOST = Unknown(reason="the worker stopped between sending and recording")


class DeliverySweeper:
    def __init__(
        self, deliveries: Deliveries, queue: DeliveryQueue, clock: Clock, wakeup: Wakeup
    ) -> None:
        self._deliveries = deliveries
        self._queue = queue
        self._clock = clock
        self._wakeup = wakeup
        self._rng = random.Random()

    async def run(self, epoch: int) -> None:
        """Sweeps until cancelled."""
        while True:
            seen = self._wakeup.seen()
            if not await self.sweep():
                await self._wakeup.newer_than(seen, _POLL_SECONDS)

    async def sweep(self) -> int:
        """One round; gives how many deliveries it took up."""
        found = await self._give_up_lost()
        due = await self._deliveries.take_due(_BATCH)
        await self._queue.put(due)
        self._measure(due)
        return found + len(due)

    async def _give_up_lost(self) -> int:
        lost = await self._deliveries.abandoned(_BATCH)
        now = self._clock.now()
        for delivery in lost:
            if delivery.state is DeliveryState.SENDING:
                await self._deliveries.apply(delivery, settled(delivery, _LOST, now, self._rng))
            await asyncio.sleep(0)
        return len(lost)

    def _measure(self, due: Sequence[Delivery]) -> None:
        now = self._clock.now()
        ages = [now - delivery.next_due for delivery in due if delivery.next_due]
        oldest_due.set(max(ages, default=timedelta(0)).total_seconds())
