"""Reads of members by staff, as stored: an entry costs the same whoever was read how often."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from infra.kernel.paging import MOST_COUNTED
from infra.storage.mongo import Database
from services.membership.adapters.documents import READS
from services.membership.contract.staff_reads import KeptRead, StaffRead

SEARCHES = "staff_searches"
"""{_id: of the read, staff_id, at}: those that looked for somebody, to count them."""

INDEXES: dict[str, list[IndexModel]] = {
    READS: [
        IndexModel([("members", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("staff_id", ASCENDING), ("_id", DESCENDING)]),
    ],
    SEARCHES: [IndexModel([("staff_id", ASCENDING), ("at", ASCENDING)])],
}


class ReadStore:
    def __init__(self, db: Database) -> None:
        self._reads = db[READS]
        self._searches = db[SEARCHES]

    async def keep(self, rows: Sequence[tuple[KeptRead, StaffRead]]) -> None:
        await self._reads.insert_many([_row(kept, read) for kept, read in rows])
        if searches := [kept for kept, read in rows if read.search]:
            await self._searches.insert_many(
                [{"_id": one.id, "staff_id": one.staff_id, "at": one.at} for one in searches]
            )

    async def searches_since(self, staff_id: str, since: datetime, most: int) -> int:
        asked = {"staff_id": staff_id, "at": {"$gt": since}}
        return await self._searches.count_documents(asked, limit=most)

    async def page(self, asked: dict[str, str], after: str, limit: int) -> list[KeptRead]:
        """Newest first. `asked`: whose, by member, by member of staff, or all."""
        beyond = {"_id": {"$lt": after}} if after else {}
        rows = self._reads.find({**asked, **beyond}).sort("_id", DESCENDING).limit(limit)
        return [_read(row) async for row in rows]

    async def count(self, asked: dict[str, str]) -> int:
        return await self._reads.count_documents(asked, limit=MOST_COUNTED)


def _row(kept: KeptRead, read: StaffRead) -> dict[str, Any]:
    return {
        "_id": kept.id,
        "at": kept.at,
        "staff_id": kept.staff_id,
        "name": kept.name,
        "kind": kept.kind,
        "field": kept.field,
        "fields": list(kept.fields),
        "members": list(read.members),
        "request_id": kept.request_id,
        **({"reason": kept.reason} if kept.reason else {}),
    }


def _read(row: dict[str, Any]) -> KeptRead:
    known = {name: row[name] for name in ("at", "staff_id", "name", "kind", "field", "request_id")}
    return KeptRead(
        id=row["_id"],
        fields=tuple(row["fields"]),
        members=len(row["members"]),
        reason=row.get("reason", ""),
        **known,
    )
