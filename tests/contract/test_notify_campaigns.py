"""A clause update reaches everybody once, however often the announcer dies, and its receipts
reach membership."""

from datetime import timedelta

import msgspec
import pytest

from infra.kernel.clock import SystemClock
from infra.kernel.errors import Conflict, Forbidden, NotAllowed
from infra.kernel.feed import BEGINNING
from infra.kernel.text import LocalText
from infra.process.foundation import lay_foundation
from services.membership.contract.events import ClauseRef
from services.notify.campaigns.progress_store import CampaignProgress
from services.notify.campaigns.recount import CampaignRecount
from services.notify.campaigns.store import CampaignStore
from services.notify.contract.campaigns import (
    Announcement,
    Audience,
    AudienceView,
    CampaignsView,
    CampaignView,
    CancelCampaign,
    GetAudience,
    GetCampaign,
    GetCampaigns,
    PauseCampaign,
    ResumeCampaign,
    StartCampaign,
)
from services.notify.contract.commands import Command, ContactRow, MarkShown
from services.notify.contract.events import ClauseNoticesDelivered, body_of
from services.notify.contract.queries import GetTotals
from services.notify.contract.views import TotalsView
from services.notify.contract.words import CampaignState, Channel, Topic
from services.notify.core.deliveries.job import Lane
from services.notify.core.stores.alerts import Alerts
from services.notify.core.stores.jobs import Jobs
from services.notify.core.stores.journal import Journal
from services.notify.core.stores.sealed import SEALED
from tests.contract.notify_system import MEMBER, House, eventually, running
from tests.fakes.callers import member_caller, staff_caller
from tests.unit.notify.samples import EVENTS

MEMBERS = 1203
STAFF = staff_caller("s-1")
SAID = Announcement(
    title=LocalText(zh="客服时间", en="Support hours"),
    what=LocalText(zh="春节期间客服时间为10点至18点。", en="We are there from 10 to 18."),
    next=LocalText(zh="无需操作。", en="Nothing to do."),
)
CLAUSE = next(event for event in EVENTS if type(event).__name__ == "ClausePublished")


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
        page = await notify.api.feed(BEGINNING, 100, 0)
        bodies = [body_of(numbered.event) for numbered in page.events]
        return [body for body in bodies if isinstance(body, ClauseNoticesDelivered)]

    async def all_told() -> bool:
        return sum(len(body.receipts) for body in await told()) == 20

    async with running(notify):
        await eventually(all_delivered)
        await eventually(all_told)
        [alert] = await notify.alerts("m-00003")
        shown = MarkShown(member_id="m-00003", alert_ids=(alert.id,))
        await notify.api.execute(shown, member_caller("m-00003"))

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

        await eventually(told)
        await eventually(everybody)
        [totals] = await notify.api.read([GetTotals()])
    assert isinstance(totals, TotalsView)
    assert (totals.alerts, totals.events_planned) == (302, 2)
    assert (await notify.sinks.counts())["duplicates"] == []


async def do(notify: House, command: Command, *, key: str = "") -> CampaignView:
    outcome = await notify.api.execute(command, msgspec.structs.replace(STAFF, idempotency_key=key))
    assert outcome.campaign is not None
    return outcome.campaign


def start(**audience: object) -> StartCampaign:
    wanted = msgspec.convert(audience, Audience)
    return StartCampaign(topic=Topic.RENEWAL, announcement=SAID, audience=wanted)


async def sms(notify: House) -> int:
    return int((await notify.sinks.counts())["sms"])


