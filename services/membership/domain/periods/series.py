"""Periods on the calendar, by the clock of the place where a series of them began.

The n-th end is reckoned from the anchor, never from the end before it, so that a short month takes
nothing for good: joined on 31 January, a monthly period ends on 28 or 29 February, on 31 March and
on 30 April. The local hour stays over changes of the clock. An hour that does not exist is read by
the offset before the change (2:30 becomes 3:30), of one that there is twice the first is meant:
RFC 5545, section 3.3.5.

An end that was moved (by a hold, a remedy, a late report) lies some time after one that the anchor
tells; every later one lies as long after its own. A plan whose period is of another kind, days or
months, begins a new series by the same clock.
"""

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from services.membership.contract.periods import Period, PeriodAnchor, PeriodUnit


class Span(msgspec.Struct, frozen=True):
    """A period. `anchor`: of a series that begins with it."""

    start: datetime
    end: datetime
    anchor: PeriodAnchor | None = None


def first_period(period: Period, start: datetime, zone: str) -> Span:
    """Begins a series."""
    anchor = PeriodAnchor(at=start, zone=zone, unit=period.unit)
    return Span(start, moved(anchor, start, period.count), anchor)


def next_period(period: Period, end: datetime, anchor: PeriodAnchor | None, zone: str) -> Span:
    """The one that follows on `end`. `zone`: for a series that has to begin. Without an anchor,
    which is how it was before there were calendar periods, days go on as days of 24 hours."""
    if anchor is None and period.unit is PeriodUnit.DAYS:
        return Span(end, end + timedelta(days=period.days))
    if anchor is None or anchor.unit is not period.unit:
        return first_period(period, end, anchor.zone if anchor else zone)
    return Span(end, moved(anchor, end, period.count))


def begin_of_last(
    period: Period, end: datetime, anchor: PeriodAnchor | None, back: int = 1
) -> datetime:
    """Where the last of such periods began that ends at `end`; `back`: or the one before it…"""
    if anchor is None and period.unit is PeriodUnit.DAYS:
        return end - timedelta(days=back * period.days)
    if anchor is None or anchor.unit is not period.unit:
        anchor = PeriodAnchor(at=end, zone=anchor.zone if anchor else "UTC", unit=period.unit)
    return moved(anchor, end, -back * period.count)


@lru_cache(maxsize=4096)
def moved(anchor: PeriodAnchor, end: datetime, by: int) -> datetime:
    """So many units after `end`, which need not be one that the anchor tells; or before it. What
    looks at one membership asks it of the same periods again and again."""
    place = ZoneInfo(anchor.zone)
    count, told = _counted(anchor, end)
    late = _wall(end, place) - _wall(told, place)
    if not late:
        return _told(anchor, count + by)
    return _instant(_wall(_told(anchor, count + by), place) + late, place)


def record_anchor(period: Period, start: datetime, end: datetime, zone: str) -> PeriodAnchor:
    """Of a record that tells only the period that runs. Where `end` falls on a day to which whole
    periods lead from `start`, the day of the start counts, at the hour of the end; else `end`."""
    place = ZoneInfo(zone)
    first, last = _wall(start, place), _wall(end, place)
    at = _instant(datetime.combine(first.date(), last.time()), place)
    anchor = PeriodAnchor(at=at, zone=zone, unit=period.unit)
    count, told = _counted(anchor, end)
    whole = count > 0 and count % period.count == 0 and told == end
    return anchor if whole else msgspec.structs.replace(anchor, at=end)


def _counted(anchor: PeriodAnchor, end: datetime) -> tuple[int, datetime]:
    """Units from the anchor to the last end that it tells by `end`, and that end."""
    place = ZoneInfo(anchor.zone)
    first, last = _wall(anchor.at, place), _wall(end, place)
    months = 12 * (last.year - first.year) + last.month - first.month
    count = months if anchor.unit is PeriodUnit.MONTHS else (last.date() - first.date()).days
    told = _told(anchor, count)
    return (count, told) if told <= end else (count - 1, _told(anchor, count - 1))


def _told(anchor: PeriodAnchor, count: int) -> datetime:
    if not count:
        return anchor.at
    place = ZoneInfo(anchor.zone)
    local = _wall(anchor.at, place)
    if anchor.unit is PeriodUnit.MONTHS:
        return _instant(_plus_months(local, count), place)
    return _instant(local + timedelta(days=count), place)


def _wall(instant: datetime, place: ZoneInfo) -> datetime:
    """What the clock there shows."""
    return instant.astimezone(place).replace(tzinfo=None, fold=0)


def _instant(wall: datetime, place: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=place).astimezone(UTC)


def _plus_months(local: datetime, months: int) -> datetime:
    """The same day of the month, or its last."""
    years, month = divmod(12 * local.year + local.month - 1 + months, 12)
    day = min(local.day, monthrange(years, month + 1)[1])
    return local.replace(year=years, month=month + 1, day=day)
