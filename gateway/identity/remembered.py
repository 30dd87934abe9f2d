"""Answers about who may ask, remembered for a moment, so that what has ended opens nothing a moment
later; and whoever is connected is told when it has."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Final, Generic, TypeVar

from gateway.identity.viewer import Unauthenticated
from infra.concurrency.background import Background
from infra.log import logger

REMEMBERED_SECONDS: Final = 2.0
_MOST: Final = 10_000
Q = TypeVar("Q", bound=Hashable)
A = TypeVar("A")


class Remembered(Generic[Q, A]):
    """`ask`: what is asked once for all who want to know within a moment; a failure is not kept."""

    def __init__(self, ask: Callable[[Q], Awaitable[A]]) -> None:
        self._ask = ask
        self._known: OrderedDict[Q, tuple[float, asyncio.Future[A]]] = OrderedDict()

    async def answer(self, asked: Q) -> A:
        """Raises as `ask` does."""
        now = asyncio.get_running_loop().time()
        known = self._known.get(asked)
        if known is None or known[0] <= now or _failed(known[1]):
            self._known.pop(asked, None)
            known = now + REMEMBERED_SECONDS, asyncio.ensure_future(self._ask(asked))
            self._known[asked] = known
            self._let_go(now)
        if known[1].done():
            return known[1].result()
        return await asyncio.shield(known[1])

    def _let_go(self, now: float) -> None:
        while self._known:
            asked, (until, _) = next(iter(self._known.items()))
            if until > now and len(self._known) <= _MOST:
                return
            del self._known[asked]


Line = asyncio.Future[Unauthenticated]


class Watches(Generic[Q]):
    """`ended`: why who asked may ask no longer; none while they may. One looks for all lines of the
    same."""

    def __init__(self, ended: Callable[[Q], Awaitable[Unauthenticated | None]]) -> None:
        self._ended = ended
        self._lines: dict[Q, set[Line]] = {}
        self._running = Background()

    async def end_of(self, asked: Q) -> Unauthenticated:
        """Waits until then."""
        line: Line = asyncio.get_running_loop().create_future()
        if asked not in self._lines:
            self._lines[asked] = set()
            self._running.start(self._watch(asked, self._lines[asked]))
        lines = self._lines[asked]
        lines.add(line)
        try:
            return await line
        finally:
            lines.discard(line)

    async def _watch(self, asked: Q, lines: set[Line]) -> None:
        """Until none is open, or it has ended, which is said to all of them."""
        ended: Unauthenticated | None = None
        try:
            while ended is None:
                await asyncio.sleep(REMEMBERED_SECONDS)
                if not lines:
                    return
                ended = await self._by_now(asked)
        finally:
            del self._lines[asked]
        for line in lines:
            if not line.done():
                line.set_result(ended)

    async def _by_now(self, asked: Q) -> Unauthenticated | None:
        """While the service is away nobody is sent off."""
        try:
            return await self._ended(asked)
        except Exception as error:
            logger.warning("nobody answered whether it is good", error=type(error).__name__)
        return None


def _failed(known: "asyncio.Future[A]") -> bool:
    return known.done() and (known.cancelled() or known.exception() is not None)
