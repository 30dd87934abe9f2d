"""Attempts, as stored. A try is counted before what it shows is looked at, by an update that the
database makes one after the other: however many come at once, so many are looked at and no more."""

from datetime import datetime
from typing import Any

import msgspec
from pymongo import ASCENDING, ReturnDocument

from infra.storage.changes import GuardedUpdate, plain
from infra.storage.unit_of_work import UnitOfWork
from services.membership.accounts.core.collections import WAYS_IN
from services.membership.accounts.signing_in.domain.attempt import KEPT_FOR, TRIES, WayIn

_AT_ONCE = 50


class AttemptStore:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._rows = uow.db[WAYS_IN]

    async def add(self, attempt: WayIn) -> None:
        await self._rows.insert_one(row_of(attempt))

    async def get(self, attempt_id: str) -> WayIn | None:
        row = await self._rows.find_one({"_id": attempt_id})
        return _attempt(row) if row else None

    async def count_try(self, attempt_id: str, now: datetime) -> WayIn | None:
        """The attempt, if this try may be looked at."""
        may = {"_id": attempt_id, "spent": False, "tries": {"$lt": TRIES}}
        row = await self._rows.find_one_and_update(
            {**may, "expires_at": {"$gt": now}},
            {"$inc": {"tries": 1}},
            return_document=ReturnDocument.AFTER,
        )
        return _attempt(row) if row else None

    async def go_on(self, before: WayIn, after: WayIn, key: str) -> None:
        """The next step, in place of the one that was right.

        Raises:
            VersionConflict: it was taken already.
        """
        await self._uow.commit(inserts={WAYS_IN: [row_of(after)]}, updates=[spending(before, key)])

    async def to_send(self) -> list[WayIn]:
        """Whose code is to be sent still."""
        return await self._waiting({"asked": {"$ne": True}})

    async def to_note(self) -> list[WayIn]:
        """Who asked for an account, which is to be taken down still."""
        return await self._waiting({"asked": True})

    async def ask(self, attempt: WayIn, words: str, key: str) -> None:
        """
        Raises:
            VersionConflict: it was spent already.
        """
        change = {"spent": True, "spent_by": key, "words": words, "asked": True, "send": True}
        this = {"_id": attempt.id, "spent": False}
        await self._uow.commit(updates=[GuardedUpdate(WAYS_IN, this, {"$set": change})])

    async def sent(self, attempt_id: str) -> None:
        await self._rows.update_one({"_id": attempt_id}, {"$set": {"send": False}})

    async def forget_old(self, now: datetime) -> int:
        old = {"expires_at": {"$lt": now - KEPT_FOR}, "asked": {"$ne": True}}
        done = await self._rows.delete_many(old)
        return int(done.deleted_count)

    async def _waiting(self, which: dict[str, Any]) -> list[WayIn]:
        rows = self._rows.find({"send": True, **which}).sort("_id", ASCENDING).limit(_AT_ONCE)
        return [_attempt(row) async for row in rows]


def noted(attempt: WayIn) -> GuardedUpdate:
    """Written with what was taken down: once."""
    change = {"asked": False, "send": False, "sealed": "", "words": ""}
    return GuardedUpdate(WAYS_IN, {"_id": attempt.id, "asked": True}, {"$set": change})


def spending(attempt: WayIn, key: str) -> GuardedUpdate:
    """Written with what the attempt is good for: only one can."""
    change = {"$set": {"spent": True, "spent_by": key, "sealed": "", "password": ""}}
    return GuardedUpdate(WAYS_IN, {"_id": attempt.id, "spent": False}, change)


def row_of(attempt: WayIn) -> dict[str, Any]:
    row = plain(attempt)
    return {"_id": row.pop("id"), **row}


def _attempt(row: dict[str, Any]) -> WayIn:
    return msgspec.convert({**row, "id": row["_id"]}, WayIn)
