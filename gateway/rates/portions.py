"""The budget of one caller, and how portions of it are handed to gateways.

A budget is a token bucket: it fills evenly and holds a minute's allowance at the most. A portion is
a twentieth of that, but never more than a quarter of what is left, so that what gateways hold and
do not spend becomes little just where it matters. All times are microseconds.
"""

import math
from typing import Final

import msgspec

from infra.gate.bucket import MICROSECONDS, Bucket, Rate, filled

PORTIONS: Final = 20
"""Of a minute's allowance."""
SHARE: Final = 4
"""A portion is at most the part of what is left that this divides it into."""


class Allowance(msgspec.Struct, frozen=True):
    """`a_minute`: units of cost; 0: no limit."""

    a_minute: int

    @property
    def rate(self) -> Rate:
        return Rate(per_second=self.a_minute / 60, burst=max(1.0, self.a_minute))

    @property
    def portion(self) -> int:
        return max(1, self.a_minute // PORTIONS)


class Portion(msgspec.Struct, frozen=True):
    """`granted`: units that may be spent; 0: less is there than was needed. `left`: for everybody,
    afterwards. `wait`: until as much as was needed is there."""

    granted: int
    left: int
    wait: int = 0


def portioned(
    budget: Bucket | None, allowance: Allowance, need: int, back: int, now: int
) -> tuple[Bucket, Portion]:
    """The budget after a gateway gave back what it had not spent, and took at least `need` units
    or none; with a `need` of 0 it only gives back."""
    rate = allowance.rate
    tokens, now = filled(budget, rate, now)
    tokens = min(rate.burst, tokens + back)
    granted = wait = 0
    if tokens < need:
        wait = math.ceil((need - tokens) * MICROSECONDS / rate.per_second)
    elif need:
        granted = max(need, min(allowance.portion, int(tokens) // SHARE))
    left = tokens - granted
    return Bucket(tokens=left, at=now), Portion(granted, int(left), wait)
