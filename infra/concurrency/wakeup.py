"""Wakes waiting loops of this process. Only a hint: whoever waits also looks by itself."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from infra.kernel.feed import BEGINNING, Place


class Wakeup:
    """Remembers how often it was kicked, so that a kick between looking and waiting counts."""

    def __init__(self) -> None:
        self._kicks = 0
        self._event = asyncio.Event()

    def seen(self) -> int:
        return self._kicks

    def kick(self) -> None:
        self._kicks += 1
        self._event.set()
        self._event = asyncio.Event()

    async def newer_than(self, seen: int, timeout: float) -> None:
        """Returns at the first kick after `seen`, or after `timeout` seconds."""
        if self._kicks != seen:
            return
        # not wait_for: in Python 3.11 it forgets a cancellation that comes with the kick
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await self._event.wait()

    async def keep_at(self, work: Callable[[], Awaitable[int]], poll: float) -> None:
        """Until cancelled: works on while there is something to do, else from the next kick, or
        after `poll` seconds. `work` gives how much it found."""
        while True:
            seen = self.seen()
            if not await work():
                await self.newer_than(seen, poll)


class Numbered(Wakeup):
    """`head`: events before it have numbers, as far as this process knows; others may have given
    more, unless it is `alone`: what gives all numbers lives in it."""

    def __init__(self) -> None:
        super().__init__()
        self.head = BEGINNING
        self.alone = False

    def up_to(self, head: Place) -> None:
        self.head = self.head.joined(head)
        self.kick()
