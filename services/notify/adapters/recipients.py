"""Recipients, as stored."""

from collections.abc import Sequence
from datetime import datetime

from pymongo import ASCENDING
from pymongo.errors import BulkWriteError

from infra.mongo import Database
from services.notify.adapters.collections import RECIPIENTS
from services.notify.adapters.documents import changes, from_document, to_document
from services.notify.domain.contacts import Recipient


class Recipients:
    def __init__(self, db: Database) -> None:
        self._rows = db[RECIPIENTS]

    async def get(self, member_id: str) -> Recipient | None:
        row = await self._rows.find_one({"_id": member_id})
        return from_document(row, Recipient) if row else None

    async def get_many(self, member_ids: Sequence[str]) -> dict[str, Recipient]:
        cursor = self._rows.find({"_id": {"$in": list(member_ids)}})
        return {row["_id"]: from_document(row, Recipient) async for row in cursor}

    async def save(self, before: Recipient | None, after: Recipient) -> bool:
        """Writes what changed, so that two changes at once both stay; false when `before` was
        none and the recipient is there by now."""
        if before is None:
            return await self.add_new([after]) == 1
        if update := changes(before, after):
            await self._rows.update_one({"_id": after.id}, {"$set": update})
        return True

    async def add_new(self, recipients: Sequence[Recipient]) -> int:
        """Inserts those that are not there yet; gives how many. Never overwrites: what a member
        changed since an import is worth more than the import."""
        known = set(await self._known([recipient.id for recipient in recipients]))
        fresh = {r.id: r for r in recipients if r.id not in known}
        if not fresh:
            return 0
        try:
            await self._rows.insert_many([to_document(r) for r in fresh.values()], ordered=False)
        except BulkWriteError as error:
            failures = (error.details or {}).get("writeErrors", [])
            if {failure.get("code") for failure in failures} != {11000}:
                raise
            return len(fresh) - len(failures)
        return len(fresh)

    async def page(self, after: str, limit: int) -> list[Recipient]:
        """Recipients in the order of their ids, above `after`."""
        cursor = self._rows.find({"_id": {"$gt": after}}).sort("_id", ASCENDING).limit(limit)
        return [from_document(row, Recipient) async for row in cursor]

    async def created_until(self, at: datetime) -> int:
        return int(await self._rows.count_documents({"created_at": {"$lte": at}}))

    async def _known(self, ids: list[str]) -> list[str]:
        cursor = self._rows.find({"_id": {"$in": ids}}, projection={"_id": 1})
        return [row["_id"] async for row in cursor]
