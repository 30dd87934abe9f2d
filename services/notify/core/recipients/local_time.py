"""Instants and what a clock on the wall of a place shows then, over every change of that clock.

Places set their clocks forward and back, and at times leave out a whole day. The time zone
database (RFC 9636) gives the offset from UTC at each instant; changes come at whole seconds.
"""

from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

_STEP = timedelta(days=2)
"""No place in the database has changed its clock twice within that."""


def on_the_wall(instant: datetime, zone: ZoneInfo) -> datetime:
    """What the clock shows: without a zone."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def first_shown(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, at which the clock shows `wall` or later: of a time that comes
    twice the first, for a time that is left out the instant of the change."""
    found = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if on_the_wall(found, zone) == wall:
        return found
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)  # PEP 495: by the offset after it
    return first_change(before, found, zone) or found


def first_change(after: datetime, until: datetime, zone: ZoneInfo) -> datetime | None:
    """The first instant above `after`, up to `until`, from which the clock is set otherwise."""
    low = after
    while low < until:
        high = min(low + _STEP, until)
        if _offset(high, zone) != _offset(low, zone):
            return _change_within(low, high, zone)
        low = high
    return None


def _change_within(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    start, old = low.replace(microsecond=0), _offset(low, zone)
    seconds = range(ceil((high - start).total_seconds()) + 1)
    passed = bisect_left(
        seconds, True, key=lambda s: _offset(start + timedelta(seconds=s), zone) != old
    )
    return start + timedelta(seconds=passed)


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta(0)
