"""A token bucket that keeps a part of itself for what is urgent.

Tokens come in at the rate, up to `burst`. Ordinary work stops at 0. Urgent work may draw the bucket
down to `-burst` and so finds `burst` tokens there however busy the others are. Bulk stops a quarter
above 0, so that ordinary work goes before it.
"""

import math
from enum import StrEnum

import msgspec

MICROSECONDS = 1_000_000
_ROUNDING = 1e-6


class Priority(StrEnum):
    URGENT = "URGENT"
    NORMAL = "NORMAL"
    BULK = "BULK"


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """`per_second`: tokens a second, 0 for no limit. `burst`: tokens, 1 or more."""

    per_second: float = 0.0
    burst: float = 1.0

    @classmethod
    def of(cls, per_second: float) -> "Rate":
        """With a burst of what one second brings."""
        return cls(per_second=per_second, burst=max(1.0, per_second))

    def shared_by(self, processes: int) -> "Rate":
        return Rate.of(self.per_second / max(1, processes))

    def floor(self, priority: Priority) -> float:
        """How far down this priority may draw the bucket."""
        if priority is Priority.URGENT:
            return -self.burst
        return min(self.burst / 4, self.burst - 1) if priority is Priority.BULK else 0.0


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """`at`: when `tokens` was counted, in microseconds."""

    tokens: float
    at: int


def take(
    bucket: Bucket | None, rate: Rate, priority: Priority, want: int, now: int
) -> tuple[Bucket | None, int, int]:
    """The bucket after taking as many of `want` as there are, how many those were, and the
    microseconds until the rest (as far as a full bucket has it) can be there."""
    if rate.per_second <= 0:
        return bucket, want, 0
    floor = rate.floor(priority)
    tokens, now = filled(bucket, rate, now)
    granted = max(0, min(want, math.floor(tokens - floor + _ROUNDING)))
    tokens -= granted
    wait = 0
    if granted < want:
        missing = min(want - granted, rate.burst - floor) + floor - tokens
        wait = math.ceil(missing * MICROSECONDS / rate.per_second)
    return Bucket(tokens=tokens, at=now), granted, wait


def filled(bucket: Bucket | None, rate: Rate, now: int) -> tuple[float, int]:
    """The tokens by now, and the time of that."""
    if bucket is None:
        return rate.burst, now
    now = max(now, bucket.at)  # a server's clock may be set back
    come = (now - bucket.at) * rate.per_second / MICROSECONDS
    return min(rate.burst, bucket.tokens + come), now
