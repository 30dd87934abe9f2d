"""Incidents, as stored. A restart knows what was told."""

import contextlib

from pymongo.errors import DuplicateKeyError

from infra.storage.mongo import Database
from services.notify.core.stores.collections import INCIDENTS
from services.notify.core.stores.documents import changes, from_document, to_document
from services.notify.operations.domain.incidents import Incident


class Incidents:
    def __init__(self, db: Database) -> None:
        self._rows = db[INCIDENTS]

    async def all(self) -> dict[str, Incident]:
        found = [from_document(row, Incident) async for row in self._rows.find({})]
        return {incident.id: incident for incident in found}

    async def save(self, before: Incident | None, after: Incident) -> None:
        """Nothing happens where another process was faster."""
        if before is None:
            with contextlib.suppress(DuplicateKeyError):
                await self._rows.insert_one(to_document(after))
            return
        as_read = {"_id": before.id, "since": before.since, "over_at": before.over_at}
        await self._rows.update_one(as_read, {"$set": changes(before, after)})

    async def take(self, incident: Incident, way: str) -> bool:
        """Whether it is ours to tell this way; written before it is told, so that a crash in
        between cannot tell it twice."""
        taken = await self._rows.update_one(
            {"_id": incident.id, "left": way}, {"$pull": {"left": way}}
        )
        return taken.modified_count == 1

    async def give_back(self, incident: Incident, way: str) -> None:
        """It certainly was not told, and may be later."""
        await self._rows.update_one({"_id": incident.id}, {"$addToSet": {"left": way}})
