"""The business calendar, put together."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.kernel.clock import Clock
from infra.process.foundation import Foundation
from services.appeals.calendar.calendar_store import CalendarStore
from services.appeals.calendar.keeping import CalendarKeeping
from services.appeals.contract.queries import GetCalendar
from services.appeals.contract.query import Query
from services.appeals.contract.views import Answer


@dataclass(frozen=True, kw_only=True)
class CalendarRoom:
    """What the calendar brings into appeals. `store`: for whoever counts by it."""

    store: CalendarStore
    keeping: CalendarKeeping
    answers: dict[type[Query], Callable[[Any], Awaitable[Answer]]]
    prepare: Callable[[], Awaitable[None]]


def build_calendar(base: Foundation, clock: Clock, file: Path | None) -> CalendarRoom:
    store = CalendarStore(base.db)
    keeping = CalendarKeeping(store, clock)

    async def prepare() -> None:
        if file is not None:
            await keeping.begin_with(file)

    return CalendarRoom(
        store=store, keeping=keeping, answers={GetCalendar: keeping.read}, prepare=prepare
    )
