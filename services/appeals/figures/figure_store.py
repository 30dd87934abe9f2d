"""Figures in MongoDB. Those of a period are read by its index, so that it costs the same however
many appeals there ever were; what is so now costs by the appeals that are open."""

from datetime import datetime
from typing import Any

import msgspec
from pymongo import ASCENDING, IndexModel

from infra.storage.mongo import Database, due_until
from services.appeals.adapters.documents import APPEALS, FIGURES
from services.appeals.contract.words import AppealState
from services.appeals.domain.figures import Figure
from services.appeals.domain.lifecycle import OPEN

INDEXES: dict[str, list[IndexModel]] = {FIGURES: [IndexModel([("at", ASCENDING)])]}
_OPEN = {"phase": {"$in": sorted(state.value for state in OPEN)}}
_OURS = {"phase": {"$in": sorted(state.value for state in OPEN - {AppealState.WAITING_FOR_MEMBER})}}


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
        unanswered = {"state.first_answered_at": None, "state.first_answer_due": due_until(now)}
        undecided = {
            "state.first_answered_at": {"$ne": None},
            "state.decision_due": due_until(now),
        }
        return sum(
            [int(await self._appeals.count_documents({**_OURS, **one}))
             for one in (unanswered, undecided)]
        )  # fmt: skip

    async def open_by_reviewer(self) -> dict[str, int]:
        steps: list[dict[str, Any]] = [
            {"$match": {**_OPEN, "state.reviewer": {"$ne": None}}},
            {"$group": {"_id": "$state.reviewer.id", "count": {"$sum": 1}}},
        ]
        cursor = self._appeals.aggregate(steps)
        return {row["_id"]: row["count"] async for row in cursor}
