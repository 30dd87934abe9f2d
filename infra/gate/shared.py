"""A gate's state in Valkey: each decision is one script there, by the server's clock."""

import asyncio
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as LostConnection

from infra.gate.breaker import AttemptCounts, Breaker
from infra.gate.bucket import MICROSECONDS, Priority
from infra.gate.decide import GateLimits, Pass
from infra.kernel.ids import new_id

PEER_TTL = 60 * MICROSECONDS
"""A process that did not come to the gate for this long is not counted any more."""
_SECONDS = 1.0
"""For one call, with the connection that it may have to make."""

_HERE = Path(__file__).parent


class SharedGates:
    """One connection, made at the first use inside the loop that uses it.

    `now`: microseconds to decide by instead of the server's clock; 0 leaves it to the server.
    """

    def __init__(self, url: str, limits: Mapping[str, GateLimits], now: int = 0) -> None:
        self.now = now
        self._limits = limits
        self._me = new_id()
        self._redis = Redis.from_url(
            url.replace("valkey://", "redis://", 1),
            single_connection_client=True,
            decode_responses=True,
            # redis-py keeps a limit with `wait_for`, which loses a cancellation in Python 3.11
            socket_timeout=None,
            socket_connect_timeout=None,
            retry=Retry(NoBackoff(), 1, supported_errors=(LostConnection,)),
        )
        self._enter = self._redis.register_script((_HERE / "enter.lua").read_text())
        self._report = self._redis.register_script((_HERE / "report.lua").read_text())

    async def enter(self, name: str, want: int, priority: Priority) -> tuple[Pass, int]:
        """The pass, and how many processes share the gate.

        Raises:
            redis.RedisError, OSError, TimeoutError: the server is away.
        """
        rate, rules = self._limits[name].rate, self._limits[name].breaker
        async with asyncio.timeout(_SECONDS):
            granted, wait, open, peers, away = await self._enter(
                keys=[_key(name), f"{_key(name)}:peers"],
                args=[
                    *(want, rate.floor(priority), rate.per_second, rate.burst),
                    *(rules.probes, rules.probe_lease, self._me, PEER_TTL, self.now),
                    int(priority is Priority.URGENT),
                ],
            )
        seconds = wait / MICROSECONDS
        given = Pass(granted=granted, wait_seconds=seconds, open=bool(open), away=bool(away))
        return given, int(peers)

    async def report(self, name: str, counts: AttemptCounts) -> None:
        """Raises: as `enter`."""
        rules = self._limits[name].breaker
        async with asyncio.timeout(_SECONDS):
            await self._report(
                keys=[_key(name)],
                args=[
                    *(counts.ok, counts.failed, counts.retry_after, counts.reason),
                    *(rules.window, rules.at_least, rules.ratio, rules.first, rules.cap),
                    *(rules.longest_retry_after, self.now, rules.in_a_row),
                ],
            )

    async def look(self, names: Iterable[str]) -> tuple[dict[str, Breaker], int]:
        """The breakers as they stand, and the server's time. Raises: as `enter`."""
        async with asyncio.timeout(_SECONDS):
            seconds, rest = await self._redis.time()
            found = {name: await self._redis.hgetall(_key(name)) for name in names}
        now = self.now or int(seconds) * MICROSECONDS + int(rest)
        return {name: _breaker(fields) for name, fields in found.items()}, now

    async def close(self) -> None:
        await self._redis.aclose()


def _key(name: str) -> str:
    return f"gate:{{{name}}}"


def _breaker(fields: Mapping[Any, Any]) -> Breaker:
    return msgspec.convert(fields, Breaker, strict=False)  # every value is a text
