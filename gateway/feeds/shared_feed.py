"""Following a service's events: from any place on, without a gap, nothing twice.

A subscriber joins what is live first and then reads what lies behind, by its owner, up to where it
joined: nothing falls in between, whatever is committed meanwhile. One that is too slow for what is
live does the same again from where it is.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from typing import Protocol, TypeVar

from gateway.feeds.tails import Placed, Tail, Tails, Whom, follows
from infra.kernel.errors import InvalidInput
from infra.kernel.feed import BEGINNING, FeedPage, Place
from infra.kernel.sentences import both
from infra.log import logger

PAGE = 200
WAIT_SECONDS = 2.0  # short, so that a service that stops is not waited for
RETRY_SECONDS = 0.5
T = TypeVar("T")


class FeedSource(Protocol):
    """A service's feed."""

    async def feed(self, after: Place | None, limit: int, wait_seconds: float) -> FeedPage: ...
    async def feed_of(self, member_id: str, after: Place, limit: int) -> FeedPage: ...


class SharedFeed:
    """One long poll a service and process, for what is live, whatever the number of subscribers."""

    def __init__(self, name: str, source: FeedSource) -> None:
        self._name = name
        self._source = source
        self._tails = Tails[Placed]()
        self._position = BEGINNING  # what lies before it was handed out
        self._began = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None

    async def follow(
        self,
        owner: Whom,
        after: Place | None,
        reached_live: Callable[[], None] = lambda: None,
    ) -> AsyncGenerator[Placed, None]:
        """What is of the owner or owners (none: of everybody) behind `after` (none: from now on),
        for ever. `reached_live` is called when what lay behind was yielded.

        Raises:
            InvalidInput: no event was ever at the place `after`.
            Unavailable: the service cannot be asked where its feed is.
        """
        position = await self._start(after)
        while True:
            with self._joined(owner) as tail:
                await self._began.wait()
                live = self._position
                while not position.covers(live):
                    page = await self._behind(owner, position)
                    for placed in _placed(page):
                        if follows(owner, placed.owner):
                            yield placed
                    position = page.upto
                reached_live()
                while fresh := await tail.next():
                    if not position.has(fresh.numbered):
                        position = position.joined(fresh.place)
                        yield Placed(fresh.numbered, position)

    async def close(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
            self._reading = None

    async def _start(self, after: Place | None) -> Place:
        try:
            page = await self._source.feed(after, 0, 0.0)
        except InvalidInput:  # the database was restored, or the cursor made up
            raise InvalidInput(
                both(
                    '这个游标之后的事件尚不存在；请使用最后收到的 cursor，或用 "" 从头开始。',
                    "There is no event at this cursor; go on from the cursor that you saw last, or "
                    'from "" for all.',
                ),
                field="after",
            ) from None
        return page.start

    async def _behind(self, owner: Whom, after: Place) -> FeedPage:
        """What was numbered before it went live; of several owners, with what others have."""
        if isinstance(owner, str):
            return await self._patiently(lambda: self._source.feed_of(owner, after, PAGE))
        return await self._patiently(lambda: self._source.feed(after, PAGE, 0.0))

    @contextlib.contextmanager
    def _joined(self, owner: Whom) -> Iterator[Tail[Placed]]:
        tail = self._tails.join(owner)
        if self._reading is None:
            self._reading = asyncio.create_task(self._read())
        try:
            yield tail
        finally:
            self._tails.leave(owner, tail)
            if not self._tails and self._reading is not None:
                self._reading.cancel()
                self._reading = None
                self._began.clear()

    async def _read(self) -> None:
        """Hands out what is live, for as long as somebody listens."""
        self._position = (await self._patiently(lambda: self._source.feed(None, 0, 0.0))).head
        self._began.set()
        while True:
            page = await self._patiently(
                lambda: self._source.feed(self._position, PAGE, WAIT_SECONDS)
            )
            self._tails.push(_placed(page))
            self._position = page.upto

    async def _patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        """An answer of a service that may be away for a while."""
        while True:
            try:
                return await ask()
            except Exception as error:
                logger.warning("feed not read", service=self._name, error=type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)


def _placed(page: FeedPage) -> Iterator[Placed]:
    place = page.start
    for numbered in page.events:
        place = place.past([numbered])
        yield Placed(numbered, place)
