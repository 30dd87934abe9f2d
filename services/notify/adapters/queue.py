"""Puts ids of deliveries into the queues. Only a hint: the sweeper finds what a queue lost."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence

import dramatiq
from dramatiq.errors import BrokerConnectionError

from infra.log import logger
from services.notify.contract.words import Topic
from services.notify.domain.delivery import Delivery

CODES, ALERTS, CAMPAIGNS = "codes", "alerts", "campaigns"
PRIORITIES = {CODES: 0, ALERTS: 10, CAMPAIGNS: 20}
"""Lower goes first: somebody waits for a code; an announcement can wait for an alert."""
A_MESSAGE = 50


class DeliveryQueue:
    def __init__(self, broker: dramatiq.Broker) -> None:
        self._broker = broker

    async def put(self, deliveries: Iterable[Delivery]) -> None:
        """Enqueues what is due; says so and goes on when the broker does not answer."""
        by_queue: dict[str, list[str]] = {}
        for delivery in deliveries:
            if delivery.next_due is not None:
                by_queue.setdefault(queue_of(delivery), []).append(delivery.id)
        if not by_queue:
            return
        try:
            await asyncio.to_thread(self._send, by_queue)
        except (BrokerConnectionError, OSError) as error:
            logger.warning("broker does not answer", error=type(error).__name__)

    def _send(self, by_queue: dict[str, list[str]]) -> None:
        for queue, ids in by_queue.items():
            for part in _parts(ids, A_MESSAGE):
                self._broker.enqueue(_message(queue, part))


def queue_of(delivery: Delivery) -> str:
    if delivery.topic is Topic.CODE:
        return CODES
    return CAMPAIGNS if delivery.campaign else ALERTS


def actor_name(queue: str) -> str:
    return f"deliver_{queue}"


def _message(queue: str, ids: Sequence[str]) -> dramatiq.Message[None]:
    return dramatiq.Message(
        queue_name=queue, actor_name=actor_name(queue), args=(list(ids),), kwargs={}, options={}
    )


def _parts(ids: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
