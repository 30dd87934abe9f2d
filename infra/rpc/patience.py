"""How long is waited for each of many calls: all equally long, so one timer does for all."""

import asyncio
from collections.abc import Callable


class Patience:
    """`give_up`: told which call was waited for long enough; it is waited for no more.

    A timer for each call would be made and cancelled thousands of times a second, and never go off.
    """

    def __init__(self, seconds: float, give_up: Callable[[int], None]) -> None:
        self._seconds = seconds
        self._give_up = give_up
        self._loop = asyncio.get_running_loop()
        self._until: dict[int, float] = {}  # the oldest first
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, call: int) -> None:
        self._until[call] = until = self._loop.time() + self._seconds
        if self._timer is None:
            self._timer = self._loop.call_at(until, self._look)

    def end(self, call: int) -> None:
        self._until.pop(call, None)

    def _look(self) -> None:
        now, self._timer = self._loop.time(), None
        while self._until:
            call, until = next(iter(self._until.items()))
            if until > now:
                self._timer = self._loop.call_at(until, self._look)
                return
            del self._until[call]
            self._give_up(call)
