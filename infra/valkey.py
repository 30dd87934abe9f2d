"""Valkey for what can be done without: while it is away each process goes on alone."""

import asyncio
import time
from collections.abc import Awaitable
from pathlib import Path
from typing import Any, Final

from prometheus_client import Gauge
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.commands.core import AsyncScript
from redis.exceptions import ConnectionError as LostConnection
from redis.exceptions import RedisError

from infra.log import logger

AWAY: Final = (RedisError, OSError, TimeoutError)
CALL_SECONDS: Final = 0.25
"""For one call, with the connection that it may have to make: somebody waits for it."""
_LEFT_ALONE_SECONDS: Final = 1.0
_CONNECTIONS: Final = 8

_reached = Gauge("reinstate_valkey_reached", "1: what processes share is there; 0: each is alone")


class Valkey:
    """Connections of one process, made at the first use inside the loop that uses them."""

    def __init__(self, url: str) -> None:
        pool = BlockingConnectionPool.from_url(
            url.replace("valkey://", "redis://", 1),
            max_connections=_CONNECTIONS,
            timeout=None,  # each call has its own
            decode_responses=True,
            # redis-py keeps a limit with `wait_for`, which loses a cancellation in Python 3.11
            socket_timeout=None,
            socket_connect_timeout=None,
            retry=Retry(NoBackoff(), 1, supported_errors=(LostConnection,)),
        )
        self._redis = Redis(connection_pool=pool)
        self._pool = pool
        self._away_until = 0.0
        _reached.set(1)

    def script(self, file: Path) -> AsyncScript:
        """Of Lua, to be called within `attempt`."""
        return self._redis.register_script(file.read_text())

    def reachable(self) -> bool:
        """Whether it is worth asking: who did not answer is left alone for a moment."""
        return time.monotonic() >= self._away_until

    async def attempt(self, call: Awaitable[Any]) -> Any:
        """What it answers; none while it is away. Nothing of it is raised."""
        try:
            async with asyncio.timeout(CALL_SECONDS):
                answer = await call
        except AWAY as error:
            self._lost(error)
            return None
        self._found()
        return answer

    async def close(self) -> None:
        await self._redis.aclose()
        await self._pool.aclose()

    def _lost(self, error: Exception) -> None:
        if not self._away_until:
            logger.warning("Valkey is away; each process goes on alone", error=type(error).__name__)
        self._away_until = time.monotonic() + _LEFT_ALONE_SECONDS
        _reached.set(0)

    def _found(self) -> None:
        if self._away_until:
            logger.warning("Valkey is back")
        self._away_until = 0.0
        _reached.set(1)
