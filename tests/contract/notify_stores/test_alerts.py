"""Alerts, what happened to them, and the commits that write them."""

import msgspec
import pytest

from infra.kernel.errors import InvalidInput
from infra.kernel.feed import Place
from infra.outbox.record import Position
from infra.storage.changes import DuplicateInsert, VersionConflict
from services.notify.contract.words import CampaignState, DeliveryState, DigestEvery, Topic
from services.notify.core.alerts.catch_up import Gap
from services.notify.core.alerts.digest_content import digest_id
from services.notify.core.deliveries.journal import NO_ADDRESS, EntryKind, Planned
from services.notify.core.recipients.digest_times import Digest, window_of
from services.notify.core.rules.campaign import Campaign
from services.notify.core.stores.alert_writer import planned_alerts
from services.notify.core.stores.campaigns import changed_campaign, new_campaigns
from services.notify.core.stores.stands import changed_stands, new_stands
from services.notify.core.truth.stand import Stand
from services.notify.planning.digest_store import changed_digests, new_digests
from services.notify.planning.domain.collected_digest import CollectedDigest, Growth, closed
from tests.contract.notify_stores.conftest import Stores
from tests.contract.notify_stores.made import EMAIL, IN_APP, MINUTE, NOW, SMS, alert, happened, job

DAILY = Digest(every=DigestEvery.DAILY, hour=9)
UNREACHED = Planned(channel=EMAIL, state=DeliveryState.FILTERED, at=NOW, rule=NO_ADDRESS)


async def test_an_alert_comes_with_its_jobs_and_word_of_what_it_lacks(stores: Stores) -> None:
    one = alert("a-1", deliveries=(UNREACHED,))
    await stores.writer.commit(planned_alerts([one], [job("j-1")]))
    assert await stores.alerts.get_many(["a-1", "none", "a-1"]) == {"a-1": one}
    assert await stores.jobs.claim("j-1", "token") is not None
    [word] = await stores.catch_ups.oldest(10)
    assert word.gaps == (Gap(member_id="m-1", channel=EMAIL),)
    await stores.catch_ups.done(word)
    assert await stores.catch_ups.oldest(10) == []


async def test_a_link_finds_the_newest_of_the_members_own(stores: Stores) -> None:
    older, newer = alert("3f9a01c4aa"), alert("3f9a01c4bb", after=MINUTE)
    others = [alert("3f9a01c5cc"), alert("3f9a01c4dd", "m-2", after=2 * MINUTE)]
    await stores.writer.commit(planned_alerts([older, newer, *others], []))
    assert await stores.alerts.linked("m-1", "3f9a01c4") == newer
    assert await stores.alerts.linked("m-1", "3f9a01c5") == others[0]
    assert await stores.alerts.linked("m-3", "3f9a01c4") is None


async def test_of_an_alert_that_is_there_nothing_is_written_again(stores: Stores) -> None:
    await stores.writer.commit(planned_alerts([alert("a-1")], []))
    again = planned_alerts([alert("a-2"), alert("a-1")], [job("j-1")])
    with pytest.raises(DuplicateInsert) as refused:
        await stores.writer.commit(again)
    assert refused.value.collection == "alerts"
    assert await stores.alerts.known(["a-1", "a-2"]) == {"a-1"}
    assert not await stores.jobs.is_open("j-1")


async def test_a_commit_moves_its_position_from_where_it_was_read(stores: Stores) -> None:
    def step(before: int, after: int) -> Position:
        return Position(name="membership", before=Place(0, (before,)), after=Place(0, (after,)))

    await stores.writer.commit(planned_alerts([alert("a-1")], []), position=step(0, 5))
    for late in (step(0, 3), step(4, 6)):
        with pytest.raises(VersionConflict):
            await stores.writer.commit(planned_alerts([alert("a-2")], []), position=late)
    assert await stores.alerts.known(["a-2"]) == set()
    await stores.writer.commit(planned_alerts([alert("a-2")], []), position=step(5, 6))
    assert await stores.alerts.known(["a-2"]) == {"a-2"}


