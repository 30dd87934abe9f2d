"""Time counted by a business calendar; without one, round the clock.

Hours are those of the calendar's zone. Where the clock there is put back, what happens twice counts
twice; where it is put forward, what never happens does not count. Days that are open from 00:00 to
24:00 follow each other without a gap, so a calendar of such days alone is plain time.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from services.appeals.contract.calendar import BusinessCalendar

MINUTES_A_DAY = 24 * 60
_DAY = timedelta(days=1)
_NONE = timedelta(0)

Hours = tuple[int, int]
"""From and to, in minutes since midnight by the local clock; to at most `MINUTES_A_DAY`."""


class Open(NamedTuple):
    """A time in which people work."""

    start: datetime
    end: datetime


def add_business_time(
    calendar: BusinessCalendar | None, start: datetime, length: timedelta
) -> datetime:
    """When so much business time has passed since `start`."""
    if calendar is None or length <= _NONE:
        return start + max(length, _NONE)
    for span in _spans_after(calendar, start):
        begins = max(span.start, start)
        if length <= span.end - begins:
            return begins + length
        length -= span.end - begins
    raise AssertionError("spans have no end")


def business_time_before(
    calendar: BusinessCalendar | None, end: datetime, length: timedelta
) -> datetime:
    """The latest instant from which so much business time passes until `end`."""
    if calendar is None or length <= _NONE:
        return end - max(length, _NONE)
    for span in _spans_before(calendar, end):
        ends = min(span.end, end)
        if length <= ends - span.start:
            return ends - length
        length -= ends - span.start
    raise AssertionError("spans have no beginning")


def business_time_between(
    calendar: BusinessCalendar | None, start: datetime, end: datetime
) -> timedelta:
    """None where `end` is not after `start`."""
    if end <= start:
        return _NONE
    if calendar is None:
        return end - start
    passed = _NONE
    for span in _spans_after(calendar, start):
        if span.start >= end:
            break
        passed += min(span.end, end) - max(span.start, start)
    return passed


def from_day(calendar: BusinessCalendar, now: datetime) -> BusinessCalendar:
    """Without the special days that are over."""
    today = now.astimezone(ZoneInfo(calendar.zone)).date()
    ahead = tuple(one for one in calendar.days if one.day >= today - _DAY)
    return msgspec.structs.replace(calendar, days=ahead)


def parsed(hours: str) -> Hours:
    """
    Raises:
        ValueError: it is not written "09:00-18:00", or ends before it begins.
    """
    begins, dash, ends = hours.partition("-")
    found = _minutes(begins), _minutes(ends)
    if not dash or not found[0] < found[1] <= MINUTES_A_DAY:
        raise ValueError(hours)
    return found


def _minutes(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    if len(hour) != 2 or len(minute) != 2 or not (hour + minute).isdecimal() or int(minute) > 59:
        raise ValueError(clock)
    return int(hour) * 60 + int(minute)


class _Opening(NamedTuple):
    """A calendar made ready to count by."""

    zone: ZoneInfo
    week: tuple[tuple[Hours, ...], ...]
    days: dict[date, tuple[Hours, ...]]

    def on(self, day: date) -> list[Open]:
        spans: list[Open] = []
        for begins, ends in self.days.get(day, self.week[day.weekday()]):
            after = spans[-1].end if spans else datetime.min.replace(tzinfo=UTC)
            start = max(_instant(day, begins, self.zone), after)
            end = _instant(day, ends, self.zone, closes=True)
            if start < end:
                spans.append(Open(start, end))
        return spans


@lru_cache(maxsize=64)
def _opening(calendar: BusinessCalendar) -> _Opening:
    return _Opening(
        ZoneInfo(calendar.zone),
        tuple(_sorted(hours) for hours in calendar.week),
        {one.day: _sorted(one.hours) for one in calendar.days},
    )


def _sorted(hours: tuple[str, ...]) -> tuple[Hours, ...]:
    return tuple(sorted(parsed(one) for one in hours))


def _instant(day: date, minutes: int, zone: ZoneInfo, *, closes: bool = False) -> datetime:
    """Of a time that happens twice, the second one where it closes; midnight ends a day and begins
    the next at one instant."""
    if minutes == MINUTES_A_DAY:
        return _instant(day + _DAY, 0, zone)
    wall = datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=zone)
    if closes and _happens(wall.replace(fold=1)):
        wall = wall.replace(fold=1)
    return wall.astimezone(UTC)


def _happens(wall: datetime) -> bool:
    there = wall.astimezone(UTC).astimezone(wall.tzinfo)
    return there.replace(tzinfo=None, fold=0) == wall.replace(tzinfo=None, fold=0)


def _spans_after(calendar: BusinessCalendar, start: datetime) -> Iterator[Open]:
    """Those that end after `start`, in order."""
    opening = _opening(calendar)
    day = start.astimezone(opening.zone).date() - _DAY
    while True:
        yield from (span for span in opening.on(day) if span.end > start)
        day += _DAY


def _spans_before(calendar: BusinessCalendar, end: datetime) -> Iterator[Open]:
    """Those that begin before `end`, the last one first."""
    opening = _opening(calendar)
    day = end.astimezone(opening.zone).date() + _DAY
    while True:
        yield from (span for span in reversed(opening.on(day)) if span.start < end)
        day -= _DAY
