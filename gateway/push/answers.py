"""What events say, worked out once for all who read them at about the same time."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final

from gateway.push.live_operation import Event

FRESH_SECONDS: Final = 2.0
"""An answer also tells how things are now (the membership of a change), so it is soon too old."""

MOST: Final = 256


class Answers:
    def __init__(self, make: Callable[[Event], Awaitable[bytes]]) -> None:
        self._make = make
        self._made: OrderedDict[str, tuple[float, asyncio.Task[bytes]]] = OrderedDict()

    async def of(self, event: Event) -> bytes:
        """Raises what making it raised, to all who wait for it."""
        now = asyncio.get_running_loop().time()
        self._let_go(now - FRESH_SECONDS)
        if event.cursor not in self._made:
            making = asyncio.ensure_future(self._make(event))
            self._made[event.cursor] = now, making
        return await asyncio.shield(self._made[event.cursor][1])

    def clear(self) -> None:
        """Nobody else will read what was read."""
        self._made.clear()

    def _let_go(self, since: float) -> None:
        while self._made:
            cursor, (made, _) = next(iter(self._made.items()))
            if made >= since and len(self._made) < MOST:
                return
            del self._made[cursor]
