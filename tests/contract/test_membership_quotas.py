"""Quotas on the real store: never below nothing, whoever asks at once."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from services.membership.contract import commands as c
from services.membership.contract import queries as q
from services.membership.contract import views as v
from services.membership.contract.errors import QuotaUsedUp
from tests.contract.membership_system import System, host, member, running_membership

QUOTA = "free_transfers"


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    async with running_membership(mongo_url, database_prefix) as system:
        await system.api.execute(c.TopUp(member_id="m-1", amount=990, reference="r"), host())
        await system.api.execute(c.Enrol(member_id="m-1", plan="silver"), member("m-1"))
        yield system


def use(use_id: str) -> c.UseBenefit:
    return c.UseBenefit(member_id="m-1", benefit=QUOTA, use_id=use_id)


async def left(system: System) -> int | None:
    view = await system.ask(q.GetMembership(member_id="m-1"), v.MembershipView)
    return next(one.left for one in view.benefits if one.code == QUOTA)


async def test_the_last_one_of_a_quota_is_used_once_by_fifty_at_once(system: System) -> None:
    """Silver has one transfer."""
    assert await left(system) == 1
    uses = [system.api.execute(use(f"u-{number}"), host()) for number in range(50)]
    outcomes = await asyncio.gather(*uses, return_exceptions=True)
    refused = [one for one in outcomes if isinstance(one, BaseException)]
    assert (len(refused), {type(one) for one in refused}) == (49, {QuotaUsedUp})
    assert await left(system) == 0


async def test_fifty_calls_with_one_id_are_one_use_and_so_is_taking_it_back(
    system: System,
) -> None:
    uses = [system.api.execute(use("gift-1"), host()) for _ in range(50)]
    outcomes = await asyncio.gather(*uses)
    assert sum(not one.repeated for one in outcomes) == 1
    assert await left(system) == 0
    back = c.ReturnBenefit(member_id="m-1", use_id="gift-1")
    returned = await asyncio.gather(*(system.api.execute(back, host()) for _ in range(5)))
    assert sum(not one.repeated for one in returned) == 1
    assert await left(system) == 1
