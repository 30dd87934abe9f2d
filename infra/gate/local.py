"""Gates of this process alone, while the shared ones are away."""

import time
from collections.abc import Callable, Mapping

import msgspec

from infra.gate.breaker import AttemptCounts
from infra.gate.bucket import MICROSECONDS, Priority
from infra.gate.decide import GateLimits, GateState, Pass, entered, reported


def _monotonic() -> int:
    return int(time.monotonic() * MICROSECONDS)


class LocalGates:
    """Each process allows itself an equal part of the rate; `peers` says how many share it."""

    def __init__(
        self, limits: Mapping[str, GateLimits], now: Callable[[], int] = _monotonic
    ) -> None:
        self.peers = 1
        self._limits = limits
        self._now = now
        self._states: dict[str, GateState] = {}

    def enter(self, name: str, want: int, priority: Priority) -> Pass:
        limits = self._limits[name]
        own = msgspec.structs.replace(limits, rate=limits.rate.shared_by(self.peers))
        state, given = entered(self._state(name), own, want, priority, self._now())
        self._states[name] = state
        return given

    def report(self, name: str, counts: AttemptCounts) -> None:
        state = self._state(name)
        self._states[name] = reported(state, self._limits[name], counts, self._now())

    def _state(self, name: str) -> GateState:
        return self._states.get(name, GateState())
