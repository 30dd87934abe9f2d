"""The business calendar is read, and replaced by administrators. What was promised before is not
touched: each appeal keeps the calendar that it was submitted under."""

from pathlib import Path

import msgspec

from infra.kernel.clock import Clock
from infra.kernel.errors import Conflict, InvalidInput
from infra.kernel.sentences import both
from infra.settings import SettingsError
from services.appeals.calendar.calendar_store import CalendarStore
from services.appeals.calendar.domain.checking import check
from services.appeals.contract.calendar import BusinessCalendar
from services.appeals.contract.calendar_commands import SetCalendar
from services.appeals.contract.calendar_views import CalendarView
from services.appeals.contract.queries import GetCalendar
from services.shared.callers import Caller


class CalendarKeeping:
    def __init__(self, store: CalendarStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def read(self, query: GetCalendar) -> CalendarView:
        return await self._store.latest()

    async def replace(self, command: SetCalendar, by: Caller) -> CalendarView:
        """
        Raises:
            InvalidInput: it makes no sense; naming the field.
            Conflict: another version is in force than it was based on.
        """
        if command.calendar is not None:
            check(command.calendar)
        latest = await self._store.latest()
        if latest.version == command.based_on:
            new = CalendarView(
                version=latest.version + 1,
                calendar=command.calendar,
                since=self._clock.now(),
                by=by.actor,
            )
            if await self._store.add(new):
                return new
            latest = await self._store.latest()
        if (latest.version, latest.calendar, latest.by) == (
            command.based_on + 1, command.calendar, by.actor,
        ):  # fmt: skip
            return latest
        raise Conflict(
            both(
                "日历已有第 {version} 版；请在其基础上修改。",
                "Version {version} of the calendar is in force; change that one.",
                version=latest.version,
            ),
            field="basedOn",
        )

    async def begin_with(self, file: Path) -> None:
        """The operator's file, where no calendar was ever set.

        Raises:
            SettingsError: the file cannot be used.
        """
        if (await self._store.latest()).version:
            return
        first = CalendarView(version=1, calendar=read_calendar(file), since=self._clock.now())
        await self._store.add(first)  # of several processes one does it


def read_calendar(file: Path) -> BusinessCalendar:
    """
    Raises:
        SettingsError: with the file's name and what is wrong in it.
    """
    try:
        calendar = msgspec.json.decode(file.read_bytes(), type=BusinessCalendar)
        check(calendar)
    except OSError as error:
        raise SettingsError(f"APPEALS_CALENDAR_FILE {file}: {error.strerror}.") from None
    except (msgspec.MsgspecError, InvalidInput) as error:
        raise SettingsError(f"APPEALS_CALENDAR_FILE {file}: {error}") from None
    return calendar
