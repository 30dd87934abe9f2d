"""A Dramatiq broker whose idle workers are woken.

Dramatiq's consumers of Redis ask again and again, so either an idle worker is busy or a message
waits. Here whoever enqueues publishes a word, too. The word is only a hint: consumers look by
themselves as well, for words are lost while a connection is.
"""

import time
from collections.abc import Iterable
from typing import Any

import dramatiq
import redis
from dramatiq.broker import Consumer, MessageProxy
from dramatiq.brokers.redis import RedisBroker
from dramatiq.errors import ConnectionClosed

LOOK_SECONDS = 0.25
"""Between looks of one whom nobody wakes."""
_FULL_SECONDS = 0.01
"""Until there may be room again, when as many were taken as are taken ahead."""
_NO_PAUSE = 0


class WokenBroker(RedisBroker):
    def get_declared_delay_queues(self) -> set[str]:
        """None: what is due later is in our rows, and need not be looked for here as well."""
        return set()

    def enqueue(
        self, message: dramatiq.Message[Any], *, delay: int | None = None
    ) -> dramatiq.Message[Any]:
        enqueued = super().enqueue(message, delay=delay)
        self.client.publish(_channel(message.queue_name), "")
        return enqueued

    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 5000) -> Consumer:
        inner = super().consume(queue_name, prefetch, _NO_PAUSE)
        heard = self.client.pubsub(ignore_subscribe_messages=True)
        heard.subscribe(_channel(queue_name))
        return _Waiting(inner, heard, prefetch)


class _Waiting(Consumer):
    def __init__(self, inner: Any, heard: redis.client.PubSub, prefetch: int) -> None:
        self._inner = inner
        self._heard = heard
        self._prefetch = prefetch

    def __next__(self) -> MessageProxy | None:
        message: MessageProxy | None = next(self._inner)
        if message is None:
            self._wait()
        return message

    def ack(self, message: MessageProxy) -> None:
        self._inner.ack(message)

    def nack(self, message: MessageProxy) -> None:
        self._inner.nack(message)

    def requeue(self, messages: Iterable[MessageProxy]) -> None:
        self._inner.requeue(messages)

    def close(self) -> None:
        self._heard.close()

    def _wait(self) -> None:
        if self._inner.outstanding_message_count >= self._prefetch:
            time.sleep(_FULL_SECONDS)
            return
        try:
            self._heard.get_message(timeout=LOOK_SECONDS)
            while self._heard.get_message():  # one look is enough for all words up to now
                pass
        except redis.ConnectionError as error:
            # Dramatiq leaves it untyped
            raise ConnectionClosed(error) from None  # type: ignore[no-untyped-call]


def _channel(queue_name: str) -> str:
    return f"woken:{queue_name}"
