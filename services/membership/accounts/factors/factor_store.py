"""Factors, as stored: a row each. What is written of them goes into the commit of what they are
used for; each change is guarded by the row's version, so that what is good once is used once."""

from datetime import datetime
from typing import Any, Final

import msgspec

from infra.process.foundation import Foundation
from infra.sealing.fields import SealedFields, owned_by
from infra.storage.changes import GuardedUpdate, Inserts, Removal, plain
from infra.storage.mongo import Database
from services.membership.accounts.core.collections import FACTORS
from services.membership.accounts.factors.domain.factor import Factor, Passkey, passkey_id

THERE: Final = {"gone_at": None}
SEALED: Final = SealedFields(FACTORS, {"secret": "", "label": ""}, owned_by("account"))
"""With the account's key: once it is destroyed no code of the app is right any more."""


class FactorStore:
    def __init__(self, base: Foundation) -> None:
        self._rows = base.db[FACTORS]
        self._sealing = base.sealing

    async def of(self, account_id: str) -> tuple[Factor, ...]:
        """Oldest first."""
        mine = {"account": account_id, **THERE}
        rows = await self._rows.find(mine).to_list(None)
        found = [_factor(row) for row in await self._sealing.opened(FACTORS, rows)]
        return tuple(sorted(found, key=lambda one: (one.added_at, one.id)))

    async def find(self, id: str) -> Factor | None:
        row = await self._rows.find_one({"_id": id, **THERE})
        return _factor(await self._sealing.opened_one(FACTORS, row)) if row else None

    async def passkey(self, credential_id: str) -> Passkey | None:
        found = await self.find(passkey_id(credential_id))
        return found if isinstance(found, Passkey) else None


async def forget_removed(db: Database, before: datetime) -> int:
    """Takes what was removed before then; gives how many there were."""
    done = await db[FACTORS].delete_many({"gone_at": {"$lt": before}})
    return int(done.deleted_count)


def added(factor: Factor) -> Inserts:
    return {FACTORS: [_row(factor)]}


def changed(before: Factor, after: Factor) -> GuardedUpdate:
    guard = {"_id": before.id, "version": before.version}
    row = _row(msgspec.structs.replace(after, version=before.version + 1))
    return GuardedUpdate(FACTORS, guard, {"$set": row})


def removed(factor: Factor, now: datetime) -> tuple[list[GuardedUpdate], list[Removal]]:
    """A passkey is kept a while, for its owner if somebody else removed it; secrets are not."""
    if not isinstance(factor, Passkey):
        return [], [Removal(FACTORS, {"_id": factor.id})]
    guard = {"_id": factor.id, "version": factor.version}
    gone = {"gone_at": now, "version": factor.version + 1}
    return [GuardedUpdate(FACTORS, guard, {"$set": gone})], []


def _row(factor: Factor) -> dict[str, Any]:
    row = plain(factor)
    return {"_id": row.pop("id"), "account": row.pop("account_id"), **row}


def _factor(row: dict[str, Any]) -> Factor:
    factor: Factor = msgspec.convert(
        {**row, "id": row["_id"], "account_id": row["account"]}, Factor
    )
    return factor
