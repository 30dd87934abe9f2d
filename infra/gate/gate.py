"""The gates that callers use: shared ones, and this process's own while Valkey is away.

They fail open, not shut: a limiter that is away must keep no message from anybody. Each process
then allows itself the rate divided by the number of processes that last shared the gate. Nothing
here raises because of Valkey.
"""

import time
from collections.abc import Mapping

import msgspec
from redis.exceptions import RedisError

from infra.gate.breaker import AttemptCounts
from infra.gate.bucket import MICROSECONDS, Priority
from infra.gate.decide import GateLimits, Pass
from infra.gate.local import LocalGates
from infra.gate.shared import SharedGates
from infra.log import logger

AWAY = (RedisError, OSError, TimeoutError)
UNKNOWN_PEERS = 4
"""Assumed by a process that never reached Valkey."""
_LEFT_ALONE_SECONDS = 1.0


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Of one breaker. `open_seconds`: since it opened and has not closed again, 0 when closed."""

    open: bool = False
    open_seconds: float = 0.0
    reason: str = ""


class Gates:
    """`limits` by the name of the gate. Belongs to the event loop that first uses it."""

    def __init__(self, url: str, limits: Mapping[str, GateLimits]) -> None:
        self._limits = limits
        self._shared = SharedGates(url, limits)
        self._local = LocalGates(limits)
        self._local.peers = UNKNOWN_PEERS
        self._away_until = 0.0

    async def enter(self, name: str, want: int, priority: Priority = Priority.NORMAL) -> Pass:
        """Asks to make `want` attempts now. Whoever was granted any reports their ends.

        Raises:
            KeyError: there is no such gate.
        """
        if self._reachable():
            try:
                given, self._local.peers = await self._shared.enter(name, want, priority)
            except AWAY as error:
                self._lost(error)
            else:
                self._found()
                return given
        return self._local.enter(name, want, priority)

    async def report(
        self, name: str, ok: int, failed: int, retry_after: float = 0.0, reason: str = ""
    ) -> None:
        """Tells how attempts ended. `failed`: by the provider's fault; `retry_after`: the seconds
        that it asked to be left alone for; `reason`: of the last failure, shown to operators."""
        asked = int(retry_after * MICROSECONDS)
        counts = AttemptCounts(ok=ok, failed=failed, retry_after=asked, reason=reason)
        if self._reachable():
            try:
                return await self._shared.report(name, counts)
            except AWAY as error:
                self._lost(error)
        return self._local.report(name, counts)

    async def look(self) -> dict[str, Standing] | None:
        """All breakers, or None while Valkey is away."""
        try:
            found, now = await self._shared.look(self._limits)
        except AWAY:
            return None
        return {
            name: Standing(
                open=breaker.until > 0,
                open_seconds=(now - breaker.since) / MICROSECONDS if breaker.until else 0.0,
                reason=breaker.reason,
            )
            for name, breaker in found.items()
        }

    async def close(self) -> None:
        await self._shared.close()

    def _reachable(self) -> bool:
        return time.monotonic() >= self._away_until

    def _lost(self, error: Exception) -> None:
        if not self._away_until:
            logger.warning(
                "shared rates are away; each process keeps its own part of them",
                error=type(error).__name__,
                peers=self._local.peers,
            )
        self._away_until = time.monotonic() + _LEFT_ALONE_SECONDS

    def _found(self) -> None:
        if self._away_until:
            logger.warning("shared rates are back")
        self._away_until = 0.0
