"""Puts ids of jobs into the queues. Only a hint: the sweeper finds what a queue lost."""

import asyncio
from collections.abc import Iterable
from datetime import datetime

import dramatiq
from redis.exceptions import RedisError

from infra.log import logger
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
            await asyncio.to_thread(self._send, due)
        except (RedisError, OSError) as error:
            logger.warning("broker does not answer", error=type(error).__name__)

    def _send(self, jobs: Iterable[Job]) -> None:
        for job in jobs:
            self._broker.enqueue(_message(job))


def actor_name(lane: Lane) -> str:
    return f"deliver_{lane}"


def _message(job: Job) -> dramatiq.Message[None]:
    """The channel says what the worker has to have room for."""
    return dramatiq.Message(
        queue_name=job.lane,
        actor_name=actor_name(job.lane),
        args=(job.id, job.channel),
        kwargs={},
        options={},
    )
