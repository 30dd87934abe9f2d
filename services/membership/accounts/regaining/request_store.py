"""Requests, as stored: while they are open."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from pymongo import ASCENDING

from infra.kernel.errors import NotFound
from infra.kernel.sentences import both
from infra.sealing.fields import SealedFields, owned_by
from infra.sealing.sealing import RowSealing
from infra.storage.changes import GuardedUpdate, Inserts, Removal, plain
from infra.storage.mongo import Database
from services.membership.accounts.core.collections import ASKED_BACK, REFUSED
from services.membership.accounts.regaining.domain.request import BackRequest, BackStep

SEALED: Final = SealedFields(ASKED_BACK, {"address": "", "words": ""}, owned_by("account"))
"""Where whoever asks is reached, and what they say."""


class RequestStore:
    def __init__(self, db: Database, sealing: RowSealing) -> None:
        self._rows = db[ASKED_BACK]
        self._refused = db[REFUSED]
        self._sealing = sealing

    async def get(self, request_id: str) -> BackRequest | None:
        found = await self._read({"_id": request_id}, 1)
        return found[0] if found else None

    async def existing(self, request_id: str) -> BackRequest:
        """
        Raises:
            NotFound: it never was, or ended.
        """
        found = await self.get(request_id)
        if found is None:
            raise NotFound(
                both("没有这项申请，或已结束。", "There is no such request, or it ended."),
                field="id",
            )
        return found

    async def of(self, account_id: str) -> list[BackRequest]:
        return await self._read({"account": account_id}, None)

    async def open(self, steps: Sequence[BackStep], most: int) -> list[BackRequest]:
        """The oldest first."""
        return await self._read({"step": {"$in": [one.value for one in steps]}}, most)

    async def was_refused(self, request_id: str, key: str) -> bool:
        """By the call of this key."""
        return await self._refused.find_one({"_id": request_id, "key": key}) is not None

    async def forget_refused(self, before: datetime) -> int:
        done = await self._refused.delete_many({"at": {"$lt": before}})
        return int(done.deleted_count)

    async def told(self, request: BackRequest) -> None:
        """Its contacts were sent their codes; it waits for its time."""
        this = {"_id": request.id, "step": BackStep.ACCEPTED.value}
        change = {"step": BackStep.TOLD.value, "next_due": request.until}
        await self._rows.update_one(this, {"$set": change})

    async def _read(self, query: dict[str, Any], most: int | None) -> list[BackRequest]:
        rows = await self._rows.find(query).sort("asked_at", ASCENDING).to_list(most)
        opened = await self._sealing.opened(ASKED_BACK, rows)
        return [msgspec.convert({**row, "id": row["_id"]}, BackRequest) for row in opened]


def new_request(request: BackRequest) -> Inserts:
    row = plain(request)
    return {ASKED_BACK: [{"_id": row.pop("id"), **row}]}


def moved(
    request: BackRequest, to: BackStep, due: datetime, until: datetime | None = None
) -> GuardedUpdate:
    """Written with what it means for the account: only one can."""
    this = {"_id": request.id, "step": request.step.value}
    change = {"step": to.value, "next_due": due, "until": until or request.until}
    return GuardedUpdate(ASKED_BACK, this, {"$set": change})


def gone(request_id: str) -> Removal:
    return Removal(ASKED_BACK, {"_id": request_id})


def none_left(account_id: str) -> Removal:
    return Removal(ASKED_BACK, {"account": account_id})


def refused(request: BackRequest, keys: Sequence[str], now: datetime) -> Inserts:
    """Nothing where nobody can repeat it."""
    row = {"_id": request.id, "account": request.account, "at": now}
    return {REFUSED: [{**row, "key": key} for key in keys]} if keys else {}
