"""What was given up, as stored: a row for each time, as long as something can be done about it."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from pymongo import DESCENDING, DeleteOne

from infra.storage.mongo import Database, find_by_ids, id_batches
from services.notify.contract.staff import DeadLetterFilter
from services.notify.core.deliveries.dead_letter import DeadLetter
from services.notify.core.deliveries.journal import JournalEntry
from services.notify.core.ports.stores import Found
from services.notify.core.stores.collections import DEAD_LETTERS
from services.notify.core.stores.cursors import page_of
from services.notify.core.stores.documents import from_document, to_document
from services.notify.core.stores.inserting import insert_new


class DeadLetters:
    def __init__(self, db: Database) -> None:
        self._rows = db[DEAD_LETTERS]

    async def add(self, failures: Iterable[JournalEntry]) -> None:
        """What could not be sent, where staff find it."""
        await insert_new(self._rows, [to_document(entry) for entry in failures])

    async def page(self, only: DeadLetterFilter, after: str, first: int) -> Found[DeadLetter]:
        """Newest first."""
        return await page_of(
            self._rows, DeadLetter, _query(only), "at",
            after=after, first=first, direction=DESCENDING,
        )  # fmt: skip

    async def get_many(self, ids: Sequence[str]) -> list[DeadLetter]:
        found = await find_by_ids(self._rows, list(dict.fromkeys(ids)))
        return [from_document(row, DeadLetter) for row in found.values()]

    async def erase(self, alert_ids: Sequence[str]) -> None:
        for some in id_batches(alert_ids):
            await self._rows.delete_many({"alert_id": {"$in": some}})

    async def remove(self, letters: Sequence[DeadLetter]) -> None:
        gone = [DeleteOne({"_id": letter.id}) for letter in letters]
        if gone:
            await self._rows.bulk_write(gone, ordered=False)


def _query(only: DeadLetterFilter) -> dict[str, Any]:
    query: dict[str, Any] = {}
    for field in ("channel", "code", "campaign"):
        if value := getattr(only, field):
            query[field] = value
    if only.reason:
        query["reason"] = {"$regex": re.escape(only.reason), "$options": "i"}
    limits = {"$gte": only.since, "$lt": only.until}
    if given := {name: time for name, time in limits.items() if time is not None}:
        query["at"] = given
    return query
