"""What a gate decides: first the breaker, then the bucket."""

import msgspec

from infra.gate.breaker import CLOSED, Breaker, BreakerRules, News, admits, heard
from infra.gate.bucket import MICROSECONDS, Bucket, Priority, Rate, take


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    rate: Rate = Rate()
    breaker: BreakerRules = BreakerRules()


class State(msgspec.Struct, frozen=True, kw_only=True):
    bucket: Bucket | None = None
    breaker: Breaker = CLOSED


class Pass(msgspec.Struct, frozen=True, kw_only=True):
    """`granted`: how many may go now. `wait_seconds`: when to come again for the others.
    `open`: the breaker is not closed; what is granted then are its probes, to be reported on."""

    granted: int
    wait_seconds: float = 0.0
    open: bool = False


def entered(
    state: State, limits: Limits, want: int, priority: Priority, now: int
) -> tuple[State, Pass]:
    """Whoever is granted probes holds the breaker's lease until the report."""
    admitted, wait = admits(state.breaker, limits.breaker, want, priority, now)
    bucket, granted, filling = take(state.bucket, limits.rate, priority, admitted, now)
    breaker, open = state.breaker, state.breaker.until > 0
    if open and granted:
        breaker = msgspec.structs.replace(breaker, probing=now + limits.breaker.probe_lease)
    seconds = max(wait, filling) / MICROSECONDS
    return (
        State(bucket=bucket, breaker=breaker),
        Pass(granted=granted, wait_seconds=seconds, open=open),
    )


def reported(state: State, limits: Limits, news: News, now: int) -> State:
    return State(bucket=state.bucket, breaker=heard(state.breaker, limits.breaker, news, now))
