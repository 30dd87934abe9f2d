"""The log of calls: append-only, the same attempt again changes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from infra.storage.mongo import Database, find_by, id_batches
from services.notify.core.stores.collections import WEBHOOK_ATTEMPTS
from services.notify.core.stores.documents import from_document, to_document
from services.notify.core.stores.inserting import insert_new
from services.notify.webhooks.domain.delivery import Attempt


class Attempts:
    def __init__(self, db: Database) -> None:
        self._rows = db[WEBHOOK_ATTEMPTS]

    async def add(self, attempts: Sequence[Attempt]) -> None:
        await insert_new(self._rows, [to_document(one) for one in attempts])

    async def of(self, delivery_ids: Iterable[str]) -> dict[str, list[Attempt]]:
        """By delivery, oldest first."""
        found: dict[str, list[Attempt]] = defaultdict(list)
        for row in await find_by(self._rows, "delivery_id", delivery_ids):
            found[row["delivery_id"]].append(from_document(row, Attempt))
        return {id: sorted(some, key=lambda one: one.at) for id, some in found.items()}

    async def remove_of(self, delivery_ids: Iterable[str]) -> None:
        for some in id_batches(delivery_ids):
            await self._rows.delete_many({"delivery_id": {"$in": some}})
