"""Figures in MongoDB: a row of each, and a row of each day that is over with their sums."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.errors import DuplicateKeyError

from infra.kernel.paging import MOST_COUNTED
from infra.storage.changes import plain
from infra.storage.mongo import Database, Session
from infra.storage.transactions import Transactions
from services.appeals.adapters.documents import APPEALS, FIGURES, LISTS, ORDER
from services.appeals.contract.desk_words import AppealQueue
from services.appeals.domain.aggregate.lifecycle import OPEN
from services.appeals.domain.queues.lists import in_state, turn
from services.appeals.domain.queues.queue import key_at
from services.appeals.domain.recording.figures import Figure, FigureKind
from services.appeals.figures.domain.summing import KeptDay, sums_of

DAYS = "figure_days"
"""{_id: the day (UTC), open, sums}: each day from the first that anything was counted in."""

INDEXES: dict[str, list[IndexModel]] = {FIGURES: [IndexModel([("at", ASCENDING)])], DAYS: []}
_OPEN = {LISTS: {"$in": [in_state(state) for state in OPEN]}}
_OURS = {LISTS: {"$in": [turn(queue) for queue in AppealQueue]}}


class FigureStore:
    def __init__(self, db: Database, transactions: Transactions) -> None:
        self._figures = db[FIGURES]
        self._appeals = db[APPEALS]
        self._days = db[DAYS]
        self._transactions = transactions

    async def of_period(
        self, since: datetime, until: datetime | None, session: Session | None = None
    ) -> list[Figure]:
        """`until` none: to the newest."""
        asked = {"$gte": since, "$lt": until} if until else {"$gte": since}
        rows = self._figures.find({"at": asked}, {"_id": 0}, session=session)
        return [msgspec.convert(row, Figure) async for row in rows]

    async def first(self) -> date | None:
        """The day of the first figure."""
        row = await self._figures.find_one({}, {"at": 1}, sort=[("at", ASCENDING)])
        return row["at"].astimezone(UTC).date() if row else None

    async def kept(self, since: date, until: date) -> list[KeptDay]:
        """From `since` to before `until`; without a gap between them."""
        asked = {"_id": {"$gte": since.isoformat(), "$lt": until.isoformat()}}
        return [_day(row) async for row in self._days.find(asked).sort("_id", ASCENDING)]

    async def last_kept(self) -> KeptDay | None:
        row = await self._days.find_one({}, sort=[("_id", DESCENDING)])
        return _day(row) if row else None

    async def keep(self, day: KeptDay) -> None:
        """It never changes any more: whoever is slower finds the same."""
        row = plain(day)
        with suppress(DuplicateKeyError):
            await self._days.insert_one({"_id": row.pop("day"), **row})

    async def open_at(self, instant: datetime) -> int:
        """How many appeals were open, counted once: now, less what was opened and ended since."""

        async def count(session: Session) -> int:
            open_now = await self._appeals.count_documents(_OPEN, session=session)
            since = await self.of_period(instant, None, session)
            return int(open_now) - sums_of(since)[FigureKind.OPENED,]

        return await self._transactions.run(count)

    async def overdue(self, now: datetime) -> int:
        """First answers, and decisions; counted as far as is worth it."""
        late = {**_OURS, ORDER: {"$lt": key_at(now)}}
        return int(await self._appeals.count_documents(late, limit=MOST_COUNTED))


def _day(row: Mapping[str, Any]) -> KeptDay:
    return msgspec.convert({**row, "day": row["_id"]}, KeptDay)
