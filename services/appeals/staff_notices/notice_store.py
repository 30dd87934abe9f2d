"""Notices in MongoDB. Each is written in the commit that it tells of, so there is one of each."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from pymongo import ASCENDING, DESCENDING, IndexModel

from infra.kernel.paging import MOST_COUNTED
from infra.storage.mongo import DUE_EVER, Database
from services.appeals.adapters.documents import NOTICES
from services.appeals.domain.recording.notices import StaffNotice

INDEXES: dict[str, list[IndexModel]] = {
    NOTICES: [
        IndexModel([("to", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("event_id", ASCENDING)]),
        IndexModel([("mail_due", ASCENDING)], sparse=True),
    ],
}


UNMAILED: dict[str, Any] = {"mail_due": {"$gt": DUE_EVER["$gt"]}}
"""Those that were not handed over to be mailed yet."""


class StoredNotice(NamedTuple):
    id: str
    notice: StaffNotice
    read: bool


class NoticeStore:
    def __init__(self, db: Database) -> None:
        self._rows = db[NOTICES]

    async def page(
        self, staff_id: str, after: str, limit: int, *, only_unread: bool
    ) -> list[StoredNotice]:
        """Newest first."""
        beyond = {"_id": {"$lt": after}} if after else {}
        asked = {**(_unread(staff_id) if only_unread else _of(staff_id)), **beyond}
        rows = await self._rows.find(asked).sort("_id", DESCENDING).limit(limit).to_list(limit)
        return [_stored(row, staff_id) for row in rows]

    async def of_event(self, event_id: str, staff_id: str) -> list[StoredNotice]:
        rows = await self._rows.find({"event_id": event_id, **_of(staff_id)}).to_list(None)
        return [_stored(row, staff_id) for row in rows]

    async def count(self, staff_id: str, *, only_unread: bool) -> int:
        asked = _unread(staff_id) if only_unread else _of(staff_id)
        return int(await self._rows.count_documents(asked, limit=MOST_COUNTED))

    async def unmailed(self, limit: int) -> list[StoredNotice]:
        """The oldest first."""
        rows = self._rows.find(UNMAILED).sort("mail_due", ASCENDING).limit(limit)
        return [_stored(row, "") for row in await rows.to_list(limit)]

    async def mailed(self, ids: Sequence[str]) -> None:
        if ids:
            await self._rows.update_many({"_id": {"$in": list(ids)}}, {"$unset": {"mail_due": 1}})

    async def mark(self, staff_id: str, ids: Sequence[str]) -> None:
        theirs = {"_id": {"$in": list(ids)}, **_of(staff_id)}
        await self._rows.update_many(theirs, {"$addToSet": {"read_by": staff_id}})


def _of(staff_id: str) -> dict[str, Any]:
    return {"to": {"$in": ["", staff_id]}}


def _unread(staff_id: str) -> dict[str, Any]:
    return {**_of(staff_id), "read_by": {"$ne": staff_id}}


def _stored(row: Mapping[str, Any], staff_id: str) -> StoredNotice:
    notice = msgspec.convert(row, StaffNotice)
    return StoredNotice(row["_id"], notice, staff_id in row["read_by"])
