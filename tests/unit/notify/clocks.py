"""Places whose clocks do everything that clocks have done, and the instants at which they did."""

from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

ZONES = (
    "Asia/Shanghai",
    "UTC",
    "America/New_York",
    "Europe/London",
    "Europe/Lisbon",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Pacific/Marquesas",
    "America/St_Johns",  # has changed at one minute past midnight
    "Pacific/Apia",  # has no 30 December 2011
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "America/Sao_Paulo",  # has changed at midnight
    "Asia/Beirut",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Antarctica/Troll",  # two hours of summer time
    "Asia/Pyongyang",
    "America/Caracas",
    "Asia/Tehran",
)
FROM, UNTIL = datetime(2005, 1, 1, tzinfo=UTC), datetime(2032, 1, 1, tzinfo=UTC)
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For properties on a busy machine."""

MINUTE, WEEK = timedelta(minutes=1), timedelta(days=7)


def shown(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """When the clock was set, to the minute: week by week, then by halves."""
    place, week, found = ZoneInfo(zone), FROM, []
    while week < UNTIL:
        old = week.astimezone(place).utcoffset()
        if (week + WEEK).astimezone(place).utcoffset() != old:
            found.append(week + _minute_of_change(week, place) * MINUTE)
        week += WEEK
    return tuple(found)


def _minute_of_change(start: datetime, place: ZoneInfo) -> int:
    old = start.astimezone(place).utcoffset()

    def changed(minute: int) -> bool:
        return (start + minute * MINUTE).astimezone(place).utcoffset() != old

    return bisect_left(range(WEEK // MINUTE), True, key=changed)


@st.composite
def cursors(draw: st.DrawFn) -> tuple[str, datetime]:
    """A zone and an instant there, often about one of its changes of clock or a leap day."""
    zone = draw(st.sampled_from(ZONES))
    leap = datetime(2028, 2, 29, tzinfo=UTC)
    near = draw(st.sampled_from([leap, *changes(zone)]))
    anywhere = st.integers(0, int((UNTIL - FROM) / MINUTE)).map(lambda n: FROM + n * MINUTE)
    about = st.integers(-36 * 60, 36 * 60).map(lambda n: near + n * MINUTE)
    edge = st.integers(-3, 3).map(lambda n: near + n * MINUTE)
    return zone, draw(st.one_of(about, edge, anywhere))
