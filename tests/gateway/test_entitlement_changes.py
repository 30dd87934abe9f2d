"""Who is entitled, pushed: to those who follow, from where they were."""

import asyncio
import contextlib

import pytest

from gateway.schema.entitlement import subscription
from services.membership.contract.entitlement import CHANGES_NOTHING, MOST_MEMBERS
from services.membership.contract.event_types import EVENT_TYPES
from tests.gateway.conftest import Gateway
from tests.gateway.test_subscriptions import Following, following

CHANGES = """subscription($after: String, $members: [ID!]) {
  entitlementChanged(after: $after, memberIds: $members) {
    cursor memberId version entitlement { entitled version } } }"""


def changes(
    gateway: Gateway, **variables: object
) -> contextlib.AbstractAsyncContextManager[Following]:
    return following(gateway, CHANGES, gateway.token("host", "shop"), **variables)


async def seen(follower: Following, number: int) -> list[str]:
    return [(await follower.next())["memberId"] for _ in range(number)]


async def test_changes_of_all_come_from_the_cursor_on_and_nothing_else(gateway: Gateway) -> None:
    stream = gateway.apis.membership.stream
    await stream.add("m-1", "MembershipEnrolled")
    await stream.add("m-1", "BalanceDebited")
    await stream.add("m-2", "HoldPlaced")
    async with changes(gateway, after="") as shop:
        first = await shop.next()
        assert (first["memberId"], first["version"]) == ("m-1", 1)
        assert first["entitlement"] == {"entitled": True, "version": 3}
        assert await seen(shop, 1) == ["m-2"]
        await stream.add("m-1", "ActivitySeen")
        await stream.add("m-9", "MembershipExpired")
        assert await seen(shop, 1) == ["m-9"]
    async with changes(gateway, after=first["cursor"]) as again:
        assert await seen(again, 2) == ["m-2", "m-9"]


async def test_who_follows_some_members_hears_of_no_other(gateway: Gateway) -> None:
    stream = gateway.apis.membership.stream
    for member_id in ("m-1", "m-2", "m-3"):
        await stream.add(member_id, "MembershipEnrolled")
    async with changes(gateway, after="", members=["m-1", "m-3"]) as shop:
        assert await seen(shop, 2) == ["m-1", "m-3"]
        for member_id in ("m-2", "m-3", "m-1"):
            await stream.add(member_id, "MembershipRenewed")
        assert sorted(await seen(shop, 2)) == ["m-1", "m-3"]


@pytest.mark.parametrize("number", [0, MOST_MEMBERS + 1])
async def test_as_many_members_as_may_be_named(gateway: Gateway, number: int) -> None:
    members = [f"m-{n}" for n in range(number)]
    async with changes(gateway, members=members) as shop:
        refused = await asyncio.wait_for(shop.receive(), 30)
    assert refused["payload"]["errors"][0]["extensions"]["code"] == "INVALID_INPUT"


async def test_members_do_not_follow_others(gateway: Gateway) -> None:
    async with following(gateway, CHANGES, gateway.token("member")) as follower:
        refused = await follower.receive()
    assert refused["payload"][0]["extensions"]["code"] == "FORBIDDEN"


def test_what_changes_nothing_are_events_there_are() -> None:
    assert EVENT_TYPES.keys() > CHANGES_NOTHING
    assert subscription.CHANGES == "entitlement-changes"
