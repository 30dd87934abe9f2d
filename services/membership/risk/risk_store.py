"""Whose membership is at risk, highest first: by an index over what is stored beside each."""

from typing import Any, NamedTuple

from pymongo import ASCENDING, DESCENDING, IndexModel

from infra.kernel.paging import MOST_COUNTED, not_of_this_list
from infra.storage.mongo import Database
from services.membership.adapters.documents import MEMBERSHIPS, RISK

INDEXES = {MEMBERSHIPS: [IndexModel([(RISK, DESCENDING), ("_id", ASCENDING)])]}


class RiskPlace(NamedTuple):
    """Of an entry of the list."""

    points: int
    member_id: str

    def __str__(self) -> str:
        return f"{self.points}:{self.member_id}"

    @classmethod
    def read(cls, text: str) -> "RiskPlace":
        """
        Raises:
            InvalidInput: not a place of this list.
        """
        points, colon, member_id = text.partition(":")
        if not colon or not points.isdecimal():
            raise not_of_this_list()
        return cls(int(points), member_id)


class RiskStore:
    def __init__(self, db: Database) -> None:
        self._rows = db[MEMBERSHIPS]

    async def page(self, after: RiskPlace | None, least: int, limit: int) -> list[RiskPlace]:
        """Those with at least so many points; `least` from 1."""
        asked: dict[str, Any] = {RISK: {"$gte": least}}
        if after is not None:
            asked = {
                "$or": [
                    {RISK: {"$gte": least, "$lt": after.points}},
                    {RISK: after.points, "_id": {"$gt": after.member_id}},
                ]
            }
        found = self._rows.find(asked, {RISK: 1}).sort([(RISK, -1), ("_id", 1)]).limit(limit)
        return [RiskPlace(row[RISK], row["_id"]) async for row in found]

    async def count(self, least: int) -> int:
        return await self._rows.count_documents({RISK: {"$gte": least}}, limit=MOST_COUNTED)
