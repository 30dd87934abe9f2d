"""A partner platform, from its first key to the end of what a member let it see."""

import json
from dataclasses import dataclass
from typing import Any, Self

import pytest
from websockets.exceptions import ConnectionClosed

from tests.client import Client, GraphQLErrors
from tests.flows.conftest import System
from tests.flows.people import Member, Person, Staff
from tests.flows.test_subscriptions import following
from tests.waiting import eventually

ITEM = "cursor id type memberId sequence payload status entitled plan until cause responsible"
FEED = f"""query($after: String) {{ statusFeed(after: $after, first: 50) {{
  ... on StatusFeedPage {{ items {{ {ITEM} }} endCursor hasNextPage }}
  ... on CursorProblem {{ code earliest latest }} }} }}"""
LIVE = f"subscription($after: String) {{ statusChanges(after: $after) {{ {ITEM} }} }}"
MADE = "PartnerSuccess { key keyId repeated partner { cutOff keys { keyId until } } }"
AGREED = "ConsentSuccess { repeated partners { partnerId name scopes endedAt sees { en } } }"
UNKNOWN_OUTSIDE = ("price", "balance", "phone", "email", "amount", "name", "reason")
# what the gateway keeps of a key is told it by another process, and feeds are followed in others
pytestmark = pytest.mark.systems("separate")


@dataclass
class Partner:
    """A platform with a key that opens all of its part of the graph."""

    id: str
    key_id: str
    staff: Staff
    client: Client

    @classmethod
    async def made(cls, system: System, id: str) -> Self:
        staff = await system.staff("admin-1")
        contact = {"partnerId": id, "name": id.title(), "contactEmail": f"ops@{id}.example"}
        await staff.do("createPartner", "CreatePartnerInput", MADE, **contact)
        scopes = ["FEED_READ", "MEMBERS_READ", "KEYS"]
        given = {"partnerId": id, "scopes": scopes, "idempotencyKey": f"key of {id}"}
        made = await staff.do("issueKey", "IssueKeyInput", MADE, **given)
        again = await staff.do("issueKey", "IssueKeyInput", MADE, **given)
        assert (again["key"], again["keyId"], again["repeated"]) == (None, made["keyId"], True)
        return cls(id, made["keyId"], staff, Client(system.gateway, token=made["key"]))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.__aexit__(None, None, None)
        await self.staff.close()

    async def page(self, after: str | None = None) -> dict[str, Any]:
        found: dict[str, Any] = (await self.client.run(FEED, after=after))["statusFeed"]
        return found

    async def told(self, count: int) -> list[dict[str, Any]]:
        """All that it can read, once there is that much."""

        async def look() -> list[dict[str, Any]] | None:
            items: list[dict[str, Any]] = (await self.page())["items"]
            return items if len(items) >= count else None

        items = await eventually(look)
        assert len(items) == count
        return items

    async def opens(self, key: str) -> bool:
        async with Client(self.client.url, token=key) as client:
            try:
                await client.run("{ partner { name } }")
            except GraphQLErrors:
                return False
            return True


async def allow(member: Member, partner: Partner, *scopes: str) -> dict[str, Any]:
    return await member.do(
        "allowPartner", "AllowPartnerInput", AGREED, partnerId=partner.id, scopes=scopes
    )


async def withdraw(member: Person, partner: Partner) -> None:
    await member.do("withdrawPartner", "WithdrawPartnerInput", AGREED, partnerId=partner.id)


def steps(items: list[dict[str, Any]]) -> list[tuple[str, int, str | None]]:
    return [(one["type"], one["sequence"], one["status"]) for one in items]


