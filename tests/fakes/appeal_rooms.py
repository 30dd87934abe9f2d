"""The rooms of appeals, as the gateway's tests meet them."""

from typing import Any

from services.appeals.contract.calendar_commands import SetCalendar
from services.appeals.contract.calendar_views import CalendarView
from services.shared.callers import Caller


class FakeCalendars:
    """Part of the fake appeals, which keeps what was `executed`."""

    executed: list[tuple[Any, Caller]]

    async def set_calendar(self, command: SetCalendar, by: Caller) -> CalendarView:
        self.executed.append((command, by))
        return CalendarView(version=command.based_on + 1, calendar=command.calendar, by=by.actor)
