"""A service that starts for the first time, by the real clock and beside another one."""

import asyncio

from infra.kernel.clock import SystemClock
from infra.storage.mongo import connect
from services.membership.component import build_membership
from services.membership.contract import queries as q
from services.membership.contract import views as v
from services.membership.contract.clause_views import ClauseStanding
from services.settings import Settings
from tests.contract.membership_system import Neighbours


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
