"""Follows a feed: each event is handled in order, its effects and the position in one commit."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import msgspec

from infra.kernel.errors import Unavailable
from infra.kernel.events import NumberedEvent
from infra.kernel.feed import BEGINNING, FeedPage, Place, unpacked
from infra.log import logger
from infra.metrics import forget_subscription, show_step
from infra.outbox.record import POSITIONS, Position
from infra.storage.changes import VersionConflict
from infra.storage.mongo import Database
from infra.tracing import spans
from infra.tracing.spans import Onward

_WAIT_SECONDS = 2.0  # short, so that a service that stops is not waited for
_PAUSE_SECONDS = 0.5

Read = Callable[[Place | None, int, float], Awaitable[FeedPage]]
Handle = Callable[[list[NumberedEvent], Position], Awaitable[None]]


def whole_commits(page: FeedPage) -> Sequence[NumberedEvent]:
    """Without the last commit of each partition where that may go on in the next page: what was
    committed together is judged together. One that fills its part of the page is handled in parts.
    """
    parts = defaultdict[int, list[NumberedEvent]](list)
    for one in page.events:
        parts[one.partition].append(one)
    whole = {
        partition: _whole(part, page.head.numbers[partition]) for partition, part in parts.items()
    }
    return [one for one in page.events if one.number <= whole[one.partition]]


def _whole(part: Sequence[NumberedEvent], head: int) -> int:
    """The number of the last event whose commit lies in the page with all its events."""
    if part[-1].number < head:
        last = _commit(part[-1])
        before = [one.number for one in part if _commit(one) != last]
        return before[-1] if before else part[-1].number
    return part[-1].number


def _commit(numbered: NumberedEvent) -> tuple[str, datetime]:
    return numbered.event.aggregate, numbered.event.recorded_at


class Subscription:
    """`handle` gets at most `batch` events, whole commits, and must commit the position that it is
    given.

    A position that moved meanwhile (another process was faster) is read again.
    """

    def __init__(
        self, name: str, db: Database, read: Read, handle: Handle, *, batch: int = 200
    ) -> None:
        self.name = name
        self._db = db
        self._read = read
        self._handle = handle
        self._batch = batch
        self._known: Place | None = None

    async def run(self, epoch: int) -> None:
        """Follows until cancelled."""
        try:
            while True:
                await self._step_or_wait()
        finally:
            forget_subscription(self.name)

    async def _step_or_wait(self) -> None:
        try:
            await self.step(_WAIT_SECONDS)
        except (Unavailable, VersionConflict) as error:
            logger.info("subscription waits", subscription=self.name, code=error.code)
            await asyncio.sleep(_PAUSE_SECONDS)

    async def step(self, wait_seconds: float) -> int:
        """Handles the next events; gives how many there were."""
        before = await self.position() if self._known is None else self._known
        self._known = None  # until what follows has gone well
        page = await self._read(before, self._batch, wait_seconds)
        events = whole_commits(page)
        after = page.start.past(events)
        if after != before:  # without events where the feed's next layout begins
            await self._traced(events, Position(name=self.name, before=before, after=after))
        self._known = after
        show_step(self.name, after, page.head)
        return len(events)

    async def _traced(self, events: Sequence[NumberedEvent], position: Position) -> None:
        with spans.each(f"follow {self.name}", (one.trace for one in events)) as onward:
            handled = [_going_on(one, onward) for one in events] if onward else list(events)
            await self._handle(handled, position)

    async def position(self) -> Place:
        row = await self._db[POSITIONS].find_one({"_id": self.name})
        return unpacked(row["number"]) if row else BEGINNING


def _going_on(one: NumberedEvent, onward: Onward) -> NumberedEvent:
    """With the trace of its being handled: what comes of it belongs there."""
    return msgspec.structs.replace(one, trace=onward.get(one.trace, ""))
