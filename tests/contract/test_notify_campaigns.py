"""A clause update reaches everybody once, however often the announcer dies, and its receipts
reach membership."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from services.notify.contract.commands import ContactRow, MarkShown
from services.notify.contract.events import ClauseNoticesDelivered, body_of
from services.notify.contract.queries import GetCampaign, GetTotals
from services.notify.contract.views import CampaignView, TotalsView
from services.notify.contract.words import CampaignState
from tests.contract.notify_system import MEMBER, House, eventually, house, running
from tests.servers import Sinks
from tests.unit.notify.samples import EVENTS

MEMBERS = 1203
CLAUSE = next(event for event in EVENTS if type(event).__name__ == "ClausePublished")


@pytest.fixture
async def notify(
    mongo_url: str, broker_url: str, database_prefix: str, sinks: Sinks, tmp_path: Path
) -> AsyncIterator[House]:
    async with house(mongo_url, broker_url, database_prefix, sinks, tmp_path) as built:
        yield built


def rows(count: int, *, phone: bool = True) -> list[ContactRow]:
    return [
        ContactRow(
            row=i,
            member_id=f"m-{i:05d}",
            name=f"会员{i}",
            phone=f"+86139{i:08d}" if phone else "",
            email="",
            language="zh-CN" if i % 2 else "en",
            time_zone="Asia/Shanghai",
        )
        for i in range(count)
    ]


async def campaign(notify: House, event_id: str) -> CampaignView | None:
    [answer] = await notify.api.read([GetCampaign(event_id=event_id)])
    return answer if isinstance(answer, CampaignView) else None


async def test_everybody_is_told_once_although_the_announcer_stops_halfway(
    notify: House,
) -> None:
    await notify.api.import_contacts(rows(MEMBERS, phone=False))
    [event_id] = notify.neighbours.membership.publish(
        "clause-changes", CLAUSE, at=notify.clock.now()
    )
    notify.clock.advance(timedelta(seconds=1))
    await notify.api.import_contacts([msgspec.structs.replace(rows(1)[0], member_id="too-late")])

    async def begun() -> bool:
        row = await notify.db["campaigns"].find_one({"_id": event_id})
        return row is not None and row["planned"] >= 500

    async def done() -> bool:
        row = await notify.db["campaigns"].find_one({"_id": event_id})
        return row is not None and row["state"] == CampaignState.DONE

    async with running(notify, worker=False):
        await eventually(begun)
    async with running(notify, worker=False):
        await eventually(done)
    found = await campaign(notify, event_id)
    assert found is not None
    assert (found.members, found.planned, found.open) == (MEMBERS, MEMBERS, MEMBERS)
    assert await notify.db["alerts"].count_documents({}) == MEMBERS
    assert await notify.alerts("too-late") == ()


async def test_receipts_become_events_once_a_member(notify: House) -> None:
    await notify.api.import_contacts(rows(20))
    notify.neighbours.membership.publish("clause-changes", CLAUSE, at=notify.clock.now())

    async def all_delivered() -> bool:
        return await notify.db["journal"].count_documents({"kind": "DELIVERED"}) >= 20

    async def told() -> list[ClauseNoticesDelivered]:
        page = await notify.api.feed(0, 100, 0)
        bodies = [body_of(numbered.event) for numbered in page.events]
        return [body for body in bodies if isinstance(body, ClauseNoticesDelivered)]

    async def all_told() -> bool:
        return sum(len(body.receipts) for body in await told()) == 20

    async with running(notify):
        await eventually(all_delivered)
        await eventually(all_told)
        [alert] = await notify.alerts("m-00003")
        await notify.api.execute(MarkShown(member_id="m-00003", alert_ids=(alert.id,)), MEMBER)

        async def passed_on() -> bool:
            return not await notify.db["unpassed_receipts"].count_documents({})

        await eventually(passed_on)
    events = await told()
    members = [receipt.member_id for event in events for receipt in event.receipts]
    assert len(members) == len(set(members)) == 20
    assert {(event.clause, event.clause_version) for event in events} == {("changes", 13)}
    [alert] = await notify.alerts("m-00003")
    assert "取消与降级" in alert.title.zh
    assert "Cancelling and downgrading" in alert.title.en


async def test_an_alert_does_not_wait_behind_a_campaign(notify: House) -> None:
    await notify.api.import_contacts(rows(300))
    await notify.know("m-x", phone="+8613700000001")
    expired = next(event for event in EVENTS if type(event).__name__ == "MembershipExpired")
    async with running(notify):
        notify.neighbours.membership.publish("clause-changes", CLAUSE, at=notify.clock.now())
        notify.neighbours.membership.publish("m-x", expired)

        async def told() -> bool:
            messages = await notify.sent("+8613700000001")
            return any("失效" in message["body"] for message in messages)

        async def everybody() -> bool:
            return int((await notify.sinks.counts())["sms"]) == 302

        await eventually(told, within=timedelta(seconds=10))
        await eventually(everybody, within=timedelta(seconds=30))
        [totals] = await notify.api.read([GetTotals()])
    assert isinstance(totals, TotalsView)
    assert (totals.alerts, totals.events_planned) == (302, 2)
    assert (await notify.sinks.counts())["duplicates"] == []