async def test_a_guard_that_does_not_hold_writes_nothing(stores: Stores) -> None:
    first, nothing = Stand(id="m-1", version=3), planned_alerts((), ())
    await stores.writer.commit(nothing, inserts=new_stands([first], {}))
    moved = Stand(id="m-1", version=4)
    await stores.writer.commit(nothing, updates=changed_stands([moved], {"m-1": first}))
    late = changed_stands([Stand(id="m-1", version=9)], {"m-1": first})
    with pytest.raises(VersionConflict):
        await stores.writer.commit(planned_alerts([alert("a-1")], []), updates=late)
    assert await stores.stands.get_many(["m-1", "m-2"]) == {"m-1": moved}
    assert await stores.alerts.known(["a-1"]) == set()


async def test_what_is_collected_and_the_making_of_the_digest_exclude_each_other(
    stores: Stores,
) -> None:
    window, nothing = window_of(NOW, DAILY, "Asia/Shanghai"), planned_alerts((), ())
    collected = CollectedDigest(
        id=digest_id("m-1", window), member_id="m-1", window=window, alerts=("a-1",)
    )
    await stores.writer.commit(nothing, inserts=new_digests([Growth(before=None, after=collected)]))
    [read] = (await stores.digests.get_many([collected.id])).values()
    assert read == collected
    await stores.writer.commit(nothing, updates=changed_digests([closed(read)]))
    more = msgspec.structs.replace(read, alerts=("a-1", "a-2"), version=1)
    grown = changed_digests([Growth(before=read, after=more)])
    with pytest.raises(VersionConflict):
        await stores.writer.commit(nothing, updates=grown)
    assert (await stores.digests.get_many([collected.id]))[collected.id].closed


