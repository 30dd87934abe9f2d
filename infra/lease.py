"""One holder at a time, by the database's clock, with an epoch that grows at each takeover."""

import asyncio
from collections.abc import Awaitable, Callable

from pymongo.errors import DuplicateKeyError, OperationFailure

from infra.kernel.ids import new_id
from infra.mongo import Database

LEASES = "leases"
_TTL_MS = 3_000
_RENEW_SECONDS = 1.0


class LeaseLost(Exception):
    """Another process holds the lease now."""


class Lease:
    def __init__(self, db: Database, name: str) -> None:
        self._db = db
        self._name = name
        self._owner = new_id()

    async def acquire(self) -> int | None:
        """The epoch if the lease is ours (again), else None."""
        free = {"$or": [{"owner": self._owner}, {"$expr": {"$lt": ["$until", "$$NOW"]}}]}
        try:
            result = await self._db[LEASES].update_one(
                {"_id": self._name, **free}, [{"$set": self._taken()}]
            )
        except OperationFailure as error:
            if error.has_error_label("TransientTransactionError"):
                return None
            raise
        if result.matched_count == 0 and not await self._create():
            return None
        row = await self._db[LEASES].find_one({"_id": self._name, "owner": self._owner})
        return int(row["epoch"]) if row else None

    async def release(self) -> None:
        await self._db[LEASES].update_one(
            {"_id": self._name, "owner": self._owner}, [{"$set": {"until": "$$NOW"}}]
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

    def _taken(self) -> dict[str, object]:
        ours = {"$eq": ["$owner", self._owner]}
        return {
            "epoch": {"$cond": [ours, "$epoch", {"$add": ["$epoch", 1]}]},
            "owner": self._owner,
            "until": {"$add": ["$$NOW", _TTL_MS]},
        }

    async def _create(self) -> bool:
        row = {"_id": self._name, "owner": "", "epoch": 0}
        try:
            await self._db[LEASES].insert_one(row)
        except DuplicateKeyError:
            return False
        taken = await self._db[LEASES].update_one(
            {"_id": self._name, "owner": ""}, [{"$set": self._taken()}]
        )
        return taken.matched_count == 1
