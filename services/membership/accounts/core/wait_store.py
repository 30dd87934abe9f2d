"""Tries, as stored: shared by all processes, each counted by an update that only one can make."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from pymongo.errors import DuplicateKeyError

from infra.kernel.clock import Clock
from infra.storage.mongo import Database
from services.membership.accounts.core.collections import WAITS
from services.membership.accounts.core.domain.waits import (
    LONGEST_KEPT,
    Tries,
    WaitLadder,
    busy,
    counted,
    taken_back,
)

_TURNS = 8


class WaitStore:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._rows = db[WAITS]
        self._clock = clock

    async def count(self, whose: str, ladder: WaitLadder) -> None:
        """
        Raises:
            TooManyRequests: no further try yet; or so many at once that this one is not looked at.
        """
        await self._step(whose, lambda before: counted(before, ladder, self._clock.now()))

    async def take_back(self, whose: str) -> None:
        """One try was the owner's."""
        await self._step(whose, lambda before: before and taken_back(before))

    async def forget(self, whose: str) -> None:
        """The owner is here: what strangers tried is over."""
        await self._rows.delete_one({"_id": whose})

    async def forget_old(self) -> int:
        long_ago = {"last_at": {"$lt": self._clock.now() - LONGEST_KEPT}}
        done = await self._rows.delete_many(long_ago)
        return int(done.deleted_count)

    async def _step(self, whose: str, after: Callable[[Tries | None], Tries | None]) -> None:
        for _ in range(_TURNS):
            row = await self._rows.find_one({"_id": whose})
            next = after(msgspec.convert(row, Tries) if row else None)
            if next is None or await self._written(whose, row, next):
                return
        raise busy()

    async def _written(self, whose: str, before: dict[str, Any] | None, after: Tries) -> bool:
        """False when another try came between."""
        row = msgspec.to_builtins(after, builtin_types=(datetime,))
        if before is None:
            try:
                await self._rows.insert_one({"_id": whose, **row})
            except DuplicateKeyError:
                return False
            return True
        guard = {"_id": whose, "tries": before["tries"], "last_at": before["last_at"]}
        done = await self._rows.update_one(guard, {"$set": row})
        return bool(done.matched_count)
