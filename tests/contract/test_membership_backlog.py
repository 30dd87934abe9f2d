"""Many memberships due at once, as after an outage."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from infra.storage.sweeper import Sweeper
from services.membership.contract.import_rows import ImportBatch, MemberRow
from services.membership.contract.words import Lifecycle
from services.membership.handlers import Ticker
from tests.contract.membership_system import START, System, running_membership

DAY = timedelta(days=1)
MANY = 60


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    async with running_membership(mongo_url, database_prefix) as system:
        yield system


def due(number: int) -> MemberRow:
    return MemberRow(
        row=number,
        member_id=f"m-{number}",
        plan="silver",
        lifecycle=Lifecycle.ACTIVE,
        cause=None,
        period_start=START - 29 * DAY,
        period_end=START + DAY,
        auto_renew=False,
        balance=0,
        last_login_at=None,
    )


async def test_one_broken_record_holds_up_nobody_else(system: System) -> None:
    await system.api.import_batch(ImportBatch(members=tuple(due(i) for i in range(MANY))))
    rows = system.db["memberships"]
    system.clock.advance(10 * DAY)
    await rows.update_one({"_id": "m-7"}, {"$set": {"state.period_end": "no time"}})
    sweeper = Sweeper(system.db, "memberships", system.clock, Ticker(system.context))
    assert await sweeper.sweep() == MANY
    whole_grace = {"state.lifecycle": "GRACE", "state.grace_until": START + 11 * DAY}
    assert await rows.count_documents(whole_grace) == MANY - 1
    assert await sweeper.sweep() == 0
    assert await system.holds("m-8")
