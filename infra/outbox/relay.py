"""Gives each committed event its number, in order, without gaps.

One relay a service works at a time, under a lease; its epoch fences out one that lost the lease
and has not noticed. Reading, numbering and emptying the outbox are one transaction, so a kill at
any point leaves either all of it or nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pymongo import ASCENDING

from infra.kernel.errors import Conflict
from infra.mongo import Database, Session
from infra.outbox.record import FEED, OUTBOX, SEQUENCE
from infra.transactions import Transactions
from infra.wakeup import Wakeup

_COMMITS_A_BATCH = 64
_EVENTS_A_BATCH = 1_000
_POLL_SECONDS = 0.25
_ID = "sequence"


class Fenced(Conflict):
    """A relay with a newer lease has taken over."""


class Relay:
    def __init__(
        self, transactions: Transactions, db: Database, committed: Wakeup, numbered: Wakeup
    ) -> None:
        self._transactions = transactions
        self._db = db
        self._committed = committed
        self._numbered = numbered

    async def run(self, epoch: int) -> None:
        """Relays until cancelled.

        Raises:
            Fenced: another relay took over.
        """
        told = False
        while True:
            seen = self._committed.seen()
            if not (told or await self._anything()) or not await self.relay_batch(epoch):
                await self._committed.newer_than(seen, _POLL_SECONDS)
            told = self._committed.seen() > seen

    async def _anything(self) -> bool:
        """Asked before a transaction is begun for nothing, four times a second."""
        return await self._db[OUTBOX].find_one({}, projection={"_id": 1}) is not None

    async def relay_batch(self, epoch: int) -> int:
        """Numbers what waits; gives how many events that were."""

        async def number(session: Session) -> int:
            return await self._number(epoch, session)

        count = await self._transactions.run(number)
        if count:
            self._numbered.kick()
        return count

    async def _number(self, epoch: int, session: Session) -> int:
        ids, events = await self._waiting(session)
        if not ids:
            return 0
        head = await self._reserve(epoch, len(events), session)
        await self._db[FEED].insert_many(_numbered_rows(head, events), session=session)
        await self._db[OUTBOX].delete_many({"_id": {"$in": ids}}, session=session)
        return len(events)

    async def _waiting(self, session: Session) -> tuple[list[str], list[dict[str, Any]]]:
        """Whole commits, the oldest first, until there are enough events for one transaction."""
        ids: list[str] = []
        events: list[dict[str, Any]] = []
        cursor = self._db[OUTBOX].find({}, session=session, batch_size=4)
        async for record in cursor.sort("_id", ASCENDING).limit(_COMMITS_A_BATCH):
            ids.append(record["_id"])
            events += record["events"]
            if len(events) >= _EVENTS_A_BATCH:
                break
        return ids, events

    async def _reserve(self, epoch: int, count: int, session: Session) -> int:
        """Moves the head by `count`; gives where it was."""
        current = await self._db[SEQUENCE].find_one({"_id": _ID}, session=session)
        if current is None:
            row = {"_id": _ID, "head": count, "epoch": epoch}
            await self._db[SEQUENCE].insert_one(row, session=session)
            return 0
        if current["epoch"] > epoch:
            raise Fenced("A relay with a newer lease is at work.")
        moved = {"head": current["head"] + count, "epoch": epoch}
        await self._db[SEQUENCE].update_one({"_id": _ID}, {"$set": moved}, session=session)
        return int(current["head"])


def _numbered_rows(head: int, events: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"_id": head + i, "event": event} for i, event in enumerate(events, start=1)]
