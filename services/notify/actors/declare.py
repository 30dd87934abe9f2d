"""The Dramatiq actors: one a queue. They are declared on a given broker, never at import.

An actor is tried once. What a lost or failed message leaves undone, the rows still say.
"""

from collections.abc import Awaitable, Callable

import dramatiq

from services.notify.adapters.queue import PRIORITIES, actor_name

Attend = Callable[[list[str]], Awaitable[None]]


def declare_actors(broker: dramatiq.Broker, attend: Attend) -> None:
    """`attend` runs on the worker's one event loop."""
    for queue, priority in PRIORITIES.items():

        async def deliver(delivery_ids: list[str]) -> None:
            await attend(delivery_ids)

        declare = dramatiq.actor(
            broker=broker, actor_name=actor_name(queue), queue_name=queue, priority=priority
        )
        declare(deliver)
