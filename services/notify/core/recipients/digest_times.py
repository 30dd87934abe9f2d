"""What is not urgent, collected into one message a day or a week, if the member wants it so.

Time is cut into windows by the clock on the member's wall. A window begins at the first instant at
which the clock shows its hour or later, and ends where the next one begins: windows leave nothing
out and share nothing, whatever the clock does, and what is planned at an edge is in the later one.
An alert is put into the window of the instant at which it is planned, and stays in it when the
member later moves, or chooses another hour.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from infra.kernel.errors import InvalidInput
from infra.kernel.ids import derived_id
from infra.kernel.sentences import both
from services.notify.contract.words import MANDATORY, DigestEvery, Topic
from services.notify.core.recipients.local_time import first_shown, on_the_wall

_DAYS = {DigestEvery.DAILY: 1, DigestEvery.WEEKLY: 7}
HELPS_STILL = timedelta(days=1)
"""What a reminder has to be good for after its digest; otherwise it goes on its own."""

SETTLING = timedelta(minutes=1)
"""From a window's end until its digest is made: what was planned in it is written by then."""


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """`hour`: local, at which a digest is due, every day or every Monday."""

    every: DigestEvery = DigestEvery.OFF
    hour: int = 9

    @property
    def on(self) -> bool:
        return self.every is not DigestEvery.OFF


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """From `start` up to and without `end`. Its id is the same for the same two instants."""

    id: str
    start: datetime
    end: datetime

    @property
    def due(self) -> datetime:
        """When its digest is made."""
        return self.end + SETTLING


def checked_digest(every: DigestEvery, hour: int) -> Digest:
    """Raises InvalidInput for an hour that no clock shows."""
    if not 0 <= hour <= 23:
        raise InvalidInput(both("hour 须为 0 至 23。", "The hour is 0 to 23."), field="hour")
    return Digest(every=every, hour=hour)


def window_of(at: datetime, digest: Digest, zone: str) -> Window:
    """The window that the instant is in.

    Raises:
        ValueError: the digest is off, so there are no windows.
    """
    if not digest.on:
        raise ValueError("a digest that is off has no windows")
    place = ZoneInfo(zone)
    edges = [_edge(day, digest, place) for day in _days_about(on_the_wall(at, place), digest)]
    start = max(edge for edge in edges if edge <= at)
    end = min(edge for edge in edges if edge > at)
    return Window(id=derived_id(start.isoformat(), end.isoformat()), start=start, end=end)


def digestible(topic: Topic) -> bool:
    """Nothing mandatory is ever digested away."""
    return topic not in MANDATORY


def collected_in(
    topic: Topic, now: datetime, digest: Digest, zone: str, *, useless_at: datetime | None = None
) -> Window | None:
    """The window that an alert planned now is collected in; none: it goes on its own, because the
    digest is off, the topic is not for digests, or its advice (good until `useless_at`) would come
    too late."""
    if not digest.on or not digestible(topic):
        return None
    window = window_of(now, digest, zone)
    return None if comes_too_late(window, useless_at) else window


def comes_too_late(window: Window, useless_at: datetime | None) -> bool:
    """Whether advice that is good until then leaves too little time after the digest."""
    return useless_at is not None and window.due + HELPS_STILL > useless_at


def _edge(day: date, digest: Digest, place: ZoneInfo) -> datetime:
    return first_shown(datetime.combine(day, time(digest.hour)), place)


def _days_about(shown: datetime, digest: Digest) -> list[date]:
    """The first is surely past and the last surely to come, even where a day is left out or comes
    twice."""
    step = timedelta(days=_DAYS[digest.every])
    today = shown.date()
    if digest.every is DigestEvery.WEEKLY:
        today -= timedelta(days=today.weekday())
    return [today + n * step for n in range(-2, 4)]
