"""Hashes of passwords, beside the accounts."""

from datetime import datetime
from typing import Any

from infra.storage.changes import GuardedUpdate, Inserts
from infra.storage.mongo import Database
from services.membership.accounts.core.collections import PASSWORDS


class PasswordStore:
    def __init__(self, db: Database) -> None:
        self._rows = db[PASSWORDS]

    async def hash_of(self, account_id: str) -> str | None:
        row = await self._rows.find_one({"_id": account_id}, {"hash": 1})
        return row["hash"] if row else None

    async def rehash(self, account_id: str, before: str, after: str) -> None:
        """By today's parameters, of the same password."""
        this = {"_id": account_id, "hash": before}
        await self._rows.update_one(this, {"$set": {"hash": after}})


def still_good(account_id: str, kept: str) -> GuardedUpdate:
    """Written with what it opened: whoever takes it away at this moment, or erases the account, is
    before that or after it."""
    this = {"_id": account_id, "hash": kept}
    return GuardedUpdate(PASSWORDS, this, {"$set": {"hash": kept}})


def new_password(
    account_id: str, before: str | None, after: str, now: datetime
) -> tuple[Inserts, list[GuardedUpdate]]:
    """What is written with the event. `before`: the hash that it takes the place of."""
    fields: dict[str, Any] = {"hash": after, "since": now}
    if before is None:
        return {PASSWORDS: [{"_id": account_id, **fields}]}, []
    guard = {"_id": account_id, "hash": before}
    return {}, [GuardedUpdate(PASSWORDS, guard, {"$set": fields})]
