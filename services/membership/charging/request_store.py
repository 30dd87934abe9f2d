"""Memberships of which the host is asked to charge the method of payment, the most urgent first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, IndexModel

from infra.kernel.paging import MOST_COUNTED
from infra.storage.mongo import Database
from services.membership.adapters import documents as d
from services.membership.domain.aggregate.state import EPOCH, Membership

_UNTIL = "state.charge.open_until"
OPEN: dict[str, Any] = {_UNTIL: {"$gt": EPOCH}}
INDEXES = {d.MEMBERSHIPS: [IndexModel([(_UNTIL, ASCENDING), ("_id", ASCENDING)], sparse=True)]}


class OpenRequests:
    def __init__(self, db: Database) -> None:
        self._members = db[d.MEMBERSHIPS]

    async def count(self) -> int:
        return await self._members.count_documents(OPEN, limit=MOST_COUNTED)

    async def page(self, after: tuple[datetime, str] | None, limit: int) -> Sequence[Membership]:
        """`after`: until when the last one seen was open, and whose it was."""
        asked = _behind(*after) if after else OPEN
        found = self._members.find(asked, {"state": 1}).sort([(_UNTIL, 1), ("_id", 1)]).limit(limit)
        return [d.item(row["state"], Membership) async for row in found]


def _behind(until: datetime, member_id: str) -> dict[str, Any]:
    return {"$or": [{_UNTIL: {"$gt": until}}, {_UNTIL: until, "_id": {"$gt": member_id}}]}
