"""The domain's time. Leases use the database's clock instead, so that moving this one is safe."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

_KEPT_TO = timedelta(milliseconds=1)


class Clock(Protocol):
    def now(self) -> datetime:
        """The current instant, in UTC, in whole milliseconds (what MongoDB keeps)."""
        ...


def whole_milliseconds(instant: datetime) -> datetime:
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def same_instant(one: datetime, other: datetime) -> bool:
    """Whether they are the same once they are stored."""
    return abs(one - other) < _KEPT_TO


class SystemClock:
    def now(self) -> datetime:
        return whole_milliseconds(datetime.now(UTC))


class FixedClock:
    """A clock that moves only when told to."""

    def __init__(self, start: datetime) -> None:
        self._now = whole_milliseconds(start)

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        self._now += by
