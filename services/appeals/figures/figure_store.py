"""Figures in MongoDB. Those of a period are read by its index, so that it costs the same however
many appeals there ever were; what is so now costs by the appeals that are open."""

from datetime import datetime
from typing import Any

import msgspec
from pymongo import ASCENDING, IndexModel

from infra.storage.mongo import Database
from services.appeals.adapters.documents import APPEALS, FIGURES, LISTS, ORDER
from services.appeals.contract.desk_words import AppealQueue
from services.appeals.domain.aggregate.lifecycle import OPEN
from services.appeals.domain.queues.lists import in_state, turn
from services.appeals.domain.queues.queue import key_at
from services.appeals.domain.recording.figures import Figure

INDEXES: dict[str, list[IndexModel]] = {FIGURES: [IndexModel([("at", ASCENDING)])]}
_OPEN = {LISTS: {"$in": [in_state(state) for state in OPEN]}}
_OURS = {LISTS: {"$in": [turn(queue) for queue in AppealQueue]}}


class FigureStore:
    def __init__(self, db: Database) -> None:
        self._figures = db[FIGURES]
        self._appeals = db[APPEALS]

    async def of_period(self, since: datetime, until: datetime) -> list[Figure]:
        rows = self._figures.find({"at": {"$gte": since, "$lt": until}}, {"_id": 0})
        return [msgspec.convert(row, Figure) async for row in rows]

    async def open(self) -> int:
        return int(await self._appeals.count_documents(_OPEN))

    async def overdue(self, now: datetime) -> int:
        """First answers, and decisions."""
        late = {**_OURS, ORDER: {"$lt": key_at(now)}}
        return int(await self._appeals.count_documents(late))

    async def open_by_reviewer(self) -> dict[str, int]:
        steps: list[dict[str, Any]] = [
            {"$match": {**_OPEN, "state.reviewer": {"$ne": None}}},
            {"$group": {"_id": "$state.reviewer.id", "count": {"$sum": 1}}},
        ]
        cursor = self._appeals.aggregate(steps)
        return {row["_id"]: row["count"] async for row in cursor}
