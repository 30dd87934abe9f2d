"""Receipts that somebody waits for and that were not passed on yet, as stored: a row for those that
came together."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from infra.kernel.ids import derived_id
from infra.storage.mongo import Database, id_batches
from services.notify.contract.words import Channel
from services.notify.core.deliveries.journal import Entry
from services.notify.core.stores.collections import UNPASSED
from services.notify.core.stores.documents import from_document, to_document
from services.notify.core.stores.inserting import insert_new


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    alert_id: str
    channel: Channel
    at: datetime


class Unpassed(msgspec.Struct, frozen=True, kw_only=True):
    """`campaign`: empty for alerts about single members."""

    id: str
    campaign: str
    receipts: tuple[Receipt, ...]


class UnpassedReceipts:
    def __init__(self, db: Database) -> None:
        self._rows = db[UNPASSED]

    async def add(self, campaign: str, entries: Sequence[Entry]) -> None:
        """The same entries again change nothing while they are there."""
        await insert_new(self._rows, [to_document(unpassed(campaign, entries))])

    async def oldest(self, limit: int) -> list[Unpassed]:
        cursor = self._rows.find({}).limit(limit)
        return [from_document(row, Unpassed) async for row in cursor]

    async def remove(self, pages: Sequence[Unpassed]) -> None:
        for some in id_batches(page.id for page in pages):
            await self._rows.delete_many({"_id": {"$in": some}})


def unpassed(campaign: str, entries: Sequence[Entry]) -> Unpassed:
    receipts = tuple(Receipt(alert_id=e.alert_id, channel=e.channel, at=e.at) for e in entries)
    return Unpassed(id=derived_id(*(e.id for e in entries)), campaign=campaign, receipts=receipts)
