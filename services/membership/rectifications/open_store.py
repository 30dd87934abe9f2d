"""Members whose record is asked to be rectified, by when they have to be answered."""

from datetime import datetime
from typing import Any, NamedTuple

from pymongo import ASCENDING, IndexModel

from infra.kernel.paging import MOST_COUNTED, not_of_this_list
from infra.storage.mongo import Database
from services.membership.adapters.documents import MEMBERSHIPS
from services.membership.domain.aggregate.state import EPOCH

_BY = "state.rectify_by"
_OPEN: dict[str, Any] = {_BY: {"$gt": EPOCH}}
INDEXES = {MEMBERSHIPS: [IndexModel([(_BY, ASCENDING), ("_id", ASCENDING)], sparse=True)]}


class OpenPlace(NamedTuple):
    """Of a member in the list."""

    answer_by: datetime
    member_id: str

    def __str__(self) -> str:
        return f"{self.answer_by.isoformat()} {self.member_id}"

    @classmethod
    def read(cls, text: str) -> "OpenPlace":
        """
        Raises:
            InvalidInput: not a place of this list.
        """
        at, _, member_id = text.partition(" ")
        try:
            return cls(datetime.fromisoformat(at), member_id)
        except ValueError:
            raise not_of_this_list() from None


class OpenStore:
    def __init__(self, db: Database) -> None:
        self._members = db[MEMBERSHIPS]

    async def count(self) -> int:
        return await self._members.count_documents(_OPEN, limit=MOST_COUNTED)

    async def page(self, after: OpenPlace | None, limit: int) -> list[OpenPlace]:
        asked = _behind(after) if after else _OPEN
        rows = self._members.find(asked, {_BY: 1}).sort([(_BY, 1), ("_id", 1)]).limit(limit)
        return [OpenPlace(row["state"]["rectify_by"], row["_id"]) async for row in rows]


def _behind(place: OpenPlace) -> dict[str, Any]:
    same = {_BY: place.answer_by, "_id": {"$gt": place.member_id}}
    return {"$or": [{_BY: {"$gt": place.answer_by}}, same]}
