"""Members who were taken over and are not live yet."""

from typing import Any

from pymongo import ASCENDING, IndexModel

from infra.kernel.paging import MOST_COUNTED
from infra.storage.mongo import Database
from services.membership.adapters.documents import MEMBERSHIPS

HELD = "state.held_since"
INDEXES = {MEMBERSHIPS: [IndexModel([(HELD, ASCENDING)], sparse=True)]}
_HELD: dict[str, Any] = {HELD: {"$exists": True}}


class HeldMembers:
    def __init__(self, db: Database) -> None:
        self._rows = db[MEMBERSHIPS]

    async def some(self, limit: int) -> list[str]:
        """In no order."""
        found = self._rows.find(_HELD, {"_id": 1}).limit(limit)
        return [str(row["_id"]) async for row in found]

    async def count(self) -> int:
        """As far as it is worth counting, batch after batch."""
        return int(await self._rows.count_documents(_HELD, limit=MOST_COUNTED))