async def test_a_partner_sees_what_the_member_agreed_to_until_the_end(system: System) -> None:
    async with (
        await Partner.made(system, f"acme-{system.kind}") as acme,
        await Partner.made(system, f"globex-{system.kind}") as globex,
        await system.new_member() as member,
    ):
        agreed = await allow(member, acme, "STATUS", "CAUSE")
        [follow] = agreed["partners"]
        assert follow["name"] == acme.id.title()
        assert "why it is so" in follow["sees"]["en"]
        await allow(member, globex, "STATUS")
        await member.change("freeze", "FreezeInput", hours=24)
        began, frozen = await acme.told(2)
        assert steps([began, frozen]) == [
            ("FOLLOW_BEGAN", 1, "ACTIVE"),
            ("STATUS_CHANGED", 2, "FROZEN"),
        ]
        assert (frozen["entitled"], frozen["cause"]) == (False, "MEMBER_FROZE")
        payload = json.loads(frozen["payload"])
        assert payload["id"] == frozen["id"]
        assert payload["data"]["memberId"] == frozen["memberId"] == member.id
        _, less = await globex.told(2)
        assert "cause" not in json.loads(less["payload"])["data"]
        for item in (began, frozen, less):
            assert not any(f'"{word}' in item["payload"] for word in UNKNOWN_OUTSIDE)
        shared = "query($id: ID!) { sharedMember(memberId: $id) { status sequence scopes } }"
        now = (await acme.client.run(shared, id=member.id))["sharedMember"]
        assert now == {"status": "FROZEN", "sequence": 2, "scopes": ["STATUS", "CAUSE"]}

        await withdraw(member, acme)
        [end] = await acme.told(1)
        assert steps([end]) == [("FOLLOW_ENDED", 3, None)]
        assert json.loads(end["payload"])["data"] == {"memberId": member.id, "sequence": 3}
        await member.change("extendFreeze", "ExtendFreezeInput", hours=1)
        assert (await acme.client.run(shared, id=member.id))["sharedMember"] is None
        assert (await acme.page(end["cursor"]))["items"] == []
        mine = await member.client.run("{ me { partners { partnerId endedAt } } }")
        assert [one["partnerId"] for one in mine["me"]["partners"]] == [globex.id, acme.id]
        assert mine["me"]["partners"][1]["endedAt"] is not None
        alerts = await member.client.run("{ me { alerts { nodes { eventType title { en } } } } }")
        titles = {one["eventType"]: one["title"]["en"] for one in alerts["me"]["alerts"]["nodes"]}
        assert titles["PartnerWithdrawn"].startswith(acme.id.title())


async def test_pull_and_push_give_the_same_from_any_cursor(system: System) -> None:
    async with (
        await Partner.made(system, f"initech-{system.kind}") as partner,
        await system.new_member() as one,
        await system.new_member() as other,
    ):
        for member in (one, other):
            await allow(member, partner, "STATUS")
        key = partner.client.token
        async with following(system, key, LIVE, after="") as line:
            seen = [await line.next() for _ in range(2)]
            await one.change("freeze", "FreezeInput", hours=24)
            seen.append(await line.next())
        await other.change("freeze", "FreezeInput", hours=24)  # while nobody listens
        async with following(system, key, LIVE, after=seen[-1]["cursor"]) as line:
            seen.append(await line.next())
        pulled = await partner.told(4)
        assert [(p["id"], p["payload"]) for p in seen] == [(p["id"], p["payload"]) for p in pulled]
        assert (await partner.page(pulled[1]["cursor"]))["items"] == pulled[2:]
        refused = await partner.page("nonsense")
        assert refused["code"] == "CURSOR_REFUSED"
        assert (await partner.page(refused["earliest"]))["items"] == pulled


async def test_keys_turn_with_the_clock_and_a_partner_is_cut_off_at_once(system: System) -> None:
    async with (
        await Partner.made(system, f"hooli-{system.kind}") as partner,
        await system.new_member() as member,
    ):
        await allow(member, partner, "STATUS")
        old = partner.client.token
        turned = await Person(partner.client).do("turnKey", "KeyInput", MADE, keyId=partner.key_id)
        new = turned["key"]
        await system.advance("PT23H")
        assert await partner.opens(old)
        assert await partner.opens(new)
        await system.advance("PT1H1S")
        assert await eventually_not(partner, old)
        assert await partner.opens(new)
        async with following(system, new, LIVE, after="") as line:
            assert (await line.next())["type"] == "FOLLOW_BEGAN"
            given = {"partnerId": partner.id, "reason": "Unpaid."}
            done = await partner.staff.do("cutOffPartner", "PartnerReasonInput", MADE, **given)
            assert done["partner"]["cutOff"] is True
            with pytest.raises(ConnectionClosed) as closed:
                await line.receive()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 4401
        assert not await partner.opens(new)


async def eventually_not(partner: Partner, key: str) -> bool:
    """What a gateway knows of a key is two seconds old at most."""

    async def closed() -> bool:
        return not await partner.opens(key)

    return await eventually(closed)
