"""Takes up jobs that the queue tells of.

A claim is written before anything goes out and settled after. A worker that dies in between leaves
the claim; its lease ends, and what may have been sent becomes unknown instead of being repeated.
"""

import asyncio
from collections.abc import Awaitable, Callable

from infra.kernel.ids import new_id
from services.notify.campaigns.gate import CampaignGate
from services.notify.contract.words import Channel
from services.notify.core.deliveries.job import Job, JobKind, Lane
from services.notify.core.stores.jobs import Jobs
from services.notify.delivery.sender import Courier
from services.notify.delivery.status_poller import Questions
from services.notify.planning.digesting import Digesting
from services.notify.planning.escalation import Climbing

AT_ONCE = {Channel.SMS: 3, Channel.EMAIL: 2, Channel.IN_APP: 4}
"""Jobs; of alerts, and as many of announcements: neither waits for room behind the other."""
BUSY = 1.0
"""Seconds. A job that takes longer waits for a slow provider and keeps no room from others."""


class Attendant:
    """Lives in one event loop; any number of jobs may be told of at once."""

    def __init__(
        self,
        *,
        jobs: Jobs,
        campaigns: CampaignGate,
        courier: Courier,
        questions: Questions,
        climbing: Climbing,
        digesting: Digesting,
    ) -> None:
        self._jobs = jobs
        self._campaigns = campaigns
        self._courier = courier
        self._do: dict[JobKind, Callable[[Job], Awaitable[None]]] = {
            JobKind.SEND: courier.send,
            JobKind.LOOK_UP: questions.look_up,
            JobKind.ASK: questions.how_far,
            JobKind.CLIMB: climbing.climb,
            JobKind.DIGEST: digesting.make,
        }
        self._rooms = {
            (lane, channel): asyncio.Semaphore(room)
            for channel, room in AT_ONCE.items()
            for lane in (Lane.ALERTS, Lane.CAMPAIGNS)
        }

    async def attend(self, job_id: str, lane: Lane, channel: Channel) -> None:
        """Does the job if it is still there and nobody's. Claims only once there is room to do it
        at once: a lease must not run out in a queue. Codes never wait for room."""
        if lane is Lane.CODES:
            await self._claim_and_do(job_id)
            return
        async with self._rooms[lane, channel]:
            doing = asyncio.create_task(self._claim_and_do(job_id))
            await asyncio.wait([doing], timeout=BUSY)
        await doing

    async def _claim_and_do(self, job_id: str) -> None:
        job = await self._jobs.claim(job_id, new_id())
        if job is not None and not await self._campaigns.stops(job):
            await self._do[job.kind](job)

    async def open(self) -> None:
        await self._courier.open()

    async def close(self) -> None:
        await self._courier.close()
