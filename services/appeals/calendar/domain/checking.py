"""A business calendar that makes sense."""

from collections.abc import Iterable
from datetime import MAXYEAR, date, timedelta
from itertools import pairwise

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import Either, both
from infra.kernel.time_zones import time_zone
from infra.kernel.values import BadValue
from services.appeals.contract.calendar import BusinessCalendar
from services.appeals.domain.clocks.business_time import Hours, parsed
from services.appeals.domain.clocks.clocks import DECISION_WITHIN

MOST_DAYS = 500
FEWEST_MINUTES = DECISION_WITHIN // timedelta(minutes=1)
"""A year. With less, an appeal of today would be decided after a year at the earliest."""
_EARLIEST, _LATEST = date(2000, 1, 1), date(MAXYEAR - 100, 12, 31)


def check(calendar: BusinessCalendar) -> None:
    """
    Raises:
        InvalidInput: naming the field; a zone that there is not, hours that overlap or cannot be
            read, a day twice, a year without time to work.
    """
    _check_zone(calendar.zone)
    _check_week(calendar)
    _check_days(calendar)
    _check_years(calendar)


def _check_zone(zone: str) -> None:
    try:
        time_zone(zone)
    except BadValue as bad:
        raise InvalidInput(
            both("时区 zone {fault}。", "The zone {fault}.", fault=Either(zh=bad.zh, en=str(bad))),
            field="zone",
        ) from None


def _check_week(calendar: BusinessCalendar) -> None:
    if len(calendar.week) != 7:
        raise InvalidInput(
            both(
                "week 须有七天，从周一开始。", "The week has seven days, of which Monday is first."
            ),
            field="week",
        )
    for hours in calendar.week:
        _hours(hours, "week")


def _check_days(calendar: BusinessCalendar) -> None:
    days = [one.day for one in calendar.days]
    if len(days) > MOST_DAYS:
        raise InvalidInput(
            both("days 最多 {most} 天。", "At most {most} days are special.", most=MOST_DAYS),
            field="days",
        )
    for one in calendar.days:
        if days.count(one.day) > 1 or not _EARLIEST <= one.day <= _LATEST:
            raise InvalidInput(
                both(
                    "{day} 重复出现，或不在可用范围内。",
                    "{day} is there twice, or too far away.",
                    day=one.day.isoformat(),
                ),
                field="days",
            )
        _hours(one.hours, "days")


def _hours(hours: tuple[str, ...], field: str) -> list[Hours]:
    try:
        found = sorted(parsed(one) for one in hours)
    except ValueError:
        raise InvalidInput(
            both(
                "工作时间须写成 09:00-18:00，开始早于结束，最晚 24:00。",
                "Hours are written 09:00-18:00; they begin before they end, by 24:00.",
            ),
            field=field,
        ) from None
    if any(later[0] < earlier[1] for earlier, later in pairwise(found)):
        raise InvalidInput(
            both("同一天的工作时间有重叠。", "Hours of one day overlap."), field=field
        )
    return found


def _check_years(calendar: BusinessCalendar) -> None:
    """Those with special days; in all others the weeks alone count."""
    week = [_minutes(_hours(hours, "week")) for hours in calendar.week]
    special = {one.day: _minutes(_hours(one.hours, "days")) for one in calendar.days}
    if sum(week) * 52 < FEWEST_MINUTES:
        raise _too_little()
    for year in {day.year for day in special}:
        if _minutes_of(year, week, special) < FEWEST_MINUTES:
            raise _too_little()


def _minutes_of(year: int, week: list[int], special: dict[date, int]) -> int:
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range(365))
    return sum(special.get(day, week[day.weekday()]) for day in days)


def _minutes(hours: Iterable[Hours]) -> int:
    return sum(ends - begins for begins, ends in hours)


def _too_little() -> InvalidInput:
    return InvalidInput(
        both(
            "每年的工作时间至少须有 {hours} 小时，否则申诉无法按时处理。",
            "Every year has at least {hours} hours of work, for an appeal takes as long.",
            hours=FEWEST_MINUTES // 60,
        ),
        field="week",
    )
