"""Builds the Dramatiq broker. Nothing happens at import, and there is no global broker here.

Rows are the truth and the queue is a hint, so a message is tried once: no retries, no results.
"""

import ctypes
import signal
import sys

import redis
from dramatiq.middleware import AsyncIO, ShutdownNotifications

from infra.broker.woken_broker import WokenBroker
from infra.settings import PlatformSettings

_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
WORKER_ENVIRONMENT = {"dramatiq_worker_timeout": "100", "dramatiq_queue_prefetch": "128"}
"""Read by Dramatiq itself: 100 ms until an idle thread sees that it is to stop, a deep prefetch."""


def build_broker(settings: PlatformSettings) -> WokenBroker:
    url = settings.broker_url.replace("valkey://", "redis://", 1)
    return WokenBroker(  # type: ignore[no-untyped-call]  # Dramatiq leaves it untyped
        client=redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=5),
        middleware=[AsyncIO(), ShutdownNotifications()],
        namespace=settings.apart("dramatiq"),
        maintenance_chance=100_000,
        heartbeat_timeout=15_000,
    )


def end_with_parent() -> None:
    """A worker process does not outlive its parent, however that was killed (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def worker_command(target: str, *, threads: int) -> list[str]:
    """The command that works off the queues of `target` (module:callable that sets the broker)."""
    return [
        sys.executable, "-m", "dramatiq", target, "--processes", "1", "--threads", str(threads),
        "--worker-shutdown-timeout", "10000",
    ]  # fmt: skip
