"""One after the other: work that holds the processor, with everybody else's in between."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from weakref import WeakKeyDictionary


class Turns:
    """However many ask at once, only one works between two looks at the other connections."""

    def __init__(self) -> None:
        # A lock belongs to the event loop on which it was waited for first.
        self._locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock]
        self._locks = WeakKeyDictionary()

    @contextlib.asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        async with self._locks.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
            yield
            await asyncio.sleep(0)