async def test_a_campaign_that_is_paused_in_the_middle_and_resumed_later_reaches_everybody(
    notify: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.notify.campaigns.store._FRESH_SECONDS", 0.0)  # seen at once
    count = 300
    await notify.api.import_contacts(rows(count))
    begun = await do(notify, start(), key="k")
    async with running(notify, worker=False):
        await eventually(lambda: _planned(notify, begun.id, count))
    first, *_ = await notify.jobs("SEND")
    await notify.job_runner.attend(first["_id"], Lane.CAMPAIGNS, Channel.SMS)
    held = await do(notify, PauseCampaign(campaign_id=begun.id))
    assert held.state is CampaignState.PAUSED
    assert [(step.by, step.state) for step in held.steps][-1] == ("s-1", CampaignState.PAUSED)
    before = await sms(notify)
    assert 0 < before < count
    await notify.attend(later=timedelta(seconds=20))
    put_off = {(job["campaign"], job["put_off"]) for job in await notify.jobs("SEND")}
    assert put_off == {(begun.id, True)}
    assert await sms(notify) == before
    resting = await campaign(notify, begun.id)
    assert resting is not None
    assert resting.ends_at is None
    assert resting.left == count - before

    async def everybody() -> bool:
        return await sms(notify) == count

    async def through() -> bool:
        """Whoever plans looks once more that nobody was left out, after the last was planned."""
        seen = await campaign(notify, begun.id)
        return seen is not None and seen.state is CampaignState.DONE

    async with running(notify):
        await do(notify, ResumeCampaign(campaign_id=begun.id))
        await eventually(everybody)
        await eventually(through)
        # receipts that came while nobody listened are asked for
        notify.clock.advance(timedelta(minutes=9, seconds=30))
        await eventually(lambda: _received(notify, begun.id, count))
    counts = await notify.sinks.counts()
    assert counts["duplicates"] == []
    found = await campaign(notify, begun.id)
    assert found is not None
    assert (found.state, found.planned, found.sent, found.delivered) == (
        CampaignState.DONE, count, count, count,
    )  # fmt: skip
    assert (found.left, found.failed, found.unknown) == (0, 0, 0)
    with pytest.raises(NotAllowed, match="went out already"):
        await do(notify, PauseCampaign(campaign_id=begun.id))


async def _planned(notify: House, id: str, count: int) -> bool:
    found = await campaign(notify, id)
    return found is not None and found.planned == count


async def _received(notify: House, id: str, count: int) -> bool:
    found = await campaign(notify, id)
    return found is not None and found.sent == found.delivered == count


async def test_what_is_planned_of_a_cancelled_campaign_is_never_sent_and_says_why(
    notify: House,
) -> None:
    await notify.api.import_contacts(rows(120))
    begun = await do(notify, start())

    async with running(notify, worker=False):
        await eventually(lambda: _planned(notify, begun.id, 120))
    over = await do(notify, CancelCampaign(campaign_id=begun.id))
    assert (over.state, over.left) == (CampaignState.CANCELLED, 0)
    await notify.attend(later=timedelta(seconds=30))
    assert await sms(notify) == 0
    assert await notify.jobs("SEND") == []
    [delivery] = [d for d in await notify.all_deliveries() if d.to == "+8613900000007"]
    assert (delivery.state, delivery.reason) == ("FAILED", "the campaign was cancelled")
    assert await notify.db["dead_letters"].count_documents({}) == 0
    await notify.attend(later=timedelta(hours=2))
    assert await notify.jobs() == []
    found = await campaign(notify, begun.id)
    assert found is not None
    assert (found.failed, found.sent) == (120, 0)
    with pytest.raises(NotAllowed):
        await do(notify, ResumeCampaign(campaign_id=begun.id))


async def test_who_joins_before_it_takes_effect_gets_an_own_notice(notify: House) -> None:
    """Whose receipt counts like that of an announcement."""
    notify.neighbours.membership.publish("clause-changes", CLAUSE, at=notify.clock.now())
    joined = next(event for event in EVENTS if type(event).__name__ == "MembershipEnrolled")
    coming = (ClauseRef(clause="changes", clause_version=13),)
    await notify.api.import_contacts(rows(2))

    async def told() -> list[str]:
        page = await notify.api.feed(BEGINNING, 100, 0)
        bodies = [body_of(numbered.event) for numbered in page.events]
        notices = [body for body in bodies if isinstance(body, ClauseNoticesDelivered)]
        return [receipt.member_id for body in notices for receipt in body.receipts]

    async def newcomer_told() -> bool:
        return "new-1" in await told()

    async with running(notify):
        await eventually(lambda: _has_campaign(notify))
        await notify.know("new-1", phone="+8613800138111")
        after = msgspec.structs.replace(joined, coming=coming)
        notify.neighbours.membership.publish("new-1", after, at=notify.clock.now())
        notify.neighbours.membership.publish("m-00000", joined, at=notify.clock.now())
        await eventually(newcomer_told)
    assert (await told()).count("new-1") == 1
    kinds = sorted(alert.event_type for alert in await notify.alerts("new-1"))
    assert kinds == ["ClausePublished", "MembershipEnrolled"]
    told_before = [alert.event_type for alert in await notify.alerts("m-00000")]
    assert told_before.count("ClausePublished") <= 1, "the announcement's, if it was there by then"


async def test_who_is_heard_of_before_the_announcement_gets_the_own_notice_all_the_same(
    notify: House,
) -> None:
    """They lie in different partitions, and that of the clause is late."""
    joined = next(event for event in EVENTS if type(event).__name__ == "MembershipEnrolled")
    coming = (ClauseRef(clause="changes", clause_version=13),)
    membership = notify.neighbours.membership
    membership.announced["changes", 13] = msgspec.to_builtins(CLAUSE)
    await notify.know("new-1", phone="+8613800138111")
    async with running(notify):
        after = msgspec.structs.replace(joined, coming=coming)
        membership.publish("new-1", after, at=notify.clock.now())

        async def noticed() -> bool:
            alerts = await notify.alerts("new-1")
            return "ClausePublished" in [alert.event_type for alert in alerts]

        await eventually(noticed)


async def _has_campaign(notify: House) -> bool:
    return await notify.db["campaigns"].count_documents({}) == 1


async def test_a_clause_notice_cannot_be_cancelled(notify: House) -> None:
    await notify.api.import_contacts(rows(3))
    [event_id] = notify.neighbours.membership.publish(
        "clause-changes", CLAUSE, at=notify.clock.now()
    )

    async def there() -> bool:
        return await campaign(notify, event_id) is not None

    async with running(notify, worker=False):
        await eventually(there)
    with pytest.raises(NotAllowed, match="Pause it"):
        await do(notify, CancelCampaign(campaign_id=event_id))
    with pytest.raises(Forbidden):
        await notify.api.execute(PauseCampaign(campaign_id=event_id), MEMBER)


async def test_only_the_audience_is_told(notify: House) -> None:
    await notify.api.import_contacts(rows(10) + _others())
    audiences: list[tuple[dict[str, object], int]] = [
        ({}, 12),
        ({"language": "en"}, 7),
        ({"has_phone": False}, 2),
        ({"has_phone": True, "language": "zh-CN"}, 5),
        ({"member_ids": ["m-00001", "x-2", "nobody"]}, 2),
        ({"member_ids": ["m-00001", "x-2"], "has_phone": True}, 1),
        ({"joined_before": notify.clock.now() - timedelta(days=1)}, 0),
        ({"joined_after": notify.clock.now() - timedelta(days=1)}, 12),
    ]
    for given, members in audiences:
        asked = GetAudience(audience=msgspec.convert(given, Audience))
        assert await notify.api.read([asked]) == [AudienceView(members=members)], given
    begun = await do(notify, start(member_ids=["m-00001", "x-2"]), key="k")
    again = await notify.api.execute(
        start(member_ids=["m-00001", "x-2"]), msgspec.structs.replace(STAFF, idempotency_key="k")
    )
    assert again.repeated
    with pytest.raises(Conflict):
        await do(notify, start(member_ids=["m-00001"]), key="k")

    async def done() -> bool:
        found = await campaign(notify, begun.id)
        return found is not None and found.state is CampaignState.DONE

    async with running(notify, worker=False):
        await eventually(done)
    told = [row["member_id"] async for row in notify.db["alerts"].find({})]
    assert sorted(told) == ["m-00001", "x-2"]
    [found] = await notify.api.read([GetCampaigns()])
    assert isinstance(found, CampaignsView)
    assert [one.id for one in found.campaigns] == [begun.id]


def _others() -> list[ContactRow]:
    first = rows(1, phone=False)[0]
    return [msgspec.structs.replace(first, member_id=id) for id in ("x-1", "x-2")]


async def test_what_a_kill_left_out_of_the_progress_is_counted_in_the_end(notify: House) -> None:
    await notify.api.import_contacts(rows(60))
    begun = await do(notify, start())
    async with running(notify):
        await eventually(lambda: _received(notify, begun.id, 60))
    await notify.db["campaign_tallies"].delete_many({})  # as if killed before each was written
    lost = await campaign(notify, begun.id)
    assert lost is not None
    assert (lost.sent, lost.exact) == (0, False)
    notify.clock.advance(timedelta(minutes=11))
    await _counting(notify).round()
    found = await campaign(notify, begun.id)
    assert found is not None
    assert (found.sent, found.delivered, found.left, found.exact) == (60, 60, 0, True)
    [alert] = await notify.alerts("m-00003")
    shown = MarkShown(member_id="m-00003", alert_ids=(alert.id,))
    await notify.api.execute(shown, member_caller("m-00003"))
    found = await campaign(notify, begun.id)
    assert found is not None
    assert found.delivered == 61


def _counting(notify: House) -> CampaignRecount:
    uow = lay_foundation(notify.settings, notify.mongo, "notify", sealed=SEALED).uow
    return CampaignRecount(
        campaigns=CampaignStore(uow),
        progress=CampaignProgress(
            notify.db, Alerts(notify.db, notify.sealing), Journal(notify.db, notify.sealing)
        ),
        jobs=Jobs(notify.db, notify.clock, SystemClock(), notify.sealing),
        clock=notify.clock,
    )
