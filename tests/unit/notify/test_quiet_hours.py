"""Quiet hours, to the instant, over midnight and over everything that clocks do."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from infra.kernel.errors import InvalidInput
from services.notify.core.recipients.quiet_hours import (
    NEVER_QUIET,
    QuietHours,
    allowed_at,
    operators_quiet_hours,
    quiet_between,
)
from tests.unit.notify.clocks import MINUTE, cursors, patient, shown

INSTANT = timedelta(microseconds=1)
NIGHT = QuietHours()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def slowly(now: datetime, zone: str, quiet: QuietHours) -> datetime:
    """Walks through the minutes and looks at the wall each time. Shares nothing with the code."""
    minute = now
    while is_quiet(shown(minute, zone).time(), quiet):
        minute += MINUTE
    return minute


def is_quiet(clock: time, quiet: QuietHours) -> bool:
    begins, ends = (one.hour * 60 + one.minute for one in (quiet.begins, quiet.ends))
    long = (ends - begins) % (24 * 60)
    return (clock.hour * 60 + clock.minute - begins) % (24 * 60) < long


minutes = st.integers(0, 24 * 60 - 1).map(lambda n: time(n // 60, n % 60))


@st.composite
def quiet_nights(draw: st.DrawFn) -> tuple[str, datetime, QuietHours]:
    """Any quiet hours, often with an edge at or near what the clock shows just then."""
    zone, now = draw(cursors())
    here = shown(now + draw(st.integers(-90, 90)) * MINUTE, zone).time()
    edges = st.one_of(minutes, st.just(here), st.just(time(22)), st.just(time(8)))
    return zone, now, QuietHours(begins=draw(edges), ends=draw(edges))


@patient
@given(quiet_nights())
def test_it_agrees_with_somebody_who_looks_at_the_clock_every_minute(
    case: tuple[str, datetime, QuietHours],
) -> None:
    zone, now, quiet = case
    assert allowed_at(now, zone, quiet) == slowly(now, zone, quiet)


@patient
@given(quiet_nights(), st.integers(0, 59_999_999))
def test_it_is_the_first_free_instant_to_the_microsecond(
    case: tuple[str, datetime, QuietHours], micros: int
) -> None:
    zone, now, quiet = case[0], case[1] + micros * INSTANT, case[2]
    free = allowed_at(now, zone, quiet)
    assert not is_quiet(shown(free, zone).time(), quiet)
    assert free == now or is_quiet(shown(free - INSTANT, zone).time(), quiet)
    assert (free > now) == is_quiet(shown(now, zone).time(), quiet)


@patient
@given(quiet_nights(), st.integers(0, 3 * 24 * 60))
def test_who_asks_later_is_never_allowed_earlier(
    case: tuple[str, datetime, QuietHours], later: int
) -> None:
    zone, now, quiet = case
    assert allowed_at(now, zone, quiet) <= allowed_at(now + later * MINUTE, zone, quiet)


@patient
@given(cursors(), minutes)
def test_the_same_begin_and_end_is_never_quiet(place: tuple[str, datetime], edge: time) -> None:
    zone, now = place
    assert allowed_at(now, zone, QuietHours(begins=edge, ends=edge)) == now
    assert allowed_at(now, zone, NEVER_QUIET) == now


@patient
@given(cursors())
def test_the_night_of_most_ends_at_eight_or_with_a_change_of_clock(
    place: tuple[str, datetime],
) -> None:
    zone, now = place
    free = allowed_at(now, zone, NIGHT)
    assume(free > now)
    assert free - now <= timedelta(hours=13)
    assert shown(free, zone).time() >= time(8)


@pytest.mark.parametrize(
    ("now", "zone", "quiet", "free"),
    [
        ("2026-11-21T22:00:00+08:00", "Asia/Shanghai", NIGHT, "2026-11-22T08:00:00+08:00"),
        ("2026-11-21T21:59:59.999+08:00", "Asia/Shanghai", NIGHT, "2026-11-21T21:59:59.999+08:00"),
        ("2026-11-22T08:00:00+08:00", "Asia/Shanghai", NIGHT, "2026-11-22T08:00:00+08:00"),
        ("2028-02-28T23:30:00+08:00", "Asia/Shanghai", NIGHT, "2028-02-29T08:00:00+08:00"),
        ("2028-02-29T23:30:00+05:45", "Asia/Kathmandu", NIGHT, "2028-03-01T08:00:00+05:45"),
        # a night that is an hour shorter, and one that is an hour longer
        ("2026-03-07T23:00:00-05:00", "America/New_York", NIGHT, "2026-03-08T08:00:00-04:00"),
        ("2026-10-31T23:00:00-04:00", "America/New_York", NIGHT, "2026-11-01T08:00:00-05:00"),
        # 30 December 2011 is not in Apia's calendar: the 29th ends where the 31st begins
        ("2011-12-29T23:00:00-10:00", "Pacific/Apia", NIGHT, "2011-12-31T08:00:00+14:00"),
    ],
)
def test_nights_that_people_remember(now: str, zone: str, quiet: QuietHours, free: str) -> None:
    assert allowed_at(at(now), zone, quiet) == at(free)


def test_an_end_that_is_left_out_is_the_instant_after_the_gap() -> None:
    """New York goes from 02:00 to 03:00: half past two does not come."""
    quiet = QuietHours(begins=time(22), ends=time(2, 30))
    free = allowed_at(at("2026-03-08T01:15:00-05:00"), "America/New_York", quiet)
    assert free == at("2026-03-08T03:00:00-04:00")


def test_an_end_that_comes_twice_ends_it_twice() -> None:
    """New York has 01:00 to 02:00 twice; until half past one it is quiet both times."""
    quiet = QuietHours(begins=time(22), ends=time(1, 30))
    zone, first = "America/New_York", at("2026-11-01T01:30:00-04:00")
    assert allowed_at(at("2026-11-01T00:30:00-04:00"), zone, quiet) == first
    assert allowed_at(at("2026-11-01T01:45:00-04:00"), zone, quiet) == at(
        "2026-11-01T01:45:00-04:00"
    )
    second = at("2026-11-01T01:30:00-05:00")
    assert allowed_at(at("2026-11-01T01:00:00-05:00"), zone, quiet) == second


def test_offsets_of_seconds_are_exact() -> None:
    """Monrovia's clock was 44 minutes and 30 seconds behind UTC until 7 January 1972."""
    free = allowed_at(datetime(1971, 6, 1, 3, 0, 0, 250_000, tzinfo=UTC), "Africa/Monrovia", NIGHT)
    assert free == datetime(1971, 6, 1, 8, 44, 30, tzinfo=UTC)


def test_the_operators_setting_is_read() -> None:
    assert operators_quiet_hours("22:00-08:00") == NIGHT
    assert operators_quiet_hours(" 00:30 - 06:15 ") == quiet_between("00:30", "06:15")
    assert operators_quiet_hours("off") == NEVER_QUIET


@pytest.mark.parametrize(
    "value", ["", "22:00", "24:00-08:00", "22-8", "22:00-08:60", "٢٢:00-08:00"]
)
def test_nonsense_is_refused(value: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        operators_quiet_hours(value)
    assert refused.value.field in {"begins", "ends"}
