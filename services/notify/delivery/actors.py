"""The Dramatiq actors: one a lane. They are declared on a given broker, never at import.

An actor is tried once. What a lost or failed message leaves undone, the rows still say.
"""

from collections.abc import Awaitable, Callable

import dramatiq

from services.notify.contract.words import Channel
from services.notify.core.deliveries.job import Lane
from services.notify.core.stores.queue import PRIORITIES, actor_name

Attend = Callable[[str, Lane, Channel, str], Awaitable[None]]


def declare_actors(broker: dramatiq.Broker, attend: Attend) -> None:
    """`attend` runs on the worker's one event loop."""
    for lane, priority in PRIORITIES.items():
        declare = dramatiq.actor(
            broker=broker, actor_name=actor_name(lane), queue_name=lane, priority=priority
        )
        declare(_actor(lane, attend))


def _actor(lane: Lane, attend: Attend) -> Callable[..., Awaitable[None]]:
    async def deliver(job_id: str, channel: str, trace: str = "") -> None:
        await attend(job_id, lane, Channel(channel), trace)

    return deliver
