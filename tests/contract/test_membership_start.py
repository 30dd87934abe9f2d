"""A service that starts for the first time, by the real clock and beside another one."""

import asyncio
import json
from datetime import timedelta

from infra.kernel.clock import SystemClock
from infra.storage.mongo import connect
from services.membership.component import build_membership
from services.membership.contract import queries as q
from services.membership.contract import views as v
from services.membership.contract.clause_views import ClauseStanding
from services.membership.contract.words import Lifecycle
from services.settings import Settings
from tests.contract.membership_system import Neighbours, System, looping, running_membership
from tests.contract.test_membership_commands import enrolled
from tests.waiting import eventually


async def test_two_processes_start_at_once_and_each_clause_has_one_version(
    mongo_url: str, database_prefix: str
) -> None:
    settings = Settings(mongo_url=mongo_url, mongo_database_prefix=database_prefix)
    client = connect(settings)
    components = [
        build_membership(settings, client, SystemClock(), Neighbours(notify=None)) for _ in range(2)
    ]
    await asyncio.gather(*(one.prepare() for one in components))
    (answer,) = await components[0].api.read([q.GetClauses()])
    assert isinstance(answer, v.ClausesView)
    assert [(one.clause, one.version) for one in answer.versions] == [
        ("changes", 1),
        ("inactivity", 1),
        ("pause", 1),
        ("points", 1),
        ("renewal", 1),
        ("transfers", 1),
    ]
    assert {one.standing for one in answer.versions} == {ClauseStanding.BINDING}
    client.close()


async def test_each_event_says_which_release_wrote_it_where_the_operator_names_one(
    mongo_url: str, database_prefix: str
) -> None:
    for release in ("", "7.1"):
        prefix = f"{database_prefix}{len(release)}"
        async with running_membership(mongo_url, prefix, release=release) as system:
            await enrolled(system, "m-1")
            async with looping(system, "sweep"):
                system.clock.advance(timedelta(days=30))
                await eventually(lambda: grace_began(system))
            page = await system.ask(q.GetHistory(member_id="m-1"), v.HistoryPage)
            events = [json.loads(line) for line in page.lines]
            assert {event["actor"]["kind"] for event in events} == {"HOST", "MEMBER", "SYSTEM"}
            assert {event["origin"].get("release", "") for event in events} == {release}
            assert await system.holds("m-1")


async def grace_began(system: System) -> bool:
    view = await system.ask(q.GetMembership(member_id="m-1"), v.MembershipView)
    return view.lifecycle is Lifecycle.GRACE
