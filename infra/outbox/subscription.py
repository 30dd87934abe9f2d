"""Follows a feed: each event is handled in order, its effects and the position in one commit."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from infra.kernel.errors import Unavailable
from infra.kernel.events import NumberedEvent
from infra.kernel.feed import FeedPage
from infra.log import logger
from infra.outbox.record import POSITIONS, Position
from infra.storage.changes import VersionConflict
from infra.storage.mongo import Database

_WAIT_SECONDS = 2.0  # short, so that a service that stops is not waited for
_PAUSE_SECONDS = 0.5

Read = Callable[[int, int, float], Awaitable[FeedPage]]
Handle = Callable[[list[NumberedEvent], Position], Awaitable[None]]


def whole_commits(page: FeedPage) -> Sequence[NumberedEvent]:
    """Without the last commit of a page where that may go on in the next one: what was committed
    together is judged together. A commit that fills a page is handled in parts."""
    if not page.events or page.events[-1].number >= page.head:
        return page.events
    last = _commit(page.events[-1])
    begin = next(i for i, one in enumerate(page.events) if _commit(one) == last)
    return page.events[:begin] or page.events


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
        self._known: int | None = None

    async def run(self, epoch: int) -> None:
        """Follows until cancelled."""
        while True:
            try:
                await self.step(_WAIT_SECONDS)
            except (Unavailable, VersionConflict) as error:
                logger.info("subscription waits", subscription=self.name, code=error.code)
                await asyncio.sleep(_PAUSE_SECONDS)

    async def step(self, wait_seconds: float) -> int:
        """Handles the next events; gives how many there were."""
        before = await self.position() if self._known is None else self._known
        self._known = None  # until what follows has gone well
        events = whole_commits(await self._read(before, self._batch, wait_seconds))
        after = events[-1].number if events else before
        if events:
            position = Position(name=self.name, before=before, after=after)
            await self._handle(list(events), position)
        self._known = after
        return len(events)

    async def position(self) -> int:
        row = await self._db[POSITIONS].find_one({"_id": self.name})
        return int(row["number"]) if row else 0
