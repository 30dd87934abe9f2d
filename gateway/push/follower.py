"""One who follows: how far it is, and where its answers go."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from graphql import GraphQLError

from gateway.push.log import Entry


class Line(Protocol):
    """Where the answers of one subscription go. One that is full calls `Follower.resume` when it
    has room again; one that is cut takes everything, as its end is on the way."""

    def take(self, entry: Entry) -> bool:
        """Sends it at once, or says that there is no room."""

    def refuse(self, errors: Sequence[GraphQLError]) -> None:
        """The subscription did not begin."""

    def complete(self) -> None:
        """Nothing more will come."""

    def too_slow(self) -> None:
        """More came than is kept for a client: it goes on from the cursor that it saw last."""


class _Broadcast(Protocol):
    def leave(self, one: "Follower", /) -> None: ...
    def resume(self, one: "Follower", /) -> None: ...


class Follower:
    """`marks`: of what it was sent last, at first the cursor that it named; none: it asks for what
    is new. `next`: the entry of the log that it takes next, where it did not take what was live.
    `reading`: what reads for it alone, until it has caught up with the others."""

    __slots__ = ("_broadcast", "_room", "line", "marks", "next", "reading")

    def __init__(self, broadcast: _Broadcast, line: Line, marks: tuple[str, ...]) -> None:
        self.line = line
        self.marks = marks
        self.next = 0
        self.reading: asyncio.Task[None] | None = None
        self._broadcast = broadcast
        self._room: asyncio.Future[None] | None = None

    def leave(self) -> None:
        """Nothing more is sent to its line."""
        self._broadcast.leave(self)

    def resume(self) -> None:
        """Its line has room again."""
        if self._room is None:
            self._broadcast.resume(self)
        elif not self._room.done():
            self._room.set_result(None)

    async def give(self, entry: Entry) -> bool:
        """Waits until the line takes it; whether that was in time."""
        while not self.line.take(entry):
            self._room = asyncio.get_running_loop().create_future()
            try:
                await self._room
            finally:
                self._room = None
            if entry.over:
                return False
        return True
