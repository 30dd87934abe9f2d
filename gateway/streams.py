"""Following a service's events: from any number on, without a gap, nothing twice.

Numbers have no gaps, so a subscriber always knows whether it missed something, and then reads the
feed again. That one rule covers joining late, being slow and losing the connection.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

from infra.kernel.errors import InvalidInput
from infra.kernel.events import NumberedEvent
from infra.kernel.feed import FeedPage
from infra.kernel.sentences import both
from infra.log import logger

FeedCall = Callable[[int, int, float], Awaitable[FeedPage]]

PAGE = 200
BEYOND = 2**53  # a number that no feed reaches: asks for nothing but the head
WAIT_SECONDS = 2.0  # short, so that a service that stops is not waited for
RETRY_SECONDS = 0.5
BUFFER = 1_000  # events that a slow subscriber may be behind before it reads the feed again


class Tail:
    """The live events of one subscriber, in a bounded buffer."""

    def __init__(self) -> None:
        self._waiting: deque[NumberedEvent] = deque()
        self._changed = asyncio.Event()
        self._broken = False

    def push(self, events: Sequence[NumberedEvent]) -> None:
        if len(self._waiting) + len(events) > BUFFER:
            self._broken = True
            self._waiting.clear()
        if not self._broken:
            self._waiting.extend(events)
        self._changed.set()

    async def next(self) -> NumberedEvent | None:
        """The next event, or none when the buffer ran over: read the feed again."""
        while not self._waiting:
            if self._broken:
                return None
            self._changed.clear()
            await self._changed.wait()
        return self._waiting.popleft()


class SharedFeed:
    """One long poll a service and process, whatever the number of subscribers."""

    def __init__(self, name: str, feed: FeedCall) -> None:
        self._name = name
        self._feed = feed
        self._tails: set[Tail] = set()
        self._position = 0
        self._reading: asyncio.Task[None] | None = None

    async def follow(self, after: int | None) -> AsyncGenerator[NumberedEvent, None]:
        """All events numbered above `after` (none: from now on), for ever."""
        position = await self.head() if after is None else await self._checked(after)
        while True:
            page = await self._patiently(position, 0.0)
            for numbered in page.events:
                position = numbered.number
                yield numbered
            if not page.events:
                async with contextlib.aclosing(self._live(position)) as live:
                    async for numbered in live:
                        position = numbered.number
                        yield numbered

    async def head(self) -> int:
        """The highest number so far."""
        return (await self._feed(BEYOND, 1, 0.0)).head

    async def _checked(self, after: int) -> int:
        """A start that is not in the future: the shared reader may be put there."""
        if 0 <= after <= await self.head():
            return after
        raise InvalidInput(
            both(
                "还没有第 {after} 号事件；请从上次看到的 eventNumber 开始，或从 0 开始看全部。",
                "There is no event {after} yet; start with the eventNumber that you saw "
                "last, or with 0 for all.",
                after=after,
            ),
            field="after",
        )

    async def close(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
            self._reading = None

    async def _live(self, position: int) -> AsyncGenerator[NumberedEvent, None]:
        """The events that follow `position` as they come; ends where one was missed."""
        if self._reading is not None and self._position > position:
            return
        tail = self._join(position)
        try:
            while (numbered := await tail.next()) and numbered.number <= position + 1:
                if numbered.number == position + 1:
                    position = numbered.number
                    yield numbered
        finally:
            self._leave(tail)

    def _join(self, position: int) -> Tail:
        tail = Tail()
        self._tails.add(tail)
        if self._reading is None:
            self._position = position
            self._reading = asyncio.create_task(self._read())
        return tail

    def _leave(self, tail: Tail) -> None:
        self._tails.discard(tail)
        if not self._tails and self._reading is not None:
            self._reading.cancel()
            self._reading = None

    async def _read(self) -> None:
        while True:
            page = await self._patiently(self._position, WAIT_SECONDS)
            if page.events:
                self._position = page.events[-1].number
                for tail in self._tails:
                    tail.push(page.events)

    async def _patiently(self, after: int, wait_seconds: float) -> FeedPage:
        """A page of the feed, from a service that may be away for a while."""
        while True:
            try:
                return await self._feed(after, PAGE, wait_seconds)
            except Exception as error:
                logger.warning("feed not read", service=self._name, error=type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)