async def test_an_inbox_is_read_newest_first_page_by_page(stores: Stores) -> None:
    told = [alert(f"a-{n}", after=n // 2 * MINUTE) for n in range(5)]
    code, digest = alert("code", topic=Topic.CODE), alert("digest", event_type="Digest")
    others = alert("other", member="m-2")
    await stores.writer.commit(planned_alerts([*told, code, digest, others], []))
    first = await stores.alerts.page("m-1", "", 3)
    assert ([a.id for a in first.rows], first.total, first.has_more) == (
        ["a-4", "a-3", "a-2"], 5, True,
    )  # fmt: skip
    rest = await stores.alerts.page("m-1", first.cursors[-1], 3)
    assert ([a.id for a in rest.rows], rest.total, rest.has_more) == (["a-1", "a-0"], 5, False)
    assert (await stores.alerts.page("m-1", first.cursors[0], 1)).rows[0].id == "a-3"
    with pytest.raises(InvalidInput):
        await stores.alerts.page("m-1", "yesterday", 3)
    around = await stores.alerts.page("m-1", "", 3, since=told[2].at, until=told[4].at)
    assert ([a.id for a in around.rows], around.total) == (["a-3", "a-2"], 2)


async def test_what_members_were_told_is_found(stores: Stores) -> None:
    old, new = alert("old"), alert("new", after=MINUTE)
    code = alert("code", after=2 * MINUTE, topic=Topic.CODE)
    await stores.writer.commit(planned_alerts([old, new, code, alert("other", member="m-2")], []))
    assert [a.id for a in await stores.alerts.latest("m-1", 2)] == ["code", "new"]
    assert {a.id for a in await stores.alerts.of_members(["m-1", "m-3"])} == {"old", "new"}
    since = await stores.alerts.planned_since(["m-1", "m-2"], NOW + MINUTE)
    assert {a.id for a in since} == {"new", "code"}


async def test_changes_of_alerts_are_written(stores: Stores) -> None:
    before = alert("a-1")
    after = msgspec.structs.replace(before, language="zh-CN", version="")
    await stores.writer.commit(planned_alerts([before], []))
    await stores.alerts.apply_all([(before, after)])
    assert await stores.alerts.get_many(["a-1"]) == {"a-1": after}


async def test_alerts_of_a_campaign_have_its_facts_and_count_as_one_event(stores: Stores) -> None:
    facts = {"clause": "inactivity", "clause_version": 2}
    campaign = Campaign(
        id="c-1", event_type="ClausePublished", at=NOW, started_at=NOW, facts=facts
    )  # fmt: skip
    of_it = [alert(f"c-{n}", facts={}, campaign="c-1") for n in range(3)]
    alone = [alert("a-1"), alert("digest", event_type="Digest")]
    await stores.writer.commit(
        planned_alerts([*of_it, *alone], []), inserts=new_campaigns([campaign])
    )
    assert await stores.campaigns.get("c-1") == await stores.campaigns.running() == campaign
    assert await stores.campaigns.get("c-2") is None
    assert await stores.campaigns.clause_published("inactivity", 2) == facts
    assert await stores.campaigns.clause_published("inactivity", 3) is None
    assert await stores.alerts.facts_of(of_it[0]) == facts
    assert await stores.alerts.facts_of(alone[0]) == {"plan": "gold"}
    assert (await stores.alerts.total(), await stores.alerts.events()) == (5, 2)
    paused = msgspec.structs.replace(campaign, state=CampaignState.PAUSED)
    pause = changed_campaign(campaign, paused, "cursor", state=CampaignState.RUNNING)
    await stores.uow.commit(updates=[pause])
    assert await stores.campaigns.running() is None
    with pytest.raises(VersionConflict):
        await stores.uow.commit(updates=[pause])


async def test_the_same_news_again_changes_nothing(stores: Stores) -> None:
    begun, sent = happened(EntryKind.BEGUN), happened(EntryKind.ACCEPTED, provider_id="SM1")
    assert await stores.journal.add([begun]) == {begun.id}
    assert await stores.journal.add([sent, begun]) == {sent.id}
    assert await stores.journal.add([]) == set()
    found = await stores.journal.of(["a-1", "a-2", "a-1"])
    assert sorted(e.id for e in found["a-1"]) == sorted([begun.id, sent.id])
    assert found.get("a-2", []) == []


async def test_where_deliveries_stand_and_how_many_there(stores: Stores) -> None:
    one, two = alert("a-1"), alert("a-2", campaign="c-1")
    await stores.writer.commit(planned_alerts([one, two], []))
    await stores.journal.add(
        [
            happened(EntryKind.DELIVERED, "a-1"),
            happened(EntryKind.ACCEPTED, "a-1"),
            happened(EntryKind.UNKNOWN, "a-2", campaign="c-1"),
        ]
    )
    found = await stores.journal.deliveries([one, two])
    assert {d.channel: d.state for d in found["a-1"]} == {SMS: "DELIVERED", IN_APP: "ACCEPTED"}
    assert {d.channel: d.state for d in found["a-2"]} == {SMS: "UNKNOWN", IN_APP: "ACCEPTED"}
    assert await stores.journal.counts() == {"DELIVERED": 1, "UNKNOWN": 1, "ACCEPTED": 2}
    assert await stores.journal.counts("c-1") == {"UNKNOWN": 1, "ACCEPTED": 1}


async def test_receipts_that_are_waited_for_are_kept_until_they_are_passed_on(
    stores: Stores,
) -> None:
    warned = alert("a-1", event_type="InactivityWarned")
    await stores.writer.commit(planned_alerts([warned, alert("a-2")], []))
    assert await stores.alerts.awaited(["a-1", "a-2", "none"]) == {"a-1"}
    receipt = happened(EntryKind.DELIVERED)
    for _ in range(2):
        await stores.unpassed.add("", [receipt])
    [page] = await stores.unpassed.oldest(10)
    [kept] = page.receipts
    assert (page.campaign, kept.alert_id, kept.channel, kept.at) == ("", "a-1", SMS, NOW)
    await stores.unpassed.remove([page])
    assert await stores.unpassed.oldest(10) == []
