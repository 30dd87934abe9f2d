"""What a gate decides: first the breaker, then the bucket."""

import msgspec

from infra.gate.breaker import CLOSED, AttemptCounts, Breaker, BreakerRules, admits, heard
from infra.gate.bucket import MICROSECONDS, Bucket, Priority, Rate, take


class GateLimits(msgspec.Struct, frozen=True, kw_only=True):
    rate: Rate = Rate()
    breaker: BreakerRules = BreakerRules()


class GateState(msgspec.Struct, frozen=True, kw_only=True):
    bucket: Bucket | None = None
    breaker: Breaker = CLOSED


class Pass(msgspec.Struct, frozen=True, kw_only=True):
    """`granted`: how many may go now. `wait_seconds`: when to come again for the others.
    `open`: the breaker is not closed; what is granted then are its probes, to be reported on.
    `away`: the breaker, or a pause that was asked for, keeps back some of the others; else only the
    rate does."""

    granted: int
    wait_seconds: float = 0.0
    open: bool = False
    away: bool = False


def entered(
    state: GateState, limits: GateLimits, want: int, priority: Priority, now: int
) -> tuple[GateState, Pass]:
    """Whoever is granted probes holds the breaker's lease until the report."""
    admitted, wait = admits(state.breaker, limits.breaker, want, priority, now)
    bucket, granted, filling = take(state.bucket, limits.rate, priority, admitted, now)
    breaker, open = state.breaker, state.breaker.until > 0
    if open and granted:
        breaker = msgspec.structs.replace(breaker, probing=now + limits.breaker.probe_lease)
    seconds = max(wait, filling) / MICROSECONDS
    return (
        GateState(bucket=bucket, breaker=breaker),
        Pass(granted=granted, wait_seconds=seconds, open=open, away=admitted < want),
    )


def reported(state: GateState, limits: GateLimits, counts: AttemptCounts, now: int) -> GateState:
    return GateState(bucket=state.bucket, breaker=heard(state.breaker, limits.breaker, counts, now))
