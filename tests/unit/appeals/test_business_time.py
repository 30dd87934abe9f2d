"""Time by a business calendar: properties over any calendar, and days worked out by hand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.kernel.errors import InvalidInput
from services.appeals.calendar.domain.checking import check
from services.appeals.contract.calendar import BusinessCalendar, SpecialDay
from services.appeals.domain.clocks.business_time import (
    add_business_time,
    business_time_before,
    business_time_between,
    from_day,
)

OPEN, NINE_TO_SIX = ("00:00-24:00",), ("09:00-12:00", "13:00-18:00")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZONES = st.sampled_from(
    ["Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Beirut"]
)
"""Lord Howe's clock moves by half an hour; in Beirut it moves at midnight."""
INSTANTS = st.integers(0, 3 * 366 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
LENGTHS = st.timedeltas(timedelta(0), timedelta(hours=200))


@st.composite
def hours(draw: st.DrawFn) -> tuple[str, ...]:
    edges = sorted(draw(st.sets(st.integers(0, 96), max_size=6)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple(f"{_clock(begins)}-{_clock(ends)}" for begins, ends in pairs)


def _clock(quarter: int) -> str:
    return f"{quarter // 4:02}:{quarter % 4 * 15:02}"


@st.composite
def calendars(draw: st.DrawFn) -> BusinessCalendar:
    days = draw(st.sets(st.dates(date(2024, 1, 1), date(2027, 12, 31)), max_size=20))
    return BusinessCalendar(
        zone=draw(ZONES),
        week=(("08:00-17:30",), *(draw(hours()) for _ in range(6))),
        days=tuple(SpecialDay(day=day, hours=draw(hours())) for day in sorted(days)),
    )


@given(calendar=calendars(), start=INSTANTS, first=LENGTHS, second=LENGTHS)
def test_adding_is_additive_and_what_lies_between_is_what_was_added(
    calendar: BusinessCalendar, start: datetime, first: timedelta, second: timedelta
) -> None:
    halfway = add_business_time(calendar, start, first)
    end = add_business_time(calendar, start, first + second)
    assert add_business_time(calendar, halfway, second) == end
    assert business_time_between(calendar, start, end) == first + second
    back = business_time_before(calendar, end, second)
    assert business_time_between(calendar, back, end) == second


@given(calendar=calendars(), start=INSTANTS, later=LENGTHS, length=LENGTHS)
def test_who_begins_later_is_not_done_earlier(
    calendar: BusinessCalendar, start: datetime, later: timedelta, length: timedelta
) -> None:
    done = add_business_time(calendar, start, length)
    assert done <= add_business_time(calendar, start + later, length)
    assert done <= add_business_time(calendar, start, length + later)


@given(zone=ZONES, start=INSTANTS, length=LENGTHS, split=st.integers(1, 95))
def test_round_the_clock_loses_no_minute_however_the_day_is_written(
    zone: str, start: datetime, length: timedelta, split: int
) -> None:
    parts = (f"00:00-{_clock(split)}", f"{_clock(split)}-24:00")
    for week in ((OPEN,) * 7, (parts,) * 7):
        calendar = BusinessCalendar(zone=zone, week=week)
        assert add_business_time(calendar, start, length) == start + length
        assert business_time_before(calendar, start, length) == start - length
        assert business_time_between(calendar, start, start + length) == length


CHINA = BusinessCalendar(
    zone="Asia/Shanghai",
    week=(*(NINE_TO_SIX,) * 5, (), ()),
    days=(
        *(SpecialDay(day=date(2026, 10, day)) for day in range(1, 8)),
        SpecialDay(day=date(2026, 9, 20), hours=NINE_TO_SIX),
        SpecialDay(day=date(2026, 10, 10), hours=NINE_TO_SIX),
    ),
)
"""National Day 2026: off from 1 to 7 October; 20 September (Sunday) and 10 October (Saturday) make
up for it."""


def _in(zone: str, *when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[misc,arg-type]


def test_national_day_and_the_workday_that_makes_up_for_it() -> None:
    """From Wednesday 16:00: 2 h on that day, 8 each on Thursday 8th, Friday 9th and Saturday 10th;
    the 27th hour is the first of Monday 12th."""
    start = _in("Asia/Shanghai", 2026, 9, 30, 16)
    assert add_business_time(CHINA, start, 2 * HOUR) == _in("Asia/Shanghai", 2026, 9, 30, 18)
    assert add_business_time(CHINA, start, 3 * HOUR) == _in("Asia/Shanghai", 2026, 10, 8, 10)
    assert add_business_time(CHINA, start, 24 * HOUR) == _in("Asia/Shanghai", 2026, 10, 10, 16)
    assert add_business_time(CHINA, start, 27 * HOUR) == _in("Asia/Shanghai", 2026, 10, 12, 10)
    due = _in("Asia/Shanghai", 2026, 10, 10, 16)
    assert business_time_before(CHINA, due, 23 * HOUR) == _in("Asia/Shanghai", 2026, 9, 30, 17)


def test_lunch_does_not_count() -> None:
    start = _in("Asia/Shanghai", 2026, 11, 23, 11, 30)
    assert add_business_time(CHINA, start, HOUR) == _in("Asia/Shanghai", 2026, 11, 23, 13, 30)


def test_when_the_clock_of_new_york_changes() -> None:
    """Sunday 8 March 2026 has 23 hours (2:00 to 3:00 is left out), Sunday 1 November has 25 (1:00
    to 2:00 comes twice)."""
    nights = BusinessCalendar(zone="America/New_York", week=(("00:00-06:00",),) * 7)
    march, november = (_in("America/New_York", 2026, *day) for day in ((3, 8), (11, 1)))
    assert business_time_between(nights, march, march + DAY - 7 * HOUR) == 5 * HOUR
    assert business_time_between(nights, november, november + DAY - 7 * HOUR) == 7 * HOUR
    assert add_business_time(nights, march, 5 * HOUR) == _in("America/New_York", 2026, 3, 8, 6)


def test_days_that_are_over_are_left_out_and_change_nothing_ahead() -> None:
    now = _in("Asia/Shanghai", 2026, 10, 5, 9)
    kept = from_day(CHINA, now)
    assert [one.day.isoformat() for one in kept.days] == [
        "2026-10-04", "2026-10-05", "2026-10-06", "2026-10-07", "2026-10-10",
    ]  # fmt: skip
    for length in (HOUR, 100 * HOUR):
        assert add_business_time(kept, now, length) == add_business_time(CHINA, now, length)


@pytest.mark.parametrize(
    ("field", "calendar"),
    [
        ("zone", BusinessCalendar(zone="Asia/Beijing", week=(OPEN,) * 7)),
        ("week", BusinessCalendar(zone="UTC", week=(OPEN,) * 6)),
        ("week", BusinessCalendar(zone="UTC", week=((),) * 7)),
        ("week", BusinessCalendar(zone="UTC", week=(("09:00-12:00", "11:00-18:00"),) * 7)),
        ("week", BusinessCalendar(zone="UTC", week=(("18:00-09:00",),) * 7)),
        ("week", BusinessCalendar(zone="UTC", week=(("9-18",),) * 7)),
        ("week", BusinessCalendar(zone="UTC", week=(("09:00-24:01",),) * 7)),
        ("days", BusinessCalendar(
            zone="UTC", week=(OPEN,) * 7, days=(SpecialDay(day=date(2026, 1, 1)),) * 2
        )),
        ("days", BusinessCalendar(
            zone="UTC", week=(OPEN,) * 7, days=(SpecialDay(day=date(2026, 1, 1), hours=("x",)),)
        )),
        ("week", BusinessCalendar(
            zone="UTC",
            week=(("09:00-18:00",), *((),) * 6),
            days=tuple(SpecialDay(day=date(2026, 1, 5) + n * 7 * DAY) for n in range(52)),
        )),
    ],
)  # fmt: skip
def test_a_calendar_that_makes_no_sense_is_refused(field: str, calendar: BusinessCalendar) -> None:
    with pytest.raises(InvalidInput) as refused:
        check(calendar)
    assert refused.value.field == field


def test_a_calendar_that_makes_sense_is_taken() -> None:
    check(CHINA)
    check(BusinessCalendar(zone="UTC", week=(OPEN,) * 7))
