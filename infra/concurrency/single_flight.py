"""What is costly to read, as it was a while ago."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")
_TIMES = 9
"""Kept for so many times what reading it took: whoever asks how often, it takes up to a tenth of
the time of one reader."""


class SingleFlight(Generic[T]):
    """One reading at a time, which all who ask meanwhile share. `now`: in seconds."""

    def __init__(
        self, read: Callable[[], Awaitable[T]], now: Callable[[], float] = time.monotonic
    ) -> None:
        self._read = read
        self._now = now
        self._reading = asyncio.Lock()
        self._last: tuple[T, float] | None = None

    async def get(self) -> T:
        """Raises what reading raises; nothing is kept of that."""
        async with self._reading:
            if self._last is None or self._now() >= self._last[1]:
                began = self._now()
                found = await self._read()
                ended = self._now()
                self._last = found, ended + _TIMES * (ended - began)
            return self._last[0]
