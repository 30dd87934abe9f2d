"""A clock that stands until a test moves it."""

from datetime import datetime, timedelta


class SetClock:
    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def advance(self, by: timedelta) -> None:
        self._at += by
