"""Idle workers are woken by whoever enqueues, and look by themselves besides."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from uuid import uuid4

import dramatiq
import pytest
from dramatiq.brokers.redis import RedisBroker

from infra.broker import woken_broker
from infra.broker.build import build_broker
from infra.settings import PlatformSettings
from tests.waiting import PATIENCE

LONG = 2 * PATIENCE
"""Seconds."""


class Counted:
    """Messages that arrived."""

    def __init__(self) -> None:
        self.number = 0
        self._more = threading.Condition()

    def one_more(self) -> None:
        with self._more:
            self.number += 1
            self._more.notify_all()

    def reaches(self, number: int, within: float = PATIENCE) -> bool:
        with self._more:
            return self._more.wait_for(lambda: self.number >= number, within)


@contextlib.contextmanager
def worker(broker: dramatiq.Broker, *, prefetch: int = 8) -> Iterator[tuple[Counted, str]]:
    """At work on a queue of its own; gives what counts its messages, and the queue."""
    queue, counted = f"q{uuid4().hex[:8]}", Counted()
    dramatiq.actor(counted.one_more, broker=broker, actor_name=queue, queue_name=queue)
    working = dramatiq.Worker(broker, worker_timeout=20, worker_threads=2)
    working.queue_prefetch = prefetch
    working.start()
    try:
        yield counted, queue
    finally:
        working.stop()


def message(queue: str) -> dramatiq.Message[None]:
    return dramatiq.Message(queue_name=queue, actor_name=queue, args=(), kwargs={}, options={})


async def test_an_idle_worker_is_woken(broker_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(woken_broker, "LOOK_SECONDS", LONG)
    settings = PlatformSettings(broker_url=broker_url)
    with worker(build_broker(settings)) as (counted, queue):
        sender = build_broker(settings)
        for sent in range(1, 21):
            sender.enqueue(message(queue))
            assert await asyncio.to_thread(counted.reaches, sent)
        monkeypatch.setattr(woken_broker, "LOOK_SECONDS", 0.01)
        sender.enqueue(message(queue))  # wakes it for the last time, so that it can end


async def test_what_nobody_said_a_word_about_is_found(broker_url: str) -> None:
    broker = build_broker(PlatformSettings(broker_url=broker_url))
    with worker(broker) as (counted, queue):
        RedisBroker.enqueue(broker, message(queue))
        assert await asyncio.to_thread(counted.reaches, 1)


async def test_more_than_are_taken_ahead_do_not_wait_for_a_word(broker_url: str) -> None:
    broker = build_broker(PlatformSettings(broker_url=broker_url))
    with worker(broker, prefetch=2) as (counted, queue):
        for _ in range(100):
            broker.enqueue(message(queue))
        assert await asyncio.to_thread(counted.reaches, 100)


async def test_a_worker_goes_on_after_its_connections_were_cut(
    broker_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dramatiq.worker.CONSUMER_RESTART_DELAY_SECS", 0.1)
    broker = build_broker(PlatformSettings(broker_url=broker_url))
    with worker(broker) as (counted, queue):
        broker.enqueue(message(queue))
        assert await asyncio.to_thread(counted.reaches, 1)
        broker.client.client_kill_filter(_type="pubsub")
        broker.client.client_kill_filter(_type="normal", skipme=True)
        broker.enqueue(message(queue))
        assert await asyncio.to_thread(counted.reaches, 2)
