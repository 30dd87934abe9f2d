"""The case file of an appeal on the real server: sealed in versions, each part as soon as who knows
it answers, and without people's words once these are erased."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import msgspec
import pytest

from infra.kernel.errors import Forbidden, NotFound
from infra.kernel.events import Actor
from infra.kernel.free_text import ERASED
from infra.storage.mongo import Database, database
from services.appeals.adapters.documents import CASE_FILES, MESSAGES
from services.appeals.contract.case_commands import RefreshCaseFile
from services.appeals.contract.case_queries import GetCaseDifference, GetCaseVersion
from services.appeals.contract.case_views import (
    CaseDifference,
    CaseFileView,
    CasePart,
    EntryRef,
)
from services.appeals.contract.commands import ReplyToAppeal
from services.appeals.contract.views import AppealView, Failed
from services.appeals.domain.case.case_seal import holds
from services.membership.contract.case_records import OrderMatch
from services.shared.callers import ActorKind, Caller
from tests.contract.appeals_system import LOST_AT, AppealsSystem, appeals_system
from tests.fakes.membership import record
from tests.fakes.told import alert
from tests.loops import looping
from tests.unit.appeals.people import ANNA, DAY, HOUR, MEMBER, STRANGER, by
from tests.waiting import PATIENCE


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[AppealsSystem]:
    async with appeals_system(mongo_url, database_prefix) as built:
        built.membership.records = [record("O-1", LOST_AT, paid=9_000)]
        built.told.alerts = [alert("a-1", MEMBER.id, LOST_AT)]
        yield built


@pytest.fixture
async def running(system: AppealsSystem) -> AsyncIterator[AppealsSystem]:
    async with looping(system.component.loops):
        yield system


@pytest.fixture
def db(system: AppealsSystem, database_prefix: str) -> Database:
    return database(system.mongo, f"{database_prefix}_appeals")


async def read(system: AppealsSystem, number: str, **asked: object) -> CaseFileView:
    query = msgspec.convert({"number": number, **asked, "type": "GetCaseVersion"}, GetCaseVersion)
    [answer] = await system.api.read([query])
    assert isinstance(answer, CaseFileView), answer
    return answer


async def version(system: AppealsSystem, number: str, at_least: int) -> CaseFileView:
    async with asyncio.timeout(PATIENCE):
        while (view := await read(system, number)).sealed.version < at_least:
            await asyncio.sleep(0.02)
            system.clock.advance(timedelta(milliseconds=20))  # what failed is due again later
    return view


async def refreshed(system: AppealsSystem, number: str, by_: Caller) -> AppealView:
    return (await system.api.execute(RefreshCaseFile(number=number), by_)).appeal


async def test_the_first_version_holds_what_every_service_knows(system: AppealsSystem) -> None:
    number = (await system.open()).number
    view = await read(system, number)
    assert (view.sealed.version, view.sealed.by, view.sealed.missing) == (1, MEMBER, ())
    assert view.versions == (view.sealed,)
    assert [one.match for one in view.file.named_orders] == [OrderMatch.FOUND]
    [told] = view.file.alerts
    [sent] = told.deliveries
    assert (told.received, sent.channel, sent.received_at, sent.attempts) == (
        True, "SMS", LOST_AT, 1,
    )  # fmt: skip
    assert holds(view.content.encode(), view.sealed.sha256)


async def test_of_many_alerts_the_latest_around_the_loss_and_since_are_kept(
    system: AppealsSystem,
) -> None:
    around = [alert(f"a-{n:03d}", MEMBER.id, LOST_AT - n * HOUR) for n in range(103)]
    since = [alert(f"s-{n:03d}", MEMBER.id, LOST_AT + 8 * DAY + n * HOUR) for n in range(52)]
    system.told.alerts = [*around, *since]
    system.clock.advance(20 * DAY)
    number = (await system.open()).number
    file = (await read(system, number)).file
    kept = {one.id for one in file.alerts}
    assert kept == {f"a-{n:03d}" for n in range(100)} | {f"s-{n:03d}" for n in range(2, 52)}
    assert [(one.kind, one.left_out) for one in file.cut_off] == [("ALERT", 5)]


async def test_on_request_it_is_sealed_anew_with_the_difference(system: AppealsSystem) -> None:
    number = (await system.open()).number
    same = await refreshed(system, number, by(ANNA))
    assert same.case_file is not None
    assert same.case_file.version == 1  # nothing is new

    system.membership.records = [record("O-1", LOST_AT, paid=9_500), record("O-2", LOST_AT, paid=1)]
    system.told.alerts = [alert("a-2", MEMBER.id, LOST_AT + HOUR)]
    system.clock.advance(HOUR)
    view = (await refreshed(system, number, by(MEMBER))).case_file
    assert view is not None
    assert view.version == 2
    assert view.difference == CaseDifference(
        since=1,
        added=(EntryRef(kind="ORDER", id="O-2"), EntryRef(kind="ALERT", id="a-2")),
        changed=(EntryRef(kind="ORDER", id="O-1"), EntryRef(kind="NAMED_ORDER", id="1")),
        gone=(EntryRef(kind="ALERT", id="a-1"),),
    )
    first, second = [await read(system, number, version=one) for one in (1, 2)]
    assert first.versions == second.versions
    assert [(one.version, one.by) for one in first.versions] == [(1, MEMBER), (2, MEMBER)]
    assert first.file.evidence[0].facts["paid_price"] == 9_000
    for one in (first, second):
        assert holds(one.content.encode(), one.sealed.sha256)
    [found] = await system.api.read([GetCaseDifference(number=number, before=1, after=2)])
    assert found == view.difference


async def test_the_same_request_twice_seals_once(system: AppealsSystem) -> None:
    number = (await system.open()).number
    system.membership.records = []
    command = RefreshCaseFile(number=number)
    results = await asyncio.gather(
        *(system.api.execute(command, by(ANNA, "key")) for _ in range(3))
    )
    assert sorted(one.repeated for one in results) == [False, True, True]
    assert (await read(system, number)).sealed.version == 2


async def test_two_who_ask_at_once_get_one_version(system: AppealsSystem) -> None:
    number = (await system.open()).number
    system.membership.records = []
    asked = (refreshed(system, number, one) for one in (by(ANNA), by(MEMBER), by(ANNA)))
    for appeal in await asyncio.gather(*asked):
        assert appeal.case_file is not None
        assert appeal.case_file.version == 2
    assert [one.version for one in (await read(system, number)).versions] == [1, 2]


async def test_a_part_that_is_missing_is_named_and_follows(running: AppealsSystem) -> None:
    running.told.down = True
    opened = await running.open()
    assert opened.case_file is not None
    assert opened.case_file.missing == (CasePart.ALERTS,)
    running.told.down = False
    view = await version(running, opened.number, 2)
    assert (view.file.missing, [one.id for one in view.file.alerts]) == ((), ["a-1"])
    assert view.file.difference is not None
    assert view.file.difference.added == (EntryRef(kind="ALERT", id="a-1"),)
    assert view.sealed.by.kind == ActorKind.SYSTEM


async def test_what_was_there_does_not_go_because_somebody_does_not_answer(
    system: AppealsSystem,
) -> None:
    number = (await system.open()).number
    system.told.down, system.membership.records = True, []
    view = (await refreshed(system, number, by(ANNA))).case_file
    assert view is not None
    assert (view.missing, [one.id for one in view.alerts]) == ((CasePart.ALERTS,), ["a-1"])


async def test_orders_that_a_reply_names_are_looked_up(running: AppealsSystem) -> None:
    number = (await running.open()).number
    running.membership.owners = {"O-9": STRANGER.id}
    reply = ReplyToAppeal(number=number, text="And these.", orders=("O-9", "O-1"))
    await running.api.execute(reply, by(MEMBER))
    view = await version(running, number, 2)
    assert [(one.named, one.match) for one in view.file.named_orders] == [
        ("O-1", OrderMatch.FOUND),
        ("O-9", OrderMatch.NOT_ON_RECORD),
    ]
    assert view.of_others == ()
    assert "O-9" in (await read(running, number, for_staff=True)).of_others
    assert STRANGER.id not in view.content


async def test_only_its_member_and_staff_see_a_case_file(system: AppealsSystem) -> None:
    number = (await system.open()).number
    with pytest.raises(NotFound):
        await refreshed(system, number, by(STRANGER))
    with pytest.raises(Forbidden):
        await refreshed(system, number, Caller(actor=Actor(kind=ActorKind.HOST, id="shop")))
    asked = (
        GetCaseVersion(number=number, member_id=STRANGER.id),
        GetCaseDifference(number=number, before=1, after=1, member_id=STRANGER.id),
        GetCaseVersion(number=number, version=2),
        GetCaseVersion(number=number, version=0),
        GetCaseVersion(number="AP-20261121-9999"),
    )
    answers = await system.api.read([*asked])
    assert [one.error.code for one in answers if isinstance(one, Failed)] == ["NOT_FOUND"] * 5


async def test_one_from_before_there_were_versions_stays_readable(
    system: AppealsSystem, db: Database
) -> None:
    number = (await system.open()).number
    row = await db[CASE_FILES].find_one({"_id": number})
    assert row is not None
    await system.sealing.opened_one(CASE_FILES, row)
    bare = {"_id": number, "sha256": row["sha256"], "content": row["content"]}
    await db[CASE_FILES].replace_one({"_id": number}, bare)
    await db["appeals"].update_one(
        {"_id": number},
        {"$unset": {f"state.{name}": "" for name in ("case_version", "case_missing")}},
    )
    system.membership.records = []
    await refreshed(system, number, by(ANNA))
    view = await read(system, number)
    assert [one.version for one in view.versions] == [1, 2]
    assert (await read(system, number, version=1)).sealed == view.versions[0]


async def test_erasing_takes_the_words_and_leaves_what_can_be_checked(
    system: AppealsSystem, db: Database
) -> None:
    number = (await system.open()).number
    before = await read(system, number)
    assert "Your membership has expired." in before.content
    for _ in range(2):
        await system.erase_texts(MEMBER.id)
    view = await read(system, number)
    assert "Your membership has expired." not in view.content
    assert view.file.alerts[0].text.en == ERASED
    assert holds(view.content.encode(), before.sealed.sha256)
    assert view.sealed.erased == view.versions[0].erased > 0
    assert view.file.evidence == before.file.evidence
    [message] = (await system.view(number)).messages
    assert (message.text, message.orders) == (ERASED, (ERASED,))
    stored = [row async for row in db[MESSAGES].find()]
    assert "I paid on time." not in repr(stored)
