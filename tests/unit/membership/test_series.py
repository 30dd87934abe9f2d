"""Periods on the calendar: what the dates are, written by hand, and what holds for all of them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.membership.contract.periods import Period, PeriodAnchor, PeriodUnit
from services.membership.domain.periods.series import (
    Span,
    begin_of_last,
    first_period,
    moved,
    next_period,
    record_anchor,
)

NEW_YORK, SHANGHAI = "America/New_York", "Asia/Shanghai"
MONTHLY, YEARLY, THIRTY_DAYS = Period(months=1), Period(years=1), Period(days=30)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def ends(joined: str, zone: str, period: Period, count: int) -> list[str]:
    first = first_period(period, utc(joined), zone)
    found = [first.end]
    while len(found) < count:
        found.append(next_period(period, found[-1], first.anchor, zone).end)
    return [end.strftime("%Y-%m-%d %H:%M") for end in found]


def test_joined_on_31_january_monthly_in_new_york_over_both_changes_of_the_clock() -> None:
    """9:30 in the morning there: 14:30 UTC in winter, 13:30 in summer."""
    assert ends("2027-01-31 14:30", NEW_YORK, MONTHLY, 13) == [
        "2027-02-28 14:30",
        "2027-03-31 13:30",
        "2027-04-30 13:30",
        "2027-05-31 13:30",
        "2027-06-30 13:30",
        "2027-07-31 13:30",
        "2027-08-31 13:30",
        "2027-09-30 13:30",
        "2027-10-31 13:30",
        "2027-11-30 14:30",
        "2027-12-31 14:30",
        "2028-01-31 14:30",
        "2028-02-29 14:30",
    ]


def test_joined_on_31_january_monthly_in_shanghai_where_it_is_the_30th_in_greenwich() -> None:
    """Half past midnight there."""
    assert ends("2027-01-30 16:30", SHANGHAI, MONTHLY, 4) == [
        "2027-02-27 16:30",
        "2027-03-30 16:30",
        "2027-04-29 16:30",
        "2027-05-30 16:30",
    ]


def test_joined_on_29_february_yearly() -> None:
    assert ends("2028-02-29 04:00", SHANGHAI, YEARLY, 5) == [
        "2029-02-28 04:00",
        "2030-02-28 04:00",
        "2031-02-28 04:00",
        "2032-02-29 04:00",
        "2033-02-28 04:00",
    ]


def test_an_hour_that_does_not_exist_is_an_hour_later_by_the_clock_and_only_that_once() -> None:
    """2:30 in the night of 14 March 2027: the clock of New York goes from 2:00 to 3:00."""
    assert ends("2027-02-14 07:30", NEW_YORK, MONTHLY, 2) == [
        "2027-03-14 07:30",
        "2027-04-14 06:30",
    ]


def test_of_an_hour_that_there_is_twice_the_first_is_meant() -> None:
    """1:30 in the night of 7 November 2027, in summer time still: 5:30 UTC."""
    assert ends("2027-10-07 05:30", NEW_YORK, MONTHLY, 2) == [
        "2027-11-07 05:30",
        "2027-12-07 06:30",
    ]
    assert ends("2027-11-07 06:30", NEW_YORK, MONTHLY, 1) == ["2027-12-07 06:30"]


def test_days_are_days_of_the_calendar() -> None:
    """From 10:00 in winter to 10:00 in summer."""
    assert ends("2027-03-01 15:00", NEW_YORK, THIRTY_DAYS, 2) == [
        "2027-03-31 14:00",
        "2027-04-30 14:00",
    ]


def test_time_that_is_given_back_puts_off_every_later_end_and_costs_no_day_of_the_month() -> None:
    """Three hours of a freeze in February."""
    anchor = first_period(MONTHLY, utc("2027-01-31 04:00"), SHANGHAI).anchor
    second = next_period(MONTHLY, utc("2027-02-28 07:00"), anchor, SHANGHAI)
    assert second.end == utc("2027-03-31 07:00")
    third = next_period(MONTHLY, second.end, anchor, SHANGHAI)
    assert third.end == utc("2027-04-30 07:00")


def test_a_period_of_another_kind_begins_a_series_by_the_same_clock() -> None:
    first = first_period(THIRTY_DAYS, utc("2027-01-01 05:30"), NEW_YORK)
    assert first.end == utc("2027-01-31 05:30")
    monthly = next_period(MONTHLY, first.end, first.anchor, SHANGHAI)
    assert monthly.end == utc("2027-02-28 05:30")
    assert monthly.anchor == PeriodAnchor(at=first.end, zone=NEW_YORK, unit=PeriodUnit.MONTHS)
    yearly = next_period(YEARLY, monthly.end, monthly.anchor, SHANGHAI)
    assert yearly.end == utc("2028-02-29 05:30")


def test_what_began_before_there_were_calendar_periods_goes_on_in_days_of_24_hours() -> None:
    end = utc("2027-03-01 15:00")
    assert next_period(THIRTY_DAYS, end, None, NEW_YORK) == Span(end, utc("2027-03-31 15:00"))
    monthly = next_period(MONTHLY, end, None, NEW_YORK)
    assert (monthly.end, monthly.anchor and monthly.anchor.at) == (utc("2027-04-01 14:00"), end)


@pytest.mark.parametrize(
    ("end", "next_end"),
    [
        ("2027-02-28 15:59:59", "2027-03-31 15:59:59"),  # the last second of 28 February there
        ("2027-03-30 16:00:00", "2027-04-29 16:00:00"),  # two months paid
        ("2027-03-05 16:00:00", "2027-04-05 16:00:00"),  # no whole months from the start
    ],
)
def test_a_record_of_another_platform_tells_the_day_by_its_start(end: str, next_end: str) -> None:
    """It began on 31 January in Shanghai."""
    anchor = record_anchor(MONTHLY, utc("2027-01-30 16:00"), utc(end), SHANGHAI)
    assert next_period(MONTHLY, utc(end), anchor, SHANGHAI).end == utc(next_end)


@pytest.mark.parametrize(
    "lengths", [{}, {"days": 30, "months": 1}, {"months": -1}, {"years": 11}, {"days": 4000}]
)
def test_a_period_has_one_length_within_bounds(lengths: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="a period has"):
        Period(**lengths)


INSTANTS = st.integers(1_577_836_800, 2_208_988_800).map(lambda at: datetime.fromtimestamp(at, UTC))
"""From 2020 to 2040."""
ZONES = st.sampled_from(
    [NEW_YORK, SHANGHAI, "Europe/London", "Australia/Lord_Howe", "America/St_Johns", "Asia/Tehran"]
)
PERIODS = st.one_of(
    st.integers(1, 100).map(lambda n: Period(days=n)),
    st.integers(1, 24).map(lambda n: Period(months=n)),
    st.integers(1, 4).map(lambda n: Period(years=n)),
)


@given(INSTANTS, ZONES, PERIODS, st.integers(1, 30))
def test_no_number_of_periods_drifts(
    joined: datetime, zone: str, period: Period, count: int
) -> None:
    """Each end is later than the one before and is the same however it is come to, forwards, at
    once, or backwards; on the day of the anchor or on the last of its month, at its hour."""
    span = first_period(period, joined, zone)
    anchor, local = span.anchor, joined.astimezone(ZoneInfo(zone))
    assert anchor is not None
    for number in range(1, count + 1):
        assert span.end > span.start
        assert span.end == moved(anchor, joined, number * period.count)
        assert begin_of_last(period, span.end, anchor) == span.start
        end = span.end.astimezone(ZoneInfo(zone))
        later = _minutes(end) - _minutes(local)
        assert later == 0 or _was_skipped(end, timedelta(minutes=later % (24 * 60)))
        if period.unit is PeriodUnit.MONTHS:
            assert end.day == local.day or (end + timedelta(days=1)).day == 1
        span = next_period(period, span.end, anchor, zone)


@given(INSTANTS, ZONES, PERIODS, st.integers(0, 27 * 24 * 60), st.integers(1, 12))
def test_an_end_that_was_put_off_stays_put_off_by_as_much(
    joined: datetime, zone: str, period: Period, minutes: int, count: int
) -> None:
    """By less than the shortest period, in days by less than one."""
    limit = 24 * 60 if period.unit is PeriodUnit.DAYS else 27 * 24 * 60
    late = timedelta(minutes=minutes % limit)
    anchor = PeriodAnchor(at=joined, zone=zone, unit=period.unit)
    told, end = joined, joined + late
    for _ in range(count):
        told = moved(anchor, told, period.count)
        end = next_period(period, end, anchor, zone).end
        assert abs(end - told - late) <= timedelta(hours=2)  # by the clock it is the same


def _minutes(at: datetime) -> int:
    return 60 * at.hour + at.minute


def _was_skipped(end: datetime, by: timedelta) -> bool:
    """Whether the clock went past the hour before `end`."""
    return (end.astimezone(UTC) - by).astimezone(end.tzinfo).utcoffset() != end.utcoffset()
