"""How long due work has waited, and how much was given up, as the deliveries say.

Read from the database each time: a gauge of a loop that died would go on looking well.
"""

from datetime import UTC, datetime
from typing import Any

from pymongo import ASCENDING

from infra.kernel.clock import Clock
from infra.mongo import Database
from services.notify.adapters.collections import DELIVERIES
from services.notify.adapters.deliveries import ENQUEUED_FOR
from services.notify.contract.words import DeliveryState

_LONG_AGO = datetime.fromtimestamp(0, UTC)
_LOOKED_AT = 200


class StoredDueWork:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._rows = db[DELIVERIES]
        self._clock = clock

    async def oldest_due(self) -> datetime | None:
        """When the longest waiting work was due. What is put into the queue again and again is as
        old as its plan."""
        until = self._clock.now() + ENQUEUED_FOR
        fields = {"next_due": 1, "planned_at": 1, "queued": 1, "attempts": 1, "state": 1}
        query = {"next_due": {"$gt": _LONG_AGO, "$lte": until}}
        cursor = self._rows.find(query, fields).sort("next_due", ASCENDING).limit(_LOOKED_AT)
        found = [self._due(row) async for row in cursor]
        return min((due for due in found if due <= self._clock.now()), default=None)

    async def dead_letters(self) -> int:
        return int(await self._rows.count_documents({"state": DeliveryState.FAILED}))

    def _due(self, row: dict[str, Any]) -> datetime:
        due: datetime = row["next_due"]
        if not row["queued"]:
            return due
        planned: datetime = row["planned_at"]
        if row["state"] == DeliveryState.PLANNED and row["attempts"] == 0:
            return min(planned, due)
        return due - ENQUEUED_FOR
