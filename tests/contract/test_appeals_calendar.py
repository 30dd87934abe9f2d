"""The business calendar on the real server: in versions, and never behind a promise."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from infra.kernel.errors import Conflict, Forbidden, InvalidInput
from infra.kernel.events import Actor
from infra.settings import SettingsError
from infra.storage.mongo import database
from services.appeals.calendar.calendar_store import CALENDARS, CalendarStore
from services.appeals.calendar.keeping import CalendarKeeping
from services.appeals.contract.calendar import BusinessCalendar, SpecialDay
from services.appeals.contract.calendar_commands import SetCalendar
from services.appeals.contract.calendar_views import CalendarView
from services.appeals.contract.queries import GetCalendar
from services.membership.contract.words import Cause
from services.shared.callers import StaffKind
from tests.contract.appeals_system import NOON, AppealsSystem, appeals_system
from tests.fakes.callers import staff_caller
from tests.unit.appeals.people import by, opening

OFFICE = BusinessCalendar(
    zone="Asia/Shanghai",
    week=(*(("09:00-17:00",),) * 5, (), ()),
    days=(SpecialDay(day=date(2026, 11, 24)),),
)
ADMIN = staff_caller("s-9", "Ada")
REVIEWER = staff_caller("s-7", "Ron", staff_kind=StaffKind.REVIEWER)


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[AppealsSystem]:
    async with appeals_system(mongo_url, database_prefix) as built:
        yield built


async def in_force(system: AppealsSystem) -> CalendarView:
    [view] = await system.api.read([GetCalendar()])
    assert isinstance(view, CalendarView)
    return view


async def test_what_was_promised_stays_and_what_is_promised_next_goes_by_the_new_one(
    system: AppealsSystem,
) -> None:
    assert await in_force(system) == CalendarView(version=0)
    before = await system.open()
    set_ = SetCalendar(calendar=OFFICE, based_on=0)
    view = await system.api.set_calendar(set_, ADMIN)
    assert (view.version, view.since, view.by) == (1, NOON, ADMIN.actor)
    assert await system.api.set_calendar(set_, ADMIN) == view == await in_force(system)
    assert (await system.view(before.number)).first_answer_due == NOON + timedelta(hours=24)

    await system.membership.lose("m-7", NOON - timedelta(days=1), Cause.SYNC_DELAY)
    other = Actor(kind="MEMBER", id="m-7")
    opened = await system.api.execute(opening(member_id="m-7"), by(other))
    assert opened.appeal.first_answer_due == NOON + timedelta(days=4, hours=21)


async def test_of_two_who_change_the_same_version_one_is_told(system: AppealsSystem) -> None:
    other = staff_caller("s-8", "Eve")
    answers = await asyncio.gather(
        system.api.set_calendar(SetCalendar(calendar=OFFICE, based_on=0), ADMIN),
        system.api.set_calendar(SetCalendar(calendar=None, based_on=0), other),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in answers) == ["CalendarView", "Conflict"]
    with pytest.raises(Conflict, match="Version 1"):
        await system.api.set_calendar(SetCalendar(calendar=None, based_on=5), ADMIN)


async def test_only_administrators_set_it_and_only_what_makes_sense(system: AppealsSystem) -> None:
    with pytest.raises(Forbidden):
        await system.api.set_calendar(SetCalendar(calendar=None, based_on=0), REVIEWER)
    nobody = BusinessCalendar(zone="UTC", week=((),) * 7)
    with pytest.raises(InvalidInput):
        await system.api.set_calendar(SetCalendar(calendar=nobody, based_on=0), ADMIN)
    assert (await in_force(system)).version == 0


async def test_the_operators_file_begins_it_once(
    system: AppealsSystem, database_prefix: str, tmp_path: Path
) -> None:
    db = database(system.mongo, f"{database_prefix}_appeals")
    keeping = CalendarKeeping(CalendarStore(db), system.clock)
    file = tmp_path / "calendar.json"
    file.write_text(json.dumps({"zone": "Mars", "week": [[]] * 7}))
    with pytest.raises(SettingsError, match=r"calendar\.json.*IANA"):
        await keeping.begin_with(file)
    file.write_text(
        json.dumps(
            {
                "zone": OFFICE.zone,
                "week": OFFICE.week,
                "days": [{"day": "2026-11-24"}],
            }
        )
    )
    await asyncio.gather(keeping.begin_with(file), keeping.begin_with(file))
    assert (await in_force(system)).calendar == OFFICE
    assert await db[CALENDARS].count_documents({}) == 1
