"""The list of those at risk on a real database: by one index, up to date with what changes."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from infra.kernel.events import NEW, Draft, EventEnvelope, Origin, chain
from infra.outbox.subscription import Subscription
from infra.storage.mongo import connect
from services.membership.contract import commands as c
from services.membership.contract import queries as q
from services.membership.contract.risk_views import LapseRiskView, RisksPage
from services.membership.contract.risk_words import RiskLevel
from services.membership.contract.risk_words import RiskReason as R
from services.membership.subscriptions import NAME, record_notices
from services.notify.contract.events import ReachChanged
from services.settings import Settings
from services.shared.callers import SYSTEM
from tests.contract.membership_system import (
    START,
    System,
    host,
    member,
    running_membership,
)
from tests.reads import reading

MEMBERS = tuple(f"m-{n}" for n in range(4))


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    async with running_membership(mongo_url, database_prefix) as system:
        for member_id in MEMBERS:
            top_up = c.TopUp(member_id=member_id, amount=19_90, reference="r")
            await system.api.execute(top_up, host())
            await system.api.execute(c.Enrol(member_id=member_id, plan="gold"), member(member_id))
        yield system


EVERYBODY = q.GetLapseRisks()


async def points(system: System, member_id: str) -> int:
    return (await system.ask(q.GetLapseRisk(member_id=member_id), LapseRiskView)).points


def _reach_changed(*member_ids: str) -> EventEnvelope:
    draft = Draft(event=ReachChanged(member_ids=member_ids), happened_at=START)
    [event] = chain(NEW, "reach-changed", [draft], actor=SYSTEM, origin=Origin(), recorded_at=START)
    return event


async def at_risk(system: System, asked: q.GetLapseRisks = EVERYBODY) -> RisksPage:
    return await system.ask(asked, RisksPage)


async def test_what_comes_near_is_found_without_anything_happening(system: System) -> None:
    assert (await at_risk(system)).risks == ()
    await system.pass_time(*MEMBERS, days=17)
    page = await at_risk(system)
    assert [one.member_id for one in page.risks] == list(MEMBERS)
    [reason] = page.risks[0].reasons
    assert (page.risks[0].level, page.risks[0].points, reason.reason) == (
        RiskLevel.HIGH,
        50,
        R.BALANCE_SHORT,
    )
    assert reason.mend.action == "TOP_UP"
    assert page.risks[0].warned_at == START + timedelta(days=16)


async def test_the_highest_come_first_page_by_page_and_those_mended_are_gone(
    system: System, mongo_url: str
) -> None:
    system.notify.unreached = {MEMBERS[2]}
    await system.pass_time(*MEMBERS, days=17)
    top_up = c.TopUp(member_id=MEMBERS[1], amount=100_00, reference="again")
    await system.api.execute(top_up, host())
    first = await at_risk(system, q.GetLapseRisks(first=2))
    assert [(one.member_id, one.points) for one in first.risks] == [("m-2", 70), ("m-0", 50)]
    assert (first.total, first.has_more) == (3, True)
    rest = await at_risk(system, q.GetLapseRisks(first=2, after=first.cursors[-1]))
    assert [one.member_id for one in rest.risks] == ["m-3"]
    with reading() as reads:
        assert len((await at_risk(system, q.GetLapseRisks(least=60))).risks) == 1
    examined = await reads.examined(connect(Settings(mongo_url=mongo_url)))
    assert examined <= 2 * 3  # the page, the count, the member


async def test_an_address_that_is_given_is_noted_as_soon_as_it_is_said(system: System) -> None:
    system.notify.unreached = {MEMBERS[2]}
    await system.pass_time(*MEMBERS, days=17)
    system.notify.unreached = set()
    system.notify.events.append(_reach_changed(MEMBERS[2], "nobody"))

    assert await points(system, MEMBERS[2]) == 70
    follow = Subscription(NAME, system.db, system.notify.feed, record_notices(system.context))
    await follow.step(0)
    assert await points(system, MEMBERS[2]) == 50
    assert await system.holds(MEMBERS[2])


async def test_that_nobody_can_be_told_is_a_reason_with_its_event(system: System) -> None:
    system.notify.unreached = {MEMBERS[2]}
    await system.pass_time(*MEMBERS, days=17)
    one = await system.ask(q.GetLapseRisk(member_id=MEMBERS[2]), LapseRiskView)
    assert [reason.reason for reason in one.reasons] == [R.BALANCE_SHORT, R.UNREACHABLE]
    assert len(one.reasons[1].stands_on) == 1
