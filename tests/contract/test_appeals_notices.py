"""What staff are told and what is counted, on the real server: written with what it tells of."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from infra.kernel.errors import Forbidden, InvalidInput
from infra.kernel.events import Actor
from infra.storage.mongo import database
from services.appeals.adapters.documents import FIGURES, NOTICES
from services.appeals.contract.commands import TakeAppeal
from services.appeals.contract.figures import AppealFigures, GetFigures
from services.appeals.contract.notice_words import NoticeKind as K
from services.appeals.contract.notices import (
    GetNotices,
    GetNoticesOf,
    MarkNoticesRead,
    NoticesPage,
    SetStaffContact,
)
from services.appeals.contract.views import Failed
from services.appeals.figures.figure_store import DAYS
from services.membership.contract.words import Cause, RemedyKind
from services.shared.callers import ActorKind
from tests.contract.appeals_system import LOST_AT, NOON, AppealsSystem, appeals_system
from tests.contract.test_appeals_service import seen
from tests.loops import looping
from tests.unit.appeals.people import ANNA, BO, DAY, HOUR, MEMBER, by, decision, opening
from tests.waiting import PATIENCE, eventually


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[AppealsSystem]:
    async with appeals_system(mongo_url, database_prefix) as built:
        yield built


async def notices(system: AppealsSystem, staff_id: str, **more: Any) -> NoticesPage:
    asked = GetNotices(staff_id=staff_id, **more)
    [page] = await system.api.read([asked])
    assert isinstance(page, NoticesPage)
    return page


async def test_each_reads_what_is_theirs_and_marks_it_for_themselves(
    system: AppealsSystem,
) -> None:
    number = (await system.open()).number
    system.clock.advance(timedelta(hours=12))
    await system.api.execute(TakeAppeal(number=number), by(ANNA))
    system.clock.advance(timedelta(hours=13))
    await system.api.execute(TakeAppeal(number=number, take_over=True), by(BO))
    mine = await notices(system, ANNA.id)
    assert [(one.kind, one.own, one.holds) for one in mine.notices] == [
        (K.TAKEN_OVER, True, True), (K.BREACHED, True, True), (K.BREACH_NEAR, False, False),
    ]  # fmt: skip
    assert (mine.total, mine.unread) == (3, 3)
    assert [one.kind for one in (await notices(system, BO.id)).notices] == [K.BREACH_NEAR]

    first = await notices(system, ANNA.id, first=1)
    rest = await notices(system, ANNA.id, after=first.cursors[-1])
    assert first.has_more
    assert [*first.notices, *rest.notices] == list(mine.notices)

    ids = tuple(one.id for one in mine.notices)
    marked = await system.api.mark_notices_read(MarkNoticesRead(ids=ids[:2]), by(ANNA))
    assert marked.unread == 1
    again = await system.api.mark_notices_read(MarkNoticesRead(ids=ids), by(BO))
    assert again.unread == 0
    unread = await notices(system, ANNA.id, only_unread=True)
    assert [one.kind for one in unread.notices] == [K.BREACH_NEAR]
    with pytest.raises(Forbidden):
        await system.api.mark_notices_read(MarkNoticesRead(ids=ids), by(MEMBER))


async def test_an_event_tells_those_whom_it_is_for(system: AppealsSystem) -> None:
    number = (await system.open()).number
    await system.api.execute(TakeAppeal(number=number), by(ANNA))
    system.clock.advance(timedelta(hours=25))
    await system.api.execute(TakeAppeal(number=number), by(ANNA))
    page = await system.api.feed(None, 0, 0.0)
    assert page is not None
    for staff, kinds in ((ANNA.id, [K.BREACHED]), (BO.id, [])):
        asked = GetNoticesOf(staff_id=staff, event_id=f"{number}:4")
        [told] = await system.api.read([asked])
        assert isinstance(told, NoticesPage)
        assert [one.kind for one in told.notices] == kinds


async def test_the_figures_of_a_period(system: AppealsSystem) -> None:
    async def figures(until: timedelta) -> AppealFigures:
        [found] = await system.api.read([GetFigures(since=NOON, until=NOON + until)])
        assert isinstance(found, AppealFigures)
        return found

    number = (await system.open()).number
    await system.membership.lose("m-7", NOON - DAY, Cause.SYNC_DELAY)
    system.clock.advance(timedelta(hours=2))
    await system.api.execute(TakeAppeal(number=number), by(ANNA))
    assert [(r.reviewer, r.open) for r in (await figures(DAY)).reviewers] == [(ANNA.id, 1)]
    assert (await figures(DAY)).open == 1
    system.clock.advance(timedelta(hours=23))
    assert (await figures(DAY)).overdue == 1
    await system.api.execute(decision(number, remedy=RemedyKind.NOTHING), by(ANNA))
    done = await figures(2 * DAY)
    assert (done.open, done.overdue, done.submitted) == (0, 0, 1)
    assert (done.first_answer.median, done.decision.p90) == (25 * 3600, 25 * 3600)
    assert [one.cause for one in done.causes] == [Cause.SYNC_DELAY]
    assert (await figures(2 * HOUR)).decision.count == 0
    [refused] = await system.api.read([GetFigures(since=NOON, until=NOON)])
    assert isinstance(refused, Failed)


async def test_days_that_are_over_are_read_from_their_sums_and_say_the_same(
    system: AppealsSystem, database_prefix: str
) -> None:
    """Appeals of three days, of which the first two are kept."""

    async def figures(since: timedelta, until: timedelta) -> AppealFigures:
        asked = GetFigures(since=NOON + since, until=NOON + until)
        [found] = await system.api.read([asked])
        assert isinstance(found, AppealFigures)
        return found

    [keep] = [one for one in system.component.loops if one.name == "sum figures up by day"]
    rows = database(system.mongo, f"{database_prefix}_appeals")
    for day in range(3):
        member = Actor(kind=ActorKind.MEMBER, id=f"m-{day}")
        await system.membership.lose(member.id, LOST_AT, Cause.SYNC_DELAY)
        opened = opening(member_id=member.id)
        number = (await system.api.execute(opened, by(member))).appeal.number
        if day < 2:
            await system.api.execute(TakeAppeal(number=number), by(ANNA))
            system.clock.advance(HOUR)
            await system.api.execute(decision(number, remedy=RemedyKind.NOTHING), by(ANNA))
            system.clock.advance(DAY - HOUR)
    spans = [(-DAY, 3 * DAY), (HOUR, 2 * DAY), (-5 * DAY, DAY), (DAY, DAY + HOUR)]
    before = [await figures(*span) for span in spans]
    assert (before[0].submitted, before[0].decision.count, before[0].open) == (3, 2, 1)
    async with looping([keep]), asyncio.timeout(PATIENCE):
        while await rows[DAYS].count_documents({}) < 2:
            await asyncio.sleep(0.01)
    assert [await figures(*span) for span in spans] == before
    await rows[FIGURES].delete_many({"at": {"$lt": NOON + DAY}})
    assert (await figures(-DAY, 3 * DAY)).decision.count == 2, "what is kept is not counted anew"
    assert await rows[DAYS].distinct("open") == [0]


async def test_mail_goes_once_to_those_who_said_where_and_not_about_what_is_over(
    system: AppealsSystem, database_prefix: str
) -> None:
    own = SetStaffContact(email="anna@shop.example", language="en")
    await system.api.set_staff_contact(own, by(ANNA))
    desk = SetStaffContact(email="bo@shop.example", language="zh", desk=True)
    assert (await system.api.set_staff_contact(desk, by(BO))).language == "zh-CN"
    with pytest.raises(InvalidInput) as refused:
        await system.api.set_staff_contact(SetStaffContact(email="x", language="en"), by(BO))
    assert refused.value.field == "email"

    number = (await system.open()).number
    system.told.down = True
    system.clock.advance(timedelta(hours=12))
    async with looping(system.component.loops):
        await eventually(lambda: system.told.refused)
        await system.api.execute(TakeAppeal(number=number), by(ANNA))
        system.clock.advance(timedelta(hours=12))
        await seen(system, number, lambda view: view.steps[-1].type == "RestoredForNow")
        system.told.down = False
        rows = database(system.mongo, f"{database_prefix}_appeals")[NOTICES]
        async with asyncio.timeout(PATIENCE):
            while await rows.count_documents({"mail_due": {"$exists": True}}):
                await asyncio.sleep(0.01)
    [mail] = system.told.mailed
    assert (mail.kind, mail.number, mail.own) == (K.BREACHED, number, True)
    assert [(one.staff_id, one.email) for one in mail.to] == [(ANNA.id, "anna@shop.example")]
