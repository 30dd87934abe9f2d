"""Forgets what has been over for a month, and what a deleted endpoint leaves behind."""

import asyncio
from datetime import timedelta

from infra.kernel.clock import Clock
from services.notify.webhooks.attempts import Attempts
from services.notify.webhooks.endpoint_store import Endpoints
from services.notify.webhooks.queue import WebhookQueues

KEPT_FOR = timedelta(days=30)
"""What was delivered or cancelled can be looked up, with its attempts, for so long."""
_ROUND_SECONDS = 600.0
_BATCH = 500


class Retention:
    def __init__(
        self, endpoints: Endpoints, queues: WebhookQueues, attempts: Attempts, clock: Clock
    ) -> None:
        self._endpoints = endpoints
        self._queues = queues
        self._attempts = attempts
        self._clock = clock

    async def run(self, epoch: int) -> None:
        """Looks now and then until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(_ROUND_SECONDS)

    async def look(self) -> None:
        """One round over all endpoints."""
        after = ""
        while some := await self._endpoints.some(after, _BATCH):
            for endpoint in some:
                await self._forget(endpoint.id)
            after = some[-1].id

    async def _forget(self, endpoint_id: str) -> None:
        before = self._clock.now() - KEPT_FOR
        while over := await self._queues.over(endpoint_id, before, _BATCH):
            await self.remove(over)

    async def clear(self, endpoint_id: str) -> None:
        """Everything of an endpoint that is deleted."""
        while left := await self._queues.of_endpoint(endpoint_id, _BATCH):
            await self.remove(left)

    async def remove(self, delivery_ids: list[str]) -> None:
        """The attempts first: they are found by the rows."""
        await self._attempts.remove_of(delivery_ids)
        await self._queues.remove(delivery_ids)
