"""One go at an endpoint: heads of its queues, some at once, until none is due or time is over."""

import asyncio
import time
from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from infra.kernel.clock import Clock
from infra.kernel.standard_webhooks import headers
from infra.log import logger
from infra.tracing import spans
from infra.tracing.spans import SpanKind
from services.notify.contract.webhooks import CallError
from services.notify.core.ports.calls import WebhookAnswer, WebhookCall, WebhookChannel
from services.notify.core.stores.claimed_job import ClaimedJob
from services.notify.webhooks.domain.delivery import WebhookDelivery
from services.notify.webhooks.domain.endpoint import WebhookEndpoint, signing
from services.notify.webhooks.endpoint_store import Endpoints
from services.notify.webhooks.queue import WebhookQueues
from services.notify.webhooks.sealing import Sealing
from services.notify.webhooks.settling import GONE, CallSettling, Made

LONGEST = 5.0
"""Seconds in which calls are begun: then other endpoints have their turn."""
LOOKED_AT_ANEW = 0.5
"""Seconds: so old may be what is known of the endpoint and of what is due to it. What a member
withdrew, or a partner changed, counts from then."""
IN_VAIN = 50
"""Calls of one go, none of which was taken: whatever else is due has as little hope for a while."""
_BATCH = 500
_FIRST_AT_ONCE = 4
_BEGUN_WITH = 2.0
"""Seconds that our claim has to last when a call begins."""


class Outlet(NamedTuple):
    """What a run needs to send."""

    endpoints: Endpoints
    queues: WebhookQueues
    channel: WebhookChannel
    sealing: Sealing
    clock: Clock
    real: Clock


class Ended(NamedTuple):
    """`sends`: the endpoint is there, and enabled. `in_vain`: nothing was taken of many calls.
    `secret_lost`: no key of ours opens a secret of it."""

    sends: bool
    in_vain: bool
    secret_lost: bool


class Run:
    """How many calls there are at once follows what comes of them: one more for each that is taken,
    half for each that is not. So an endpoint that is down holds one line, not all."""

    def __init__(
        self, id: str, outlet: Outlet, settling: CallSettling, claimed: ClaimedJob, at_once: int
    ) -> None:
        self._id = id
        self._outlet = outlet
        self._settling = settling
        self._claimed = claimed
        self._most = at_once
        self._at_once = min(_FIRST_AT_ONCE, at_once)
        self._in_flight: dict[asyncio.Task[WebhookAnswer], WebhookDelivery] = {}
        self._ready: deque[WebhookDelivery] = deque()
        self._looked_at = -LOOKED_AT_ANEW
        self._endpoint: WebhookEndpoint | None = None  # as it was when it was sent to last
        self._sends = False
        self._keys: list[str] = []
        self._more = False
        self._taken = self._failed = 0
        self._ends = time.monotonic() + LONGEST

    async def go(self) -> "Ended":
        try:
            await self._begin()
            while self._in_flight:
                done, _ = await asyncio.wait(
                    self._in_flight, timeout=LOOKED_AT_ANEW, return_when=asyncio.FIRST_COMPLETED
                )
                await self._settle(done)
                await self._begin()
        finally:
            for call in self._in_flight:
                call.cancel()
        lost = self._sends and not self._keys
        return Ended(sends=self._sends, in_vain=self._is_in_vain, secret_lost=lost)

    @property
    def _is_in_vain(self) -> bool:
        return self._failed >= IN_VAIN and not self._taken

    async def _begin(self) -> None:
        now = time.monotonic()
        if now >= self._ends or self._is_in_vain or not self._claimed.lasts(_BEGUN_WITH):
            return
        if now - self._looked_at >= LOOKED_AT_ANEW:
            await self._look()
        while self._ready and self._endpoint and len(self._in_flight) < self._at_once:
            one = self._ready.popleft()
            self._in_flight[asyncio.create_task(self._post(self._endpoint, one))] = one

    async def _look(self) -> None:
        """At the endpoint, and at what is due to it."""
        self._looked_at = time.monotonic()
        self._ready.clear()
        found = await self._outlet.endpoints.find(self._id)
        self._sends = found is not None and found.sends
        if found is None or not self._sends:
            return
        self._endpoint = found
        sealed = signing(found, self._outlet.clock.now())
        self._keys = self._outlet.sealing.opened(sealed)
        if self._keys:
            self._ready.extend(await self._heads())

    async def _heads(self) -> list[WebhookDelivery]:
        """The first of each queue that is due, the longest due first. What stands behind it has no
        turn."""
        queues, in_flight = self._outlet.queues, {one.id for one in self._in_flight.values()}
        due = await queues.due(self._id, self._outlet.clock.now(), _BATCH)
        self._more = len(due) == _BATCH
        due = [one for one in due if one.id not in in_flight]
        waiting = await queues.waiting({one.queue for one in due})
        heads = {some[0].id for some in waiting.values()}
        await queues.park([one.id for one in due if one.id not in heads])
        return sorted((one for one in due if one.id in heads), key=lambda one: one.laid_at)

    async def _post(self, to: WebhookEndpoint, one: WebhookDelivery) -> WebhookAnswer:
        timestamp = int(self._outlet.real.now().timestamp())
        signed = headers(one.webhook_id, timestamp, one.body, self._keys)
        try:
            with spans.span("POST webhook", SpanKind.CLIENT, one.trace) as going:
                within = {"traceparent": going.context} if going.context else {}
                call = WebhookCall(url=to.url, headers={**signed, **within}, body=one.body)
                answer = await self._outlet.channel.post(call)
                going.note("http.response.status_code", answer.status)
                return answer
        except Exception as error:  # one event must not stop those of others
            kind = type(error).__name__  # its text may hold an address
            logger.error("a webhook failed in an unforeseen way", endpoint=to.id, error=kind)
            return WebhookAnswer(error=CallError.CONNECT)

    async def _settle(self, done: Iterable[asyncio.Task[WebhookAnswer]]) -> None:
        made = [Made(self._in_flight[call], call.result()) for call in done]
        if not made or self._endpoint is None:
            return
        following = await self._settling.settle(self._endpoint, made)
        for call in done:
            del self._in_flight[call]
        failed = sum(answer.error is not None for _, answer in made)
        self._failed, self._taken = self._failed + failed, self._taken + len(made) - failed
        for _, answer in made:
            more = self._at_once + 1 if answer.error is None else self._at_once // 2
            self._at_once = max(1, min(more, self._most))
        gone = any(answer.status == GONE for _, answer in made)
        if gone or (not self._ready and (following or self._more)):
            self._looked_at = -LOOKED_AT_ANEW
