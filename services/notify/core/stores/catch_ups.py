"""What is still to be looked at for an address that came late, as stored."""

from collections.abc import Sequence

from pymongo import ASCENDING

from infra.kernel.ids import new_id
from infra.storage.changes import Inserts
from infra.storage.mongo import Database
from services.notify.core.alerts.catch_up import CatchUp, Gap
from services.notify.core.stores.collections import CATCH_UPS
from services.notify.core.stores.documents import from_document, to_document


class CatchUps:
    def __init__(self, db: Database) -> None:
        self._rows = db[CATCH_UPS]

    async def oldest(self, limit: int) -> list[CatchUp]:
        cursor = self._rows.find({}).sort("_id", ASCENDING).limit(limit)
        return [from_document(row, CatchUp) async for row in cursor]

    async def done(self, catch_up: CatchUp) -> None:
        await self._rows.delete_one({"_id": catch_up.id})


def new_catch_up(gaps: Sequence[Gap]) -> Inserts:
    """None for no gaps."""
    return {CATCH_UPS: [to_document(CatchUp(id=new_id(), gaps=tuple(gaps)))] if gaps else []}
