"""Whether what a window would bring is usual."""

from collections.abc import Mapping
from datetime import datetime
from math import floor

import msgspec

from services.membership.breaker.domain.forecast import Coming, Forecast
from services.membership.contract.words import Cause

Forecasts = Mapping[datetime, Forecast]
"""By hour."""


class LossWindow(msgspec.Struct, frozen=True, kw_only=True):
    """One hour of one cause. `granted`: so many may be lost in it, `lost`: so many were; `excess`:
    how many of the granted nobody expected. Below zero nothing is granted until it is asked
    again."""

    granted: int = 0
    lost: int = 0
    excess: int = 0

    def covers(self, more: int) -> bool:
        return self.lost + more <= self.granted


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """`expected`: of `coming`, by what was known and is usual. `excess`: what exceeds it."""

    coming: int
    expected: int
    excess: int
    allowance: int
    passes: bool


def allowance_for(members: int, floor_count: int, floor_share: float) -> int:
    """So many unexpected losses in a window are let pass: a shop that is small has chance, a large
    one has many of everything."""
    return max(floor_count, floor(members * floor_share))


class Usual(msgspec.Struct, frozen=True, kw_only=True):
    """What is usual of a cause. `share`: at most so much of what was known comes true; so many
    losses beside that are let pass in a window (`allowance`)."""

    cause: Cause
    share: float
    allowance: int


def assess(
    coming: Coming, least: int, window: LossWindow, usual: Usual, forecasts: Forecasts
) -> Assessment:
    """`coming`: what the rest of the window would bring, and at least `least`. `forecasts`: of the
    hours for which it was due at first; what came of them already is not expected again. What was
    put off because we were away is expected as far as it was known."""
    total = max(coming.total(), least)
    put_off = _expected(coming, True, usual.cause, 1.0, forecasts)
    expected = min(total, put_off + _expected(coming, False, usual.cause, usual.share, forecasts))
    excess = total - expected
    return Assessment(
        coming=total,
        expected=expected,
        excess=excess,
        allowance=usual.allowance,
        passes=window.excess + excess <= usual.allowance,
    )


def _expected(coming: Coming, away: bool, cause: Cause, share: float, forecasts: Forecasts) -> int:
    groups = {group.hour: count for group, count in coming.items() if group.away is away}
    hours = [forecasts[hour] for hour in groups if hour in forecasts]
    known = sum(one.known for one in hours)
    lost = sum(one.lost_by(cause) for one in hours)
    return min(sum(groups.values()), max(0, floor(share * known) - lost))


def granted(window: LossWindow, assessed: Assessment) -> LossWindow:
    return LossWindow(
        granted=window.lost + assessed.coming,
        lost=window.lost,
        excess=window.excess + assessed.excess,
    )
