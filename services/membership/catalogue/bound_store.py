"""The members whom clauses bind, page by page in order of their ids."""

from infra.storage.mongo import Database
from services.membership.adapters import documents as d
from services.membership.catalogue.domain.preview import HeldVersion
from services.membership.domain.aggregate.lifecycle import LIVE

_LIVE = {"state.lifecycle": {"$in": sorted(one.value for one in LIVE)}}


class BoundStore:
    """Of running memberships only: all of them are bound by the clauses, or will be."""

    def __init__(self, db: Database) -> None:
        self._members = db[d.MEMBERSHIPS]

    async def count(self, code: str) -> int:
        return await self._members.count_documents(_LIVE)

    async def holdings(self, code: str, after: str, limit: int) -> list[HeldVersion]:
        asked = {**_LIVE, "_id": {"$gt": after}}
        found = self._members.find(asked, {f"state.clauses.{code}.version": 1})
        rows = await found.sort("_id", 1).limit(limit).to_list(None)
        return [HeldVersion(member_id=row["_id"], version=_bound(row, code)) for row in rows]


def _bound(row: dict[str, dict[str, dict[str, dict[str, int]]]], code: str) -> int:
    return row.get("state", {}).get("clauses", {}).get(code, {}).get("version", 0)
