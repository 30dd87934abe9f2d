"""One holder at a time, by the database's clock, with an epoch that grows at each takeover."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from pymongo.errors import DuplicateKeyError, OperationFailure

from infra.kernel.ids import new_id
from infra.storage.errors import is_transient
from infra.storage.mongo import Database

LEASES = "leases"
_TTL_MS = 3_000
_RENEW_SECONDS = 1.0
# In numbers: the embedded server does not compare $$NOW with a stored date.
_NOW_MS = {"$toLong": "$$NOW"}
_NEXT_EPOCH = {"$add": ["$epoch", 1]}


class LeaseLost(Exception):
    """Another process holds the lease now."""


class Lease:
    def __init__(self, db: Database, name: str) -> None:
        self._db = db
        self._name = name
        self._owner = new_id()

    async def acquire(self) -> int | None:
        """The epoch if the lease is ours (again), else None."""
        if not await self._take():
            await self._create()
            await self._take()
        row = await self._db[LEASES].find_one({"_id": self._name, "owner": self._owner})
        return int(row["epoch"]) if row else None

    async def release(self) -> None:
        await self._db[LEASES].update_one(
            {"_id": self._name, "owner": self._owner}, {"$set": {"until": 0}}
        )

    async def while_held(self, work: Callable[[int], Awaitable[None]]) -> None:
        """Waits for the lease, then runs `work(epoch)` until it ends or the lease is lost."""
        while (epoch := await self.acquire()) is None:
            await asyncio.sleep(_RENEW_SECONDS / 2)
        task = asyncio.ensure_future(work(epoch))
        try:
            while not task.done():
                await asyncio.wait({task}, timeout=_RENEW_SECONDS)
                if not task.done() and await self.acquire() != epoch:
                    raise LeaseLost(self._name)
            await task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _take(self) -> bool:
        """Takes or keeps the lease if it is free or ours; tells whether there is one at all."""
        ours = {"$eq": ["$owner", self._owner]}
        free = {"$or": [ours, {"$lte": ["$until", _NOW_MS]}]}
        kept = {
            "epoch": {"$cond": [{"$and": ["$free", {"$not": [ours]}]}, _NEXT_EPOCH, "$epoch"]},
            "owner": {"$cond": ["$free", self._owner, "$owner"]},
            "until": {"$cond": ["$free", {"$add": [_NOW_MS, _TTL_MS]}, "$until"]},
        }
        try:
            result = await self._db[LEASES].update_one(
                {"_id": self._name}, [{"$set": {"free": free}}, {"$set": kept}]
            )
        except OperationFailure as error:
            if is_transient(error):
                return True
            raise
        return result.matched_count == 1

    async def _create(self) -> None:
        with contextlib.suppress(DuplicateKeyError):
            await self._db[LEASES].insert_one(
                {"_id": self._name, "owner": "", "epoch": 0, "until": 0}
            )
