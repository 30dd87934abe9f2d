"""Receipts that somebody waits for and that were not passed on yet, as stored: a row for those that
came together."""

from collections.abc import Sequence
from typing import Any

from infra.storage.mongo import Database, id_batches
from services.notify.core.deliveries.journal import JournalEntry
from services.notify.core.deliveries.receipts import (
    AddressMoved,
    Unpassed,
    Unreached,
    unpassed,
    unpassed_failures,
    unpassed_reach,
)
from services.notify.core.stores.collections import UNPASSED
from services.notify.core.stores.documents import from_document, to_document
from services.notify.core.stores.inserting import insert_new


class UnpassedReceipts:
    def __init__(self, db: Database) -> None:
        self._rows = db[UNPASSED]

    async def add(self, campaign: str, entries: Sequence[JournalEntry]) -> None:
        """The same entries again change nothing while they are there."""
        await insert_new(self._rows, [to_document(unpassed(campaign, entries))])

    async def add_unreached(self, alerts: Sequence[Unreached]) -> None:
        """The same alerts again change nothing while they are there."""
        if alerts:
            await insert_new(self._rows, [to_document(unpassed_failures(alerts))])

    async def oldest(self, limit: int) -> list[Unpassed]:
        cursor = self._rows.find({}).limit(limit)
        return [from_document(row, Unpassed) async for row in cursor]

    async def remove(self, pages: Sequence[Unpassed]) -> None:
        for some in id_batches(page.id for page in pages):
            await self._rows.delete_many({"_id": {"$in": some}})


def word_of_reach(
    reach_of: Sequence[str] = (), moves: Sequence[AddressMoved] = ()
) -> dict[str, list[dict[str, Any]]]:
    """That it changed whether, or where, members can be told anything; nothing where it did not."""
    if not reach_of and not moves:
        return {}
    return {UNPASSED: [to_document(unpassed_reach(reach_of, moves))]}
