"""Versions of the business calendar in MongoDB; the last one is in force."""

from collections.abc import Mapping
from typing import Any

import msgspec
from pymongo import DESCENDING, IndexModel
from pymongo.errors import DuplicateKeyError

from infra.storage.changes import plain
from infra.storage.mongo import Database
from services.appeals.contract.calendar import BusinessCalendar
from services.appeals.contract.calendar_views import CalendarView

CALENDARS = "calendars"
"""{_id: version, calendar, since, by}: rows are added, and none is changed."""

INDEXES: dict[str, list[IndexModel]] = {CALENDARS: []}


class CalendarStore:
    """Implements `Calendars`."""

    def __init__(self, db: Database) -> None:
        self._rows = db[CALENDARS]

    async def in_force(self) -> BusinessCalendar | None:
        return (await self.latest()).calendar

    async def latest(self) -> CalendarView:
        rows = await self._rows.find().sort("_id", DESCENDING).limit(1).to_list(1)
        return _view(rows[0]) if rows else CalendarView(version=0)

    async def add(self, view: CalendarView) -> bool:
        """False where somebody else added this version meanwhile."""
        row = plain(view)
        try:
            await self._rows.insert_one({"_id": row.pop("version"), **row})
        except DuplicateKeyError:
            return False
        return True


def _view(row: Mapping[str, Any]) -> CalendarView:
    return msgspec.convert({**row, "version": row["_id"], "type": "CalendarView"}, CalendarView)
