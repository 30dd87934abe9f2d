"""Puts ids of jobs into the queues. Only a hint: the sweeper finds what a queue lost."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import datetime

import dramatiq
from redis.exceptions import RedisError

from infra.log import logger
from infra.tracing import spans
from infra.tracing.spans import Onward, SpanKind
from services.notify.core.deliveries.job import Job, Lane

PRIORITIES = {Lane.CODES: 0, Lane.ALERTS: 10, Lane.CAMPAIGNS: 20, Lane.WEBHOOKS: 10}
"""Lower goes first."""


class JobQueue:
    def __init__(self, broker: dramatiq.Broker) -> None:
        self._broker = broker

    async def put(self, jobs: Iterable[Job], now: datetime) -> None:
        """Enqueues what is due; says so and goes on when the broker does not answer."""
        due = [job for job in jobs if job.next_due <= now]
        if not due:
            return
        try:
            with spans.each("enqueue", _traces(due), SpanKind.PRODUCER) as onward:
                await asyncio.to_thread(self._send, due, onward)
        except (RedisError, OSError) as error:
            logger.warning("broker does not answer", error=type(error).__name__)

    def _send(self, jobs: Iterable[Job], onward: Onward) -> None:
        for job in jobs:
            self._broker.enqueue(
                _message(job, next(filter(None, map(onward.get, _traces([job]))), ""))
            )


def actor_name(lane: Lane) -> str:
    return f"deliver_{lane}"


def _traces(jobs: Iterable[Job]) -> Iterator[str]:
    return (item.trace for job in jobs for item in job.items)


def _message(job: Job, trace: str) -> dramatiq.Message[None]:
    """The channel says what the worker has to have room for. `trace`: of one of its deliveries; all
    others' are in its row."""
    return dramatiq.Message(
        queue_name=job.lane,
        actor_name=actor_name(job.lane),
        args=(job.id, job.channel),
        kwargs={"trace": trace} if trace else {},
        options={},
    )
