"""One holder at a time, by the database's clock, with an epoch that grows at each takeover."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence

from pymongo.errors import DuplicateKeyError, OperationFailure

from infra.kernel.ids import new_id
from infra.storage.errors import is_transient
from infra.storage.mongo import Database

LEASES = "leases"
"""{_id: name, owner, epoch, until: milliseconds by the database's clock}"""

TTL_MS = 3_000
RENEW_SECONDS = 1.0
# In numbers: the embedded server does not compare $$NOW with a stored date.
_NOW_MS = {"$toLong": "$$NOW"}
_NEXT_EPOCH = {"$add": ["$epoch", 1]}


class LeaseLost(Exception):
    """Another process holds the lease now."""


class Leases:
    """Of one holder, any number of them at the cost of one."""

    def __init__(self, db: Database) -> None:
        self.owner = new_id()
        self._rows = db[LEASES]

    async def take(self, names: Sequence[str]) -> dict[str, int]:
        """Takes those that are free and keeps ours; gives the epochs of all that are ours now."""
        if await self._take(names) < len(names):
            await self._create(names)
            await self._take(names)
        ours = self._rows.find({"_id": {"$in": list(names)}, "owner": self.owner})
        return {row["_id"]: int(row["epoch"]) async for row in ours}

    async def release(self, names: Sequence[str]) -> None:
        ours = {"_id": {"$in": list(names)}, "owner": self.owner}
        await self._rows.update_many(ours, {"$set": {"until": 0}})

    async def _take(self, names: Sequence[str]) -> int:
        """Takes or keeps those that are free or ours; gives how many there are at all."""
        ours = {"$eq": ["$owner", self.owner]}
        free = {"$or": [ours, {"$lte": ["$until", _NOW_MS]}]}
        kept = {
            "epoch": {"$cond": [{"$and": ["$free", {"$not": [ours]}]}, _NEXT_EPOCH, "$epoch"]},
            "owner": {"$cond": ["$free", self.owner, "$owner"]},
            "until": {"$cond": ["$free", {"$add": [_NOW_MS, TTL_MS]}, "$until"]},
        }
        try:
            result = await self._rows.update_many(
                {"_id": {"$in": list(names)}}, [{"$set": {"free": free}}, {"$set": kept}]
            )
        except OperationFailure as error:
            if is_transient(error):
                return len(names)
            raise
        return int(result.matched_count)

    async def _create(self, names: Sequence[str]) -> None:
        for name in names:
            with contextlib.suppress(DuplicateKeyError):
                await self._rows.insert_one({"_id": name, "owner": "", "epoch": 0, "until": 0})


class Lease:
    def __init__(self, db: Database, name: str) -> None:
        self._leases = Leases(db)
        self._name = name

    async def acquire(self) -> int | None:
        """The epoch if the lease is ours (again), else None."""
        return (await self._leases.take([self._name])).get(self._name)

    async def release(self) -> None:
        await self._leases.release([self._name])

    async def while_held(self, work: Callable[[int], Awaitable[None]]) -> None:
        """Waits for the lease, then runs `work(epoch)` until it ends or the lease is lost."""
        while (epoch := await self.acquire()) is None:
            await asyncio.sleep(RENEW_SECONDS / 2)
        task = asyncio.ensure_future(work(epoch))
        try:
            while not task.done():
                await asyncio.wait({task}, timeout=RENEW_SECONDS)
                if not task.done() and await self.acquire() != epoch:
                    raise LeaseLost(self._name)
            await task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
