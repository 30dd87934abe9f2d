"""The catalogue of plans on the real embedded server: drafts, previews, versions, notices."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from infra.kernel.errors import Conflict, InvalidInput, NotFound
from infra.kernel.events import NEW, Draft, Origin, chain, verify_chain
from infra.outbox.subscription import Subscription
from infra.storage.unit_of_work import event_of
from infra.storage.writer import EVENTS
from services.membership.adapters.documents import MEMBERSHIPS
from services.membership.catalogue.collections import WAKINGS
from services.membership.catalogue.holder_store import HolderStore
from services.membership.catalogue.spreading import HolderWaking
from services.membership.contract import catalogue_commands as k
from services.membership.contract import commands as c
from services.membership.contract.catalogue_queries import (
    GetPlanDifferences,
    GetPlanDraft,
    GetPlanHistory,
    GetPlanHolders,
)
from services.membership.contract.catalogue_views import (
    CatalogueOutcome,
    HoldersPage,
    PlanDifferencesView,
    PlanDraftView,
    PlanHistoryView,
    TermsStanding,
)
from services.membership.contract.plans import Plan, PlansView
from services.membership.contract.queries import GetMembership, GetPlans
from services.membership.contract.views import MembershipView
from services.membership.subscriptions import NAME, record_notices
from services.notify.contract.events import AlertReceipt, AlertsReceived
from services.shared.callers import SYSTEM
from tests.contract.membership_system import START, System, host, member, running_membership, staff
from tests.waiting import eventually

SPREADING = ("wake members of plans", "preview plans")
DAY = timedelta(days=1)


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    """With the loops that follow what is published."""
    async with running_membership(mongo_url, database_prefix) as system:
        loops = [
            asyncio.create_task(loop.run(1))
            for loop in system.component.loops
            if loop.name in SPREADING
        ]
        yield system
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)


async def enrolled(system: System, *member_ids: str, plan: str = "gold") -> None:
    for id in member_ids:
        await system.api.execute(c.TopUp(member_id=id, amount=50_000, reference="r"), host())
        await system.api.execute(c.Enrol(member_id=id, plan=plan), member(id))


async def manage(system: System, command: k.AnyCatalogueCommand, **by: Any) -> CatalogueOutcome:
    return await system.api.manage_plan(command, staff(**by))


async def plan_of(system: System, code: str = "gold") -> Plan:
    history = await system.ask(GetPlanHistory(code=code), PlanHistoryView)
    return history.versions[-1].plan


async def drafted(system: System, **fields: Any) -> PlanDraftView:
    plan = msgspec.structs.replace(await plan_of(system), **fields)
    outcome = await manage(system, k.SavePlanDraft(code=plan.code, plan=plan))
    assert outcome.draft is not None
    return outcome.draft


async def told_of(system: System, *member_ids: str) -> dict[str, str]:
    """By member, the id of the event that announces the new terms."""
    found = system.db[EVENTS].find({"type": "TermsAnnounced"})
    ids = {row["aggregate"]: row["id"] async for row in found}
    return {id: ids[id] for id in member_ids if id in ids}


async def received(system: System, event_ids: dict[str, str]) -> None:
    """Notification says that these announcements arrived just now."""
    now = system.clock.now()
    receipts = tuple(
        AlertReceipt(member_id=member, event_id=id, event_type="TermsAnnounced", channel="SMS",
                     received_at=now)
        for member, id in event_ids.items()
    )  # fmt: skip
    draft = Draft(event=AlertsReceived(receipts=receipts), happened_at=now)
    system.notify.events = chain(NEW, "w", [draft], actor=SYSTEM, origin=Origin(), recorded_at=now)
    follow = Subscription(NAME, system.db, system.notify.feed, record_notices(system.context))
    await follow.step(0)


async def due(system: System, plan: str) -> int:
    asked = {"state.plan": plan, "next_due": {"$lte": system.clock.now()}}
    return await system.db[MEMBERSHIPS].count_documents(asked)


async def test_a_draft_says_at_once_what_is_wrong_with_it(system: System) -> None:
    draft = await drafted(system, rank=3, discount="1.5")
    assert {(one.plan, one.field) for one in draft.faults} == {
        ("gold", "discount"),
        ("diamond", "rank"),
        ("diamond", "falls_to"),
    }
    publish = k.PublishPlan(code="gold", revision=1, effective_at=START + 40 * DAY)
    with pytest.raises(InvalidInput):
        await manage(system, publish)
    mended = await drafted(system, price=2990)
    assert (mended.faults, mended.revision, mended.adverse) == ((), 2, True)
    assert mended.earliest == system.clock.now() + 30 * DAY
    with pytest.raises(Conflict):
        await manage(system, publish)
    with pytest.raises(NotFound):
        await manage(system, k.PublishPlan(code="basic", revision=1, effective_at=START))


async def test_a_preview_counts_who_is_touched_and_names_some(system: System) -> None:
    await enrolled(system, *(f"m-{n}" for n in range(25)))
    await enrolled(system, "d-1", plan="diamond")
    await drafted(system, price=2990, grace_hours=48)
    await manage(system, k.PreviewPlan(code="gold"))
    draft = await eventually(lambda: _previewed(system))
    preview = draft.preview
    assert preview is not None
    assert (preview.total, preview.seen, preview.touched, preview.worse) == (25, 25, 25, 25)
    assert {
        (one.difference.field, one.difference.worse, one.members) for one in preview.counts
    } == {
        ("price", True, 25),
        ("grace_hours", False, 25),
    }
    assert len(preview.sample) == 20
    assert preview.sample[0].member_id == "m-0"
    await drafted(system, price=2990)
    again = await system.ask(GetPlanDraft(code="gold"), PlanDraftView)
    assert again.preview is None, "it was of another draft"


async def _previewed(system: System) -> PlanDraftView | None:
    draft = await system.ask(GetPlanDraft(code="gold"), PlanDraftView)
    return draft if draft.preview and draft.preview.finished else None


async def test_published_told_and_bound_for_those_whom_the_notice_reached(system: System) -> None:
    await enrolled(system, "m-1", "m-2")
    await enrolled(system, "s-1", plan="silver")
    draft = await drafted(system, price=2990)
    early = k.PublishPlan(code="gold", revision=draft.revision, effective_at=START + 10 * DAY)
    with pytest.raises(InvalidInput) as refused:
        await manage(system, early)
    assert refused.value.details["earliest"] == (START + 30 * DAY).isoformat()
    publish = msgspec.structs.replace(early, effective_at=START + 30 * DAY)
    first = await manage(system, publish, idempotency_key="p-1")
    again = await manage(system, publish, idempotency_key="p-1")
    assert (first.repeated, first.version, again.repeated, again.version) == (False, 2, True, 2)

    await eventually(lambda: _both(system))
    assert await due(system, "silver") == 0
    await system.pass_time("m-1", "m-2", seconds=0)
    waking = HolderWaking(system.db, HolderStore(system.db), system.clock)
    await system.db[WAKINGS].insert_one({"_id": "again", "code": "gold", "after": ""})
    await waking.step()  # as after a kill before the row was taken away
    await system.pass_time("m-1", "m-2", seconds=0)
    assert await system.db[EVENTS].count_documents({"type": "TermsAnnounced"}) == 2
    await received(system, await told_of(system, "m-1"))
    for days in (10, 10, 10, 1):
        await system.pass_time("m-1", "m-2", days=days)
        for id in ("m-1", "m-2"):
            await system.api.execute(
                c.ReportLogin(member_id=id, login_id=f"{id}-{system.clock.now()}",
                              at=system.clock.now()), host()
            )  # fmt: skip
    held = {id: await system.ask(GetMembership(member_id=id), MembershipView)
            for id in ("m-1", "m-2")}  # fmt: skip
    assert [(one.plan_version, one.price) for one in held.values()] == [(2, 2990), (1, 1990)]
    page = await system.ask(GetPlanHolders(code="gold", version=2), HoldersPage)
    assert [(one.member_id, one.standing) for one in page.holders] == [
        ("m-1", TermsStanding.BOUND),
        ("m-2", TermsStanding.UNRECEIVED),
    ]
    assert (page.total, page.bound, page.told, page.received) == (2, 1, 1, 0)
    assert await system.holds("m-1")
    past = GetMembership(member_id="m-1", at=START + 20 * DAY)
    assert (await system.ask(past, MembershipView)).plan.price == 1990


async def _both(system: System) -> bool:
    return await due(system, "gold") == 2


async def test_versions_their_differences_and_an_end_are_a_history_that_verifies(
    system: System,
) -> None:
    draft = await drafted(system, price=1490)
    await manage(system, k.PublishPlan(code="gold", revision=draft.revision, effective_at=START))
    offers = await system.ask(GetPlans(), PlansView)
    assert [plan.price for plan in offers.plans] == [990, 1490, 3990, 5990, 59900]
    found = await system.ask(
        GetPlanDifferences(code="gold", before=2, after=1), PlanDifferencesView
    )
    assert [(one.field, one.before, one.after, one.worse) for one in found.differences] == [
        ("price", 1490, 1990, True)
    ]
    retire = k.RetirePlan(code="black", moves_to="gold", effective_at=START + 30 * DAY)
    outcome = await manage(system, retire)
    assert outcome.history is not None
    assert outcome.history.retired is not None
    rows = await system.db[EVENTS].find({"aggregate": "plan-gold"}).sort("version").to_list(None)
    events = [event_of(row) for row in rows]
    assert [event.type for event in events] == ["PlanPublished", "PlanPublished"]
    assert verify_chain(events) is None
    assert events[-1].actor.kind == "STAFF"


async def test_two_who_publish_at_once_are_one_after_the_other(system: System) -> None:
    draft = await drafted(system, price=1490)
    publish = k.PublishPlan(code="gold", revision=draft.revision, effective_at=START)
    retire = k.RetirePlan(code="black", moves_to="gold", effective_at=START + 30 * DAY)
    outcomes = await asyncio.gather(manage(system, publish), manage(system, retire))
    assert [one.version for one in outcomes] == [2, 1]
