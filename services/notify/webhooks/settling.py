"""Writes down what came of calls.

First the attempts, then who is next, then that a call is done: each step can be repeated without
harm. A kill in between leaves the event pending, and it is sent again with the same id.
"""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from infra.kernel.clock import Clock
from services.notify.core.ports.calls import WebhookAnswer
from services.notify.webhooks.attempts import Attempts
from services.notify.webhooks.domain.delivery import Attempt, WebhookDelivery
from services.notify.webhooks.domain.endpoint import WebhookEndpoint
from services.notify.webhooks.domain.retries import wait_after
from services.notify.webhooks.metrics import count_call
from services.notify.webhooks.news import EndpointNews
from services.notify.webhooks.queue import WebhookQueues

GONE = 410


class Made(NamedTuple):
    """A call that was made, and its answer."""

    of: WebhookDelivery
    answer: WebhookAnswer


class CallSettling:
    def __init__(
        self,
        queues: WebhookQueues,
        attempts: Attempts,
        news: EndpointNews,
        clock: Clock,
        rng: random.Random,
    ) -> None:
        self._queues = queues
        self._attempts = attempts
        self._news = news
        self._clock = clock
        self._rng = rng

    async def settle(self, endpoint: WebhookEndpoint, made: Sequence[Made]) -> bool:
        """Whether it is somebody's turn now that stood behind one of them."""
        now = self._clock.now()
        taken = [one.of for one in made if one.answer.error is None]
        failed = [one for one in made if one.answer.error is not None]
        await self._attempts.add([_attempt(one, now) for one in made])
        following = await self._next(endpoint, taken, now)
        await self._queues.delivered([one.id for one in taken], now)
        again = {one.of.id: now + self._wait(one) for one in failed}
        await self._queues.put_off(again, endpoint.id)
        await self._tell(endpoint, made)
        for one in made:
            count_call(one.answer)
        return following

    async def _next(
        self, endpoint: WebhookEndpoint, taken: Sequence[WebhookDelivery], now: datetime
    ) -> bool:
        """Those who stand behind what was taken have their turn."""
        done = {one.id for one in taken}
        waiting = await self._queues.waiting({one.queue for one in taken})
        left = ([one.id for one in some if one.id not in done] for some in waiting.values())
        following = [ids[0] for ids in left if ids]
        await self._queues.give_turn(endpoint.id, following, now)
        return bool(following)

    def _wait(self, one: Made) -> timedelta:
        return wait_after(one.of.tries + 1, one.answer.retry_after, self._rng)

    async def _tell(self, endpoint: WebhookEndpoint, made: Sequence[Made]) -> None:
        """One answer of 2xx says that the endpoint is there."""
        if any(one.answer.status == GONE for one in made):
            await self._news.gone(endpoint)
        elif any(one.answer.error is None for one in made):
            await self._news.recovered(endpoint)
        else:
            await self._news.failed(endpoint)


def _attempt(one: Made, now: datetime) -> Attempt:
    return Attempt(
        id=f"{one.of.id}:{one.of.attempts + 1}",
        delivery_id=one.of.id,
        at=now,
        status=one.answer.status,
        took_ms=one.answer.took_ms,
        error=one.answer.error,
        response=one.answer.response,
    )
