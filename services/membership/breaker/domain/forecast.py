"""What was known beforehand of the losses of an hour, and what is usual.

Counted by the hour for which a change was due at first: an outage or a late report moves when it
happens, not where it is counted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from statistics import median

import msgspec

from services.membership.contract.breaker_words import LossKind
from services.membership.contract.words import RESPONSIBLE, Cause, Responsible

HOUR = timedelta(hours=1)
LEARNED_FROM = timedelta(days=35)
SETTLED_AFTER = timedelta(days=4)
"""So long after its hour hardly anything of a forecast is still to come."""

_LEAST_DAYS = 7
_LEAST_KNOWN = 10
_SIGMA = 1.4826
"""A median absolute deviation times this estimates the standard deviation of normal data."""

_FAR = 4
_FAR_AT_LEAST = 1.5


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """`known`: how many could lose something in the hour that begins `at`, as was known a day
    before; `lost`: how many of them did, by cause."""

    kind: LossKind
    at: datetime
    known: int = 0
    lost: Mapping[str, int] = {}

    def lost_by(self, cause: Cause) -> int:
        return self.lost.get(cause, 0)


class LossGroup(msgspec.Struct, frozen=True):
    """Losses of a kind whose time was known for one hour at first; `away`: while nobody was
    there."""

    kind: LossKind
    hour: datetime
    away: bool


Coming = Counter[LossGroup]
"""How many losses of one cause there are, by group."""


def hour_of(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def usual_share(cause: Cause, kind: LossKind, past: Iterable[Forecast], assumed: float) -> float:
    """The most that usually comes true of what was known: by days, their median and four times the
    deviation from it, at least half as much again. `assumed`: while a week of days is not known."""
    if RESPONSIBLE[cause] is Responsible.PLATFORM:
        return 0.0  # a fault of ours is never usual
    if kind is LossKind.TERMS:
        return 1.0  # each was told 30 days ahead, of what a person published
    shares = _daily_shares(cause, past)
    if len(shares) < _LEAST_DAYS:
        return assumed
    middle = median(shares)
    deviation = _SIGMA * median(abs(share - middle) for share in shares)
    return min(1.0, max(middle + _FAR * deviation, middle * _FAR_AT_LEAST))


def _daily_shares(cause: Cause, past: Iterable[Forecast]) -> list[float]:
    """Of days on which enough was known to tell."""
    known, lost = defaultdict[date, int](int), defaultdict[date, int](int)
    for hour in past:
        known[hour.at.date()] += hour.known
        lost[hour.at.date()] += hour.lost_by(cause)
    return [lost[day] / known[day] for day in known if known[day] >= _LEAST_KNOWN]
