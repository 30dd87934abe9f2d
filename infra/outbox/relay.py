"""Gives each committed event its number, in order, without gaps.

One relay a service works at a time, under a lease; its epoch fences out one that lost the lease
and has not noticed. Numbering and emptying the outbox are one transaction, so a kill at any point
leaves either all of it or nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pymongo import ASCENDING

from infra.concurrency.wakeup import Numbered, Wakeup
from infra.kernel.errors import Conflict
from infra.kernel.feed import Place
from infra.kernel.sentences import both
from infra.outbox.owners import OWNER, OwnerOf, nobody
from infra.outbox.record import FEED, OUTBOX, SEQUENCE
from infra.storage.mongo import Database, Session
from infra.storage.transactions import Transactions

_COMMITS_A_BATCH = 64
_EVENTS_A_BATCH = 1_000
_POLL_SECONDS = 0.25
_ID = "sequence"


class Fenced(Conflict):
    """A relay with a newer lease has taken over."""


class _Overtaken(Exception):
    """Another relay, whose lease has ended, numbered the same commits after they were read."""


class _Head(NamedTuple):
    number: int
    epoch: int


class Relay:
    def __init__(
        self,
        transactions: Transactions,
        db: Database,
        committed: Wakeup,
        numbered: Numbered,
        owner_of: OwnerOf = nobody,
    ) -> None:
        self._transactions = transactions
        self._db = db
        self._committed = committed
        self._numbered = numbered
        self._owner_of = owner_of
        self._left: _Head | None = None

    async def run(self, epoch: int) -> None:
        """Relays until cancelled.

        Raises:
            Fenced: another relay took over.
        """
        await self._committed.keep_at(lambda: self.relay_batch(epoch), _POLL_SECONDS)

    async def relay_batch(self, epoch: int) -> int:
        """Numbers what waits; gives how many events that were."""
        ids, events = await self._waiting()
        if not ids:
            return 0

        async def number(session: Session) -> _Head:
            before = await self._reserve(epoch, len(events), session)
            await self._db[FEED].insert_many(self._rows(before, events), session=session)
            await self._remove(ids, session)
            return _Head(before + len(events), epoch)

        try:
            self._left = await self._transactions.run(number)
        except _Overtaken:
            return 0
        self._numbered.up_to(Place(0, (self._left.number,)))
        return len(events)

    async def _waiting(self) -> tuple[list[str], list[dict[str, Any]]]:
        """Whole commits, the oldest first, until there are enough events for one transaction."""
        ids: list[str] = []
        events: list[dict[str, Any]] = []
        cursor = self._db[OUTBOX].find({}, batch_size=4)
        async for record in cursor.sort("_id", ASCENDING).limit(_COMMITS_A_BATCH):
            ids.append(record["_id"])
            events += record["events"]
            if len(events) >= _EVENTS_A_BATCH:
                break
        return ids, events

    async def _reserve(self, epoch: int, count: int, session: Session) -> int:
        """Moves the head by `count`; gives where it was. Usually that is where we left it."""
        if self._left is not None and self._left.epoch == epoch:
            ours = {"_id": _ID, "head": self._left.number, "epoch": epoch}
            moved = await self._move(ours, _Head(self._left.number + count, epoch), session)
            if moved:
                return self._left.number
        current = await self._db[SEQUENCE].find_one({"_id": _ID}, session=session)
        if current is None:
            row = {"_id": _ID, "head": count, "epoch": epoch}
            await self._db[SEQUENCE].insert_one(row, session=session)
            return 0
        if current["epoch"] > epoch:
            raise Fenced(
                both("已有租约更新的中继在工作。", "A relay with a newer lease is at work.")
            )
        await self._move({"_id": _ID}, _Head(current["head"] + count, epoch), session)
        return int(current["head"])

    async def _move(self, guard: Mapping[str, Any], to: _Head, session: Session) -> bool:
        moved = {"$set": {"head": to.number, "epoch": to.epoch}}
        result = await self._db[SEQUENCE].update_one(guard, moved, session=session)
        return bool(result.matched_count)

    async def _remove(self, ids: Sequence[str], session: Session) -> None:
        """They were read before the transaction: whoever numbered them meanwhile removed them."""
        removed = await self._db[OUTBOX].delete_many({"_id": {"$in": ids}}, session=session)
        if removed.deleted_count != len(ids):
            raise _Overtaken

    def _rows(self, head: int, events: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return [
            {"_id": number, OWNER: self._owner_of(event), "event": event}
            for number, event in enumerate(events, start=head + 1)
        ]
