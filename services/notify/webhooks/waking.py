"""The jobs of endpoints: one that sends, for each endpoint that has something to be sent."""

from collections.abc import Iterable
from datetime import datetime

from infra.kernel.clock import Clock
from services.notify.core.deliveries.job import OWN_ROOM, Job, JobKind, Lane
from services.notify.core.ports.stores import JobStore, Queue

_CALLS = "webhooks/"


class Waking:
    def __init__(self, jobs: JobStore, queue: Queue, clock: Clock) -> None:
        self._jobs = jobs
        self._queue = queue
        self._clock = clock

    async def calls(self, endpoint_ids: Iterable[str]) -> None:
        """There is something to send to them."""
        now = self._clock.now()
        await self._wake([_job(JobKind.CALL, f"{_CALLS}{id}", now) for id in endpoint_ids], now)

    async def leave(self, job: Job, until: datetime | None) -> None:
        """Whoever woke it meanwhile has it looked at again at once."""
        left, now = await self._jobs.leave(job, until), self._clock.now()
        if not left or (until is not None and until <= now):
            await self._queue.put([_job(job.kind, job.id, now)], now)

    async def _wake(self, jobs: list[Job], now: datetime) -> None:
        for job in jobs:
            await self._jobs.wake(job)
        await self._queue.put(jobs, now)


def subject_of(job: Job) -> str:
    """The id of its endpoint, or of its replay."""
    return job.id.partition("/")[2]


def _job(kind: JobKind, id: str, now: datetime) -> Job:
    return Job(id=id, kind=kind, channel=OWN_ROOM, lane=Lane.WEBHOOKS, next_due=now, items=())
