"""What the shop is told on a real database: by one read, whatever was recorded."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from infra.storage.mongo import connect
from services.membership.contract import queries as q
from services.membership.contract.entitlement import EntitlementStanding, EntitlementsView
from services.membership.contract.views import Failed
from services.membership.contract.words import Status
from services.settings import Settings
from tests.contract.membership_system import START, System, running_membership
from tests.contract.test_membership_commands import enrolled
from tests.reads import reading

ENTITLED, NOT_ENTITLED, UNKNOWN = EntitlementStanding

MEMBERS = tuple(f"m-{n}" for n in range(4))


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    async with running_membership(mongo_url, database_prefix) as system:
        for member_id in MEMBERS:
            await enrolled(system, member_id)
        yield system


async def test_many_are_answered_by_one_read_in_the_order_asked(
    system: System, mongo_url: str
) -> None:
    asked = (MEMBERS[2], "nobody", *MEMBERS[:2], MEMBERS[2])
    await system.ask(q.GetEntitlements(member_ids=asked), EntitlementsView)
    with reading() as reads:
        view = await system.ask(q.GetEntitlements(member_ids=asked), EntitlementsView)
    assert [one.member_id for one in view.entitlements] == list(asked)
    assert [one.standing for one in view.entitlements] == [
        ENTITLED, UNKNOWN, *[ENTITLED] * 3,
    ]  # fmt: skip
    assert (reads.names, reads.rows) == (["find memberships"], 3)
    assert await reads.examined(connect(Settings(mongo_url=mongo_url))) <= 2 * 4


async def test_nobody_has_swept_and_the_answer_is_right(system: System) -> None:
    asked = q.GetEntitlements(member_ids=MEMBERS[:1])
    await system.pass_time(MEMBERS[0], days=30, seconds=-1)
    system.clock.advance(timedelta(seconds=2))
    [one] = (await system.ask(asked, EntitlementsView)).entitlements
    assert (one.status, one.until) == (Status.GRACE, START + timedelta(days=31))
    await system.pass_time(MEMBERS[0], seconds=0)
    [recorded] = (await system.ask(asked, EntitlementsView)).entitlements
    assert recorded == one


async def test_more_than_a_thousand_are_refused_in_words(system: System) -> None:
    asked = q.GetEntitlements(member_ids=tuple(f"m-{n}" for n in range(1_001)))
    [answer] = await system.api.read([asked])
    assert isinstance(answer, Failed)
    assert (answer.error.code, answer.error.field) == ("INVALID_INPUT", "memberIds")
