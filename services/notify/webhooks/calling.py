"""Sends what is due to an endpoint: the work of its job, which one worker has at a time."""

import random
from datetime import datetime, timedelta

from infra.kernel.clock import Clock
from services.notify.core.deliveries.job import Job
from services.notify.core.gates.refusal import REFUSED_FOR, WEBHOOK_SECRETS
from services.notify.core.gates.refusals import Refusals
from services.notify.core.ports.calls import WebhookChannel
from services.notify.core.ports.stores import JobStore
from services.notify.core.stores.claimed_job import ClaimedJob
from services.notify.webhooks.attempts import Attempts
from services.notify.webhooks.domain.endpoint import has_hurried
from services.notify.webhooks.endpoint_store import Endpoints
from services.notify.webhooks.news import EndpointNews
from services.notify.webhooks.queue import WebhookQueues
from services.notify.webhooks.replaying import Replaying, Replays
from services.notify.webhooks.retention import Retention
from services.notify.webhooks.run import Ended, Outlet, Run
from services.notify.webhooks.sealing import Sealing
from services.notify.webhooks.settling import CallSettling
from services.notify.webhooks.waking import Waking, subject_of

PAUSE = timedelta(seconds=15)
"""An endpoint that takes nothing, with many members waiting, takes no processor from members."""

HURRIED_AT_ONCE = 2_000
"""To find the next costs the embedded server as much as all that wait."""
_KEY_LOOKED_FOR = REFUSED_FOR / 2
_A_BATCH_TAKES = 2.0  # seconds


class Calling:
    """`at_once`: calls to one endpoint."""

    def __init__(
        self,
        *,
        jobs: JobStore,
        endpoints: Endpoints,
        queues: WebhookQueues,
        attempts: Attempts,
        news: EndpointNews,
        retention: Retention,
        replaying: Replaying,
        replays: Replays,
        refusals: Refusals,
        waking: Waking,
        sealing: Sealing,
        channel: WebhookChannel,
        clock: Clock,
        real: Clock,
        at_once: int,
    ) -> None:
        self._jobs = jobs
        self._waking = waking
        self._endpoints = endpoints
        self._retention = retention
        self._replaying = replaying
        self._replays = replays
        self._refusals = refusals
        self._queues = queues
        self._channel = channel
        self._clock = clock
        self._at_once = at_once
        self._outlet = Outlet(endpoints, queues, channel, sealing, clock, real)
        self._settling = CallSettling(queues, attempts, news, clock, random.Random())

    async def call(self, job: Job) -> None:
        """What is due now, each member's in order. The endpoint's job is due again when the next
        one is; while it is disabled or has nothing to get, there is none."""
        id = subject_of(job)
        async with ClaimedJob(self._jobs, job).kept() as claimed:
            await self._clear_if_deleted(id)
            await self._hurry(id, claimed)
            if await self._replaying.lay_some(id, claimed):
                await self._waking.leave(job, self._clock.now())
                return
            run = Run(id, self._outlet, self._settling, claimed, self._at_once)
            await self._waking.leave(job, await self._until(id, await self._gone(run)))

    async def _gone(self, run: Run) -> Ended:
        ended = await run.go()
        if ended.secret_lost:
            await self._refusals.note(WEBHOOK_SECRETS, "WEBHOOK_KEY does not open them")
        return ended

    async def replay(self, job: Job) -> None:
        """The job of a replay that a release before asked for: the endpoint's own does it now."""
        async with ClaimedJob(self._jobs, job).kept():
            replay = await self._replays.find(subject_of(job))
            if replay is not None:
                await self._waking.calls([replay.endpoint_id])
            await self._waking.leave(job, None)

    async def _hurry(self, id: str, claimed: ClaimedJob) -> None:
        """What waits is made due a batch at a time: whoever takes over a dead worker's job goes on
        where it was, and nobody else waits for the database meanwhile."""
        endpoint = await self._endpoints.find(id)
        if endpoint is None or not endpoint.hurrying:
            return
        now = self._clock.now()
        while claimed.lasts(_A_BATCH_TAKES):
            if not await self._queues.hurry(id, now, HURRIED_AT_ONCE):
                await self._endpoints.change(endpoint, has_hurried)
                return

    async def _until(self, id: str, ended: Ended) -> datetime | None:
        """When its job is due again."""
        now = self._clock.now()
        if ended.secret_lost:
            return now + _KEY_LOOKED_FOR
        until = await self._queues.next_turn(id, now) if ended.sends else None
        return max(until, now + PAUSE) if until and ended.in_vain else until

    async def _clear_if_deleted(self, id: str) -> None:
        endpoint = await self._endpoints.find(id)
        if endpoint is not None and endpoint.deleted:
            await self._retention.clear(id)
            await self._endpoints.remove(id)

    async def close(self) -> None:
        await self._channel.close()
