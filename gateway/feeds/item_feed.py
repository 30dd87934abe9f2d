"""Following what partners are shown: as a service's events are, but by place in one sequence, and
asking the service for those only who are followed here."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar

from gateway.feeds.tails import Tail, Tails
from infra.log import logger

PAGE = 200
WAIT_SECONDS = 2.0  # short, so that a service that stops is not waited for
RETRY_SECONDS = 0.5
FRESH_SECONDS = 1.5
"""How long what was read may wait for a slow reader: its member may withdraw meanwhile."""


class PlacedItem(Protocol):
    """`owner`: the partner that it is for."""

    @property
    def place(self) -> int: ...
    @property
    def owner(self) -> str: ...


ItemT = TypeVar("ItemT", bound=PlacedItem)
ItemT_co = TypeVar("ItemT_co", bound=PlacedItem, covariant=True)
T = TypeVar("T")


class ItemPage(Protocol[ItemT_co]):
    """What follows a place, up to `upto`; `head`: the last place given."""

    @property
    def items(self) -> Sequence[ItemT_co]: ...
    @property
    def upto(self) -> int: ...
    @property
    def head(self) -> int: ...


class ItemSource(Protocol[ItemT_co]):
    async def shared_with(
        self, partner_id: str, after: int, limit: int, /
    ) -> ItemPage[ItemT_co]: ...
    async def shared(
        self, after: int, limit: int, wait_seconds: float, partner_ids: list[str] | None, /
    ) -> ItemPage[ItemT_co]: ...


class ItemFeed(Generic[ItemT]):
    """One long poll a process, for what is live, whatever the number of subscribers."""

    def __init__(self, source: ItemSource[ItemT]) -> None:
        self._source = source
        self._tails = Tails[ItemT]()
        self._position = 0  # up to here items were handed out
        self._began = asyncio.Event()
        self._joining = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None

    async def follow(
        self, partner_id: str, after: int | None, reached_live: Callable[[], None]
    ) -> AsyncGenerator[ItemT, None]:
        """The partner's items above `after` (none: from now on), for ever. `reached_live` is called
        when what lay behind was yielded. What waited here for too long is read again.

        Raises:
            InvalidInput: no item was ever at the place `after`.
        """
        # before anything is yielded: a place that was never given is refused
        head = (await self._source.shared_with(partner_id, after or 0, 1)).head
        position, now = head if after is None else after, asyncio.get_running_loop().time
        while True:
            with self._joined(partner_id) as tail:
                await self._began.wait()
                live = self._position
                while position < live:
                    page, began = await self._behind(partner_id, position), now()
                    for item in page.items:
                        position = item.place
                        yield item
                        if now() - began > FRESH_SECONDS:
                            break
                    else:
                        position = page.upto
                reached_live()
                while fresh := await tail.next():
                    began = now()
                    if fresh.place > position:
                        position = fresh.place
                        yield fresh
                    if now() - began > FRESH_SECONDS:
                        break

    async def close(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
            self._reading = None

    async def _behind(self, partner_id: str, after: int) -> ItemPage[ItemT]:
        return await _patiently(lambda: self._source.shared_with(partner_id, after, PAGE))

    @contextlib.contextmanager
    def _joined(self, partner_id: str) -> Iterator[Tail[ItemT]]:
        tail = self._tails.join(partner_id)
        self._joining.set()
        if self._reading is None:
            self._reading = asyncio.create_task(self._read())
        try:
            yield tail
        finally:
            self._tails.leave(partner_id, tail)
            if not self._tails and self._reading is not None:
                self._reading.cancel()
                self._reading = None
                self._began.clear()

    async def _read(self) -> None:
        """Hands out what is live, for as long as somebody listens."""
        # all: of nobody, so this asks for nothing but the head
        first = await _patiently(lambda: self._source.shared(0, 0, 0.0, []))
        self._position = first.head
        self._began.set()
        while True:
            self._joining.clear()
            wanted = self._tails.owners()
            page = await self._next(wanted)
            if page is not None and self._tails.owners() <= wanted:
                self._tails.push(page.items)
                self._position = page.upto

    async def _next(self, wanted: frozenset[str]) -> ItemPage[ItemT] | None:
        """None when somebody joined meanwhile, for whom it was not asked: it is asked again from
        where it was."""
        asking = asyncio.ensure_future(
            _patiently(
                lambda: self._source.shared(self._position, PAGE, WAIT_SECONDS, sorted(wanted))
            )
        )
        joining = asyncio.ensure_future(self._joining.wait())
        try:
            await asyncio.wait({asking, joining}, return_when=asyncio.FIRST_COMPLETED)
            return asking.result() if asking.done() else None
        finally:
            asking.cancel()
            joining.cancel()


async def _patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """An answer of a service that may be away for a while."""
    while True:
        try:
            return await ask()
        except Exception as error:
            logger.warning("items not read", error=type(error).__name__)
            await asyncio.sleep(RETRY_SECONDS)
