"""The business calendar as it is read."""

from datetime import datetime

import msgspec

from infra.kernel.events import Actor
from services.appeals.contract.calendar import BusinessCalendar


class CalendarView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`version`: 0 before any was set. `calendar`: none where people work round the clock. `by`:
    none of what the operator's file began with."""

    version: int
    calendar: BusinessCalendar | None = None
    since: datetime | None = None
    by: Actor | None = None
