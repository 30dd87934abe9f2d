"""Who listens to what is live: an event is handed to those who follow its owner, and to those who
follow all; how many others listen does not matter."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Collection, Iterable
from typing import Generic, NamedTuple, Protocol, TypeVar

from infra.kernel.events import NumberedEvent
from infra.kernel.feed import Place

Whom = str | frozenset[str] | None
"""One owner, some of them, or all."""

BUFFER = 1_000  # events that a slow subscriber may be behind before it reads the feed again


class Placed(NamedTuple):
    """An event, and the place from which whoever got it goes on."""

    numbered: NumberedEvent
    place: Place

    @property
    def owner(self) -> str:
        return self.numbered.owner


class Owned(Protocol):
    """Something that is handed to who follows its owner."""

    @property
    def owner(self) -> str: ...


T = TypeVar("T", bound=Owned)


class Tail(Generic[T]):
    """The live events of one subscriber, in a bounded buffer."""

    def __init__(self) -> None:
        self._waiting: deque[T] = deque()
        self._changed = asyncio.Event()
        self._broken = False

    def push(self, placed: T) -> None:
        if len(self._waiting) >= BUFFER:
            self._broken = True
            self._waiting.clear()
        if not self._broken:
            self._waiting.append(placed)
        self._changed.set()

    async def next(self) -> T | None:
        """The next event, or none when the buffer ran over: read the feed again."""
        while not self._waiting:
            if self._broken:
                return None
            self._changed.clear()
            await self._changed.wait()
        return self._waiting.popleft()


class Tails(Generic[T]):
    """By the owner that they follow; none: those who follow all."""

    def __init__(self) -> None:
        self._of: defaultdict[str | None, set[Tail[T]]] = defaultdict(set)

    def __bool__(self) -> bool:
        return bool(self._of)

    def join(self, whom: Whom) -> Tail[T]:
        tail = Tail[T]()
        for owner in _each(whom):
            self._of[owner].add(tail)
        return tail

    def leave(self, whom: Whom, tail: Tail[T]) -> None:
        for owner in _each(whom):
            self._of[owner].discard(tail)
            if not self._of[owner]:
                del self._of[owner]

    def owners(self) -> frozenset[str]:
        """Those who are followed by name."""
        return frozenset(owner for owner in self._of if owner is not None)

    def push(self, events: Iterable[T]) -> None:
        for placed in events:
            for tail in (*self._of.get(placed.owner, ()), *self._of.get(None, ())):
                tail.push(placed)


def follows(whom: Whom, owner: str) -> bool:
    """Whether what is of this owner is for who follows these."""
    return whom is None or owner in _each(whom)


def _each(whom: Whom) -> Collection[str | None]:
    return whom if isinstance(whom, frozenset) else (whom,)
