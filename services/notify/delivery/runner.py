"""Takes up jobs that the queue tells of.

A claim is written before anything goes out and settled after. A worker that dies in between leaves
the claim; its lease ends, and what may have been sent becomes unknown instead of being repeated.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from infra.kernel.ids import new_id
from infra.tracing import spans
from infra.tracing.spans import Onward, SpanKind
from services.notify.contract.words import Channel
from services.notify.core.deliveries.job import OWN_ROOM, Job, Lane
from services.notify.core.feature import Work
from services.notify.core.ports.stores import JobStore

AT_ONCE = {Channel.SMS: 3, Channel.EMAIL: 2, Channel.IN_APP: 4}
"""Jobs; of alerts, and as many of announcements: neither waits for room behind the other."""
ENDPOINTS_AT_ONCE = 16
BUSY = 1.0
"""Seconds. A job that takes longer waits for a slow provider and keeps no room from others."""


Stops = Callable[[Job], Awaitable[bool]]


class JobRunner:
    """Lives in one event loop; any number of jobs may be told of at once."""

    def __init__(self, *, jobs: JobStore, stops: Stops, work: Sequence[Work]) -> None:
        """`stops`: whether a claimed job is not to be done, and was put off or settled instead."""
        self._jobs = jobs
        self._stops = stops
        self._work = work
        self._do = {kind: do for one in work for kind, do in one.jobs.items()}
        self._rooms = {
            (lane, channel): asyncio.Semaphore(room)
            for channel, room in AT_ONCE.items()
            for lane in (Lane.ALERTS, Lane.CAMPAIGNS)
        }
        self._rooms[Lane.WEBHOOKS, OWN_ROOM] = asyncio.Semaphore(ENDPOINTS_AT_ONCE)

    async def attend(self, job_id: str, lane: Lane, channel: Channel, trace: str = "") -> None:
        """Does the job if it is still there and nobody's. Claims only once there is room to do it
        at once: a lease must not run out in a queue. Codes never wait for room. `trace`: of the
        message that told of it."""
        with spans.span(f"receive {lane}", SpanKind.CONSUMER, trace):
            await self._attend(job_id, lane, channel)

    async def _attend(self, job_id: str, lane: Lane, channel: Channel) -> None:
        if lane is Lane.CODES:
            await self._claim_and_do(job_id)
            return
        async with self._rooms[lane, channel]:
            doing = asyncio.create_task(self._claim_and_do(job_id))
            await asyncio.wait([doing], timeout=BUSY)
        await doing

    async def _claim_and_do(self, job_id: str) -> None:
        job = await self._jobs.claim(job_id, new_id())
        if job is not None and not await self._stops(job):
            with spans.each(f"job {job.kind}", (item.trace for item in job.items)) as onward:
                await self._do[job.kind](going_on(job, onward) if onward else job)

    async def open(self) -> None:
        for one in self._work:
            await one.open()

    async def close(self) -> None:
        for one in self._work:
            await one.close()


def going_on(job: Job, onward: Onward) -> Job:
    """Its deliveries in the traces of their being worked at."""
    items = (msgspec.structs.replace(one, trace=onward.get(one.trace, "")) for one in job.items)
    return msgspec.structs.replace(job, items=tuple(items))
