"""Gives each committed event its number in its partition, in order, without gaps.

A partition has one relay at a time, under a lease; its epoch fences out one that lost the lease and
has not noticed, and one whose layout has ended. What waits is read, numbered and taken out of the
outbox in one transaction, so a kill at any point leaves either all of it or nothing, and no commit
is passed over by a later one of the same owner.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pymongo import ASCENDING, UpdateOne

from infra.concurrency.wakeup import Numbered, Wakeup
from infra.kernel.errors import Conflict
from infra.kernel.events import ordinal_of
from infra.kernel.feed import Place, partition_of, slots_of
from infra.kernel.sentences import both
from infra.outbox.holding import Holding
from infra.outbox.layouts import Layouts
from infra.outbox.owners import OWNER, OwnerOf, nobody
from infra.outbox.record import FEED, OUTBOX, SEALED, SEQUENCE, TRACE, head_id, of_trace
from infra.outbox.slots import SLOT, outbox_rows
from infra.storage.mongo import Database, Session
from infra.storage.transactions import Transactions
from infra.tracing import spans
from infra.tracing.spans import Onward

_ROWS_A_BATCH = 256
_ROWS_AT_ONCE = 128
_EVENTS_A_BATCH = 1_000
_POLL_SECONDS = 0.25

Row = dict[str, Any]


class Fenced(Conflict):
    """A relay with a newer lease has taken over."""

    def __init__(self, partition: int) -> None:
        super().__init__(
            both("已有租约更新的中继在工作。", "A relay with a newer lease is at work.")
        )
        self.partition = partition


class _LayoutEnded(Exception):
    """What waits gets its numbers in the next one."""


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
        self._layouts = Layouts(db)
        self._holding = Holding(db)
        self._kicks = 0  # of the last look

    async def run(self, _epoch: int) -> None:
        """Relays the partitions that fall to this process, until cancelled."""
        try:
            await self._committed.keep_at(self._step, _POLL_SECONDS)
        finally:
            self._numbered.alone = False
            with contextlib.suppress(Exception):
                async with asyncio.timeout(1):
                    await self._holding.release()

    async def relay_batch(self, held: Mapping[int, int]) -> int:
        """Numbers what waits in the partitions that are held, by their epochs; gives how many rows
        of the outbox that were.

        Raises:
            Fenced: another relay took a partition over.
        """
        if not held or not await self._may_wait():
            return 0
        try:
            return await self._batch(held)
        except _LayoutEnded:
            await self._layouts.latest()
            self._holding.again()
            return await self.relay_batch(held)

    async def _may_wait(self) -> bool:
        """Whether a transaction is worth its while: after a commit of this process it is."""
        before, self._kicks = self._kicks, self._committed.seen()
        if self._kicks != before:
            return True
        return await self._db[OUTBOX].find_one({}, {"_id": 1}) is not None

    async def _step(self) -> int:
        if self._holding.is_due:
            await self._layouts.look()
            _, partitions = self._layouts.newest
            await self._holding.renew(partitions)
            self._numbered.alone = len(self._holding.held) == partitions
        try:
            return await self.relay_batch(self._holding.held)
        except Fenced as fenced:
            self._holding.lost(fenced.partition)
            self._numbered.alone = False
            return 1

    async def _batch(self, leases: Mapping[int, int]) -> int:
        if max(leases) >= self._layouts.newest[1]:
            await self._layouts.look()
        layout, partitions = self._layouts.newest
        held = {partition: epoch for partition, epoch in leases.items() if partition < partitions}

        async def number(session: Session) -> tuple[int, Mapping[int, int]]:
            rows = await self._waiting(held, partitions, session)
            if undivided := [row for row in rows if SLOT not in row]:
                await self._divide(undivided, session)
                return len(undivided), {}
            if not rows:
                return 0, {}
            with spans.each("relay", (row.get(TRACE, "") for row in rows)) as onward:
                return len(rows), await self._number(rows, held, session, onward)

        done, heads = await self._transactions.run(number)
        if len(heads) == partitions:
            self._numbered.up_to(Place(layout, tuple(heads[p] for p in range(partitions))))
        else:
            self._numbered.kick()
        return done

    async def _waiting(
        self, held: Mapping[int, int], partitions: int, session: Session
    ) -> list[Row]:
        """The oldest first, until there are enough events for one transaction."""
        found: list[Row] = []
        events = 0
        cursor = self._db[OUTBOX].find(
            _in(held, partitions), session=session, batch_size=_ROWS_AT_ONCE
        )
        async for row in cursor.sort("_id", ASCENDING).limit(_ROWS_A_BATCH):
            found.append(row)
            events += len(row["events"])
            if events >= _EVENTS_A_BATCH:
                break
        return found

    async def _divide(self, rows: Sequence[Row], session: Session) -> None:
        """Those of a release that knew no slots: before what was committed later is numbered."""
        divided = [
            part
            for row in rows
            for part in outbox_rows(row["_id"], row["events"], self._owner_of, row.get(TRACE, ""))
        ]
        await self._db[OUTBOX].insert_many(divided, session=session)
        await self._remove(rows, session)

    async def _number(
        self, rows: Sequence[Row], held: Mapping[int, int], session: Session, onward: Onward
    ) -> Mapping[int, int]:
        """Gives the heads of all partitions that are held, behind it."""
        layout, partitions = self._layouts.newest
        events = defaultdict[int, list[tuple[Row, str]]](list)
        for row in rows:
            trace = onward.get(row.get(TRACE, ""), "")
            events[partition_of(row[SLOT], partitions)] += ((one, trace) for one in row["events"])
        before = await self._heads(layout, held, session)
        heads = {p: head + len(events[p]) for p, head in before.items()}
        numbered = [
            _numbered(ordinal_of(layout, p, number), self._owner_of(event), event, trace)
            for p, theirs in events.items()
            for number, (event, trace) in enumerate(theirs, start=before[p] + 1)
        ]
        await self._db[FEED].insert_many(numbered, session=session)
        moved = [
            UpdateOne({"_id": head_id(layout, p)}, {"$set": {"head": heads[p], "epoch": held[p]}})
            for p in heads
            if heads[p] > before[p]
        ]
        await self._db[SEQUENCE].bulk_write(moved, session=session)
        await self._remove(rows, session)
        return heads

    async def _heads(
        self, layout: int, held: Mapping[int, int], session: Session
    ) -> dict[int, int]:
        ids = {head_id(layout, partition): partition for partition in held}
        cursor = self._db[SEQUENCE].find({"_id": {"$in": list(ids)}}, session=session)
        heads: dict[int, int] = {}
        async for row in cursor:
            partition = ids[row["_id"]]
            if row["epoch"] == SEALED:
                raise _LayoutEnded
            if row["epoch"] > held[partition]:
                raise Fenced(partition)
            heads[partition] = int(row["head"])
        return heads

    async def _remove(self, rows: Iterable[Row], session: Session) -> None:
        ids = [row["_id"] for row in rows]
        await self._db[OUTBOX].delete_many({"_id": {"$in": ids}}, session=session)


def _numbered(ordinal: int, owner: str, event: Row, trace: str) -> Row:
    return {"_id": ordinal, OWNER: owner, "event": event, **of_trace(trace)}


def _in(held: Mapping[int, int], partitions: int) -> dict[str, Any]:
    """Rows of these partitions, and those that nobody divided yet."""
    if len(held) == partitions:
        return {}
    ranges = [slots_of(partition, partitions) for partition in held]
    return {"$or": [{SLOT: None}, *({SLOT: {"$gte": r.start, "$lt": r.stop}} for r in ranges)]}
