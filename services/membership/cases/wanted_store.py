"""Memberships that want a case and have no number of it yet."""

from typing import Any

from pymongo import ASCENDING, IndexModel

from infra.storage.mongo import Database
from services.membership.adapters.documents import MEMBERSHIPS

WANTED: dict[str, Any] = {"state.case.version": {"$gt": 0}}
INDEXES = {MEMBERSHIPS: [IndexModel([("state.case.version", ASCENDING)], sparse=True)]}


class WantedCases:
    def __init__(self, db: Database) -> None:
        self._rows = db[MEMBERSHIPS]

    async def members(self, limit: int) -> list[str]:
        """Some of those who wait, in no order."""
        found = self._rows.find(WANTED, {"_id": 1}).limit(limit)
        return [str(row["_id"]) async for row in found]
