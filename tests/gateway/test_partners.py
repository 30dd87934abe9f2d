"""Partners at the edge: by their keys, with their scopes, following from their own cursors."""

import asyncio
import contextlib
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from gateway.feeds import item_feed
from gateway.feeds.item_feed import ItemFeed
from gateway.identity import remembered
from gateway.identity.partner_keys import PartnerKeys
from gateway.identity.viewer import Role, Unauthenticated
from gateway.schema.partner.item_cursors import KIND, item_cursor
from infra.kernel.errors import InvalidInput, Unavailable
from services.membership.contract.partner_keys import digest_of, key_of
from services.membership.contract.partner_views import KeyProof, SharedItem
from services.shared.callers import ActorKind, KeyScope
from tests.fakes.partners import KEY, FakePartners
from tests.fakes.services import FakeApis, FakeMembership
from tests.gateway.conftest import Gateway
from tests.gateway.cursors import cursors
from tests.gateway.sse import events_of
from tests.gateway.test_event_streams import streamed
from tests.gateway.test_subscriptions import following
from tests.waiting import eventually

ACME, GLOBEX = (cursors(KIND, Role.PARTNER, id) for id in ("acme", "globex"))
BEFORE_1 = "1kqtzdGF0dXMtZmVlZJKmZ2xvYmV4AQ"
"""Of globex, as a release that sealed none gave it."""
FEED = """query($after: String, $first: Int! = 10) { statusFeed(after: $after, first: $first) {
  ... on StatusFeedPage { items { cursor id sequence payload status cause } endCursor hasNextPage }
  ... on CursorProblem { code message field earliest latest } } }"""
LIVE = "subscription($after: String) { statusChanges(after: $after) { cursor sequence payload } }"


async def ask(gateway: Gateway, query: str, key: str = KEY, **variables: Any) -> dict[str, Any]:
    """The whole answer, with a key in place of a token."""
    headers = {"authorization": f"Bearer {key}", "accept-language": "en"}
    body = {"query": query, "variables": variables}
    async with gateway.session.post(f"{gateway.url}/graphql", json=body, headers=headers) as got:
        answer: dict[str, Any] = await got.json()
        return answer | {"status": got.status}


async def feed(gateway: Gateway, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await ask(gateway, FEED, **variables))["data"]["statusFeed"]
    return found


def partners(gateway: Gateway) -> FakePartners:
    return gateway.apis.membership


async def test_a_key_signs_in_its_partner_and_is_asked_about_once_in_a_while(
    gateway: Gateway,
) -> None:
    for _ in range(3):
        answer = await ask(gateway, "{ partner { name keys { keyId scopes } } }")
        assert answer["data"]["partner"]["name"] == "Acme"
    assert partners(gateway).asked == 1
    await ask(gateway, 'mutation { turnKey(input: { keyId: "k" }) { __typename } }')
    [(command, by)] = partners(gateway).executed
    assert command.partner_id == "acme"
    assert (by.actor.kind, by.actor.id, by.scopes) == (ActorKind.PARTNER, "acme", tuple(KeyScope))


@pytest.mark.parametrize("key", [KEY[:-1] + "0", "rk_", key_of("ffffffffffff", bytes(32))])
async def test_a_key_that_is_none_opens_nothing(gateway: Gateway, key: str) -> None:
    answer = await ask(gateway, "{ plans { code } }", key=key)
    assert answer["status"] == 401
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert key not in str(answer)
    assert partners(gateway).asked == (key.startswith("rk_ffff"))


async def test_while_nobody_can_say_whose_a_key_is_it_is_said_when_to_come_again(
    gateway: Gateway,
) -> None:
    partners(gateway).fails = Unavailable("Not now.")
    headers, body = {"authorization": f"Bearer {KEY}"}, {"query": "{ plans { code } }"}
    async with gateway.session.post(f"{gateway.url}/graphql", json=body, headers=headers) as got:
        [error] = (await got.json())["errors"]
        assert (got.status, got.headers["retry-after"]) == (503, "5")
    assert error["extensions"] == {"code": "UNAVAILABLE", "retryAfter": 5}


async def test_a_key_does_only_what_its_scopes_say(gateway: Gateway) -> None:
    key = key_of("aaaaaaaaaaaa", bytes(32))
    partners(gateway).proofs[digest_of(key)] = KeyProof(
        partner_id="acme", name="Acme", key_id="aaaaaaaaaaaa", scopes=(KeyScope.MEMBERS_READ,)
    )
    answer = await ask(gateway, '{ sharedMember(memberId: "m-1") { status plan cause } }', key=key)
    assert answer["data"]["sharedMember"] == {"status": "ACTIVE", "plan": "gold", "cause": None}
    answer = await ask(gateway, '{ sharedMember(memberId: "m-2") { status } }', key=key)
    assert answer["data"]["sharedMember"] is None
    [error] = (await ask(gateway, FEED, key=key))["errors"]
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert "FEED_READ" in error["message"]


async def test_the_token_of_a_partner_that_is_cut_off_opens_nothing(gateway: Gateway) -> None:
    assert "errors" not in await gateway.post("{ statusFeed { __typename } }", "partner", id="acme")
    partners(gateway).cut_off.add("globex")
    assert await gateway.code("{ plans { code } }", "partner", id="globex") == "UNAUTHENTICATED"


async def test_the_feed_is_read_page_by_page_to_the_byte(gateway: Gateway) -> None:
    first = await partners(gateway).show("m-1")
    await partners(gateway).show("m-1", "globex")
    second = await partners(gateway).show("m-2")
    page = await feed(gateway, first=1)
    [item] = page["items"]
    assert item["payload"] == first.payload.decode()
    assert (item["status"], item["cause"]) == ("FROZEN", "COMPROMISE")
    assert page["hasNextPage"] is True
    for after in (page["endCursor"], item["cursor"], "1kqtzdGF0dXMtZmVlZJKkYWNtZQE"):
        page = await feed(gateway, after=after)
        assert [one["id"] for one in page["items"]] == [second.id]
        assert page["hasNextPage"] is False
    ends = [page["endCursor"]]
    for after in (page["endCursor"], page["endCursor"]):
        page = await feed(gateway, after=after)
        assert page["items"] == []
        ends.append(page["endCursor"])
    assert len(set(ends)) == 3, "nobody sees whether others were told something meanwhile"


@pytest.mark.parametrize(
    "after",
    ["nonsense", item_cursor(GLOBEX, 1), item_cursor(ACME, 99), item_cursor(ACME, 0), BEFORE_1],
)
async def test_a_cursor_that_is_none_says_where_to_begin_again(
    gateway: Gateway, after: str
) -> None:
    for _ in range(3):
        await partners(gateway).show("m-1")
    partners(gateway).kept_after = 1
    refused = await feed(gateway, after=after)
    assert (refused["code"], refused["field"]) == ("CURSOR_REFUSED", "after")
    page = await feed(gateway, after=refused["earliest"])
    assert [one["sequence"] for one in page["items"]] == [2, 3]
    assert (await feed(gateway, after=refused["latest"]))["items"] == []
    async with following(gateway, LIVE, KEY, after=after) as follower:
        message = await follower.receive()
        extensions = message["payload"]["errors"][0]["extensions"]
        assert extensions["code"] == "CURSOR_REFUSED"
        assert extensions["earliest"] == refused["earliest"]


async def test_changes_are_replayed_and_then_live_on_both_ways(gateway: Gateway) -> None:
    one = await partners(gateway).show("m-1")
    async with following(gateway, LIVE, KEY, after="") as follower:
        assert (await follower.next())["payload"] == one.payload.decode()
        await partners(gateway).show("m-1", "globex")
        await partners(gateway).show("m-1")
        seen = await follower.next()
        assert seen["sequence"] == 2
    async with streamed(gateway, LIVE, token=KEY, after=item_cursor(ACME, one.place)) as response:
        event = await anext(events_of(response))
        assert event.data["data"]["statusChanges"] == seen
        assert event.id == seen["cursor"]


async def test_whoever_is_connected_is_sent_off_once_the_key_opens_nothing(
    gateway: Gateway,
) -> None:
    async with (
        following(gateway, LIVE, KEY, after="") as follower,
        streamed(gateway, LIVE, token=KEY, after="") as response,
    ):
        partners(gateway).proofs.clear()
        with pytest.raises(ConnectionClosed) as closed:
            await follower.receive()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4401
        events = [event async for event in events_of(response)]
    assert events[0].data["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_all_lines_of_a_key_are_watched_by_one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "REMEMBERED_SECONDS", 0.01)
    apis = FakeApis()
    keys = PartnerKeys(apis, sandbox=False)
    viewer = await keys.viewer(KEY)
    leaving, *lines = [asyncio.create_task(keys.end_of(viewer)) for _ in range(51)]
    await eventually(lambda: apis.membership.asked > 3)
    leaving.cancel()
    assert apis.membership.asked < 51, "of each line there would be more"
    apis.membership.proofs.clear()
    ends = await asyncio.gather(*lines)
    assert {type(end) for end in ends} == {Unauthenticated}
    again = asyncio.create_task(keys.end_of(viewer))
    assert type(await again) is Unauthenticated


async def test_a_partner_lists_whom_it_follows(gateway: Gateway) -> None:
    asked = "{ followedMembers { totalCount nodes { memberId scopes allowedAt } } }"
    found = (await ask(gateway, asked))["data"]["followedMembers"]
    [one] = found["nodes"]
    assert (found["totalCount"], one["memberId"]) == (1, "m-1")
    assert one["scopes"] == ["STATUS", "CAUSE"]
    assert one["allowedAt"].startswith("2026-11-01")


async def test_a_member_reads_and_changes_who_follows(gateway: Gateway) -> None:
    answer = await gateway.data(
        "{ me { partners { name } } availablePartners { nodes { partnerId name } } }"
    )
    assert answer["availablePartners"]["nodes"] == [{"partnerId": "acme", "name": "Acme"}]
    allow = 'mutation { allowPartner(input: { partnerId: "acme" }) { __typename } }'
    assert (await gateway.data(allow))["allowPartner"] == {"__typename": "ConsentSuccess"}
    command = gateway.apis.membership.executed[0][0]
    assert (command.member_id, command.partner_id) == ("m-1", "acme")


async def test_an_administrator_says_which_partner(gateway: Gateway) -> None:
    turn = 'mutation { turnKey(input: { keyId: "k" }) { ... on Problem { code field } } }'
    answer = await gateway.data(turn, "staff")
    assert answer["turnKey"] == {"code": "INVALID_INPUT", "field": "partnerId"}


class Followed:
    """A feed of items over partners in memory."""

    def __init__(self) -> None:
        self.source = FakeMembership()
        self.feed: ItemFeed[SharedItem] = ItemFeed(self.source)

    async def places(self, partner: str, after: int | None, count: int) -> list[int]:
        found: list[int] = []
        items = self.feed.follow(partner, after, lambda: None)
        async with contextlib.aclosing(items):
            async for item in items:
                found.append(item.place)
                if len(found) == count:
                    break
        return found

    async def polled_for(self, *partners: str) -> None:
        await eventually(lambda: any(ids == sorted(partners) for _, ids in self.source.polled))


async def test_one_long_poll_asks_for_those_who_are_followed() -> None:
    followed = Followed()
    one = [asyncio.create_task(followed.places("acme", 0, 2)) for _ in range(20)]
    await followed.polled_for("acme")
    await followed.source.show("m-1")
    other = asyncio.create_task(followed.places("globex", None, 1))
    await followed.polled_for("acme", "globex")
    await followed.source.show("m-1", "globex")
    await followed.source.show("m-1", "initech")
    await followed.source.show("m-2")
    assert await asyncio.gather(*one) == [[1, 4]] * 20
    assert await other == [2]
    asked = {tuple(ids or ()) for _, ids in followed.source.polled}
    assert asked <= {(), ("acme",), ("globex",), ("acme", "globex")}
    await followed.feed.close()


async def test_a_partner_that_joins_while_others_are_asked_for_misses_nothing() -> None:
    followed = Followed()
    for _ in range(3):
        await followed.source.show("m-1", "globex")
    one = asyncio.create_task(followed.places("acme", 0, 20))
    joining = []
    for n in range(20):
        joining.append(asyncio.create_task(followed.places("globex", 0, 3 + n)))
        await followed.source.show("m-1")
        await followed.source.show("m-1", "globex")
    await one
    assert [len(set(await each)) for each in joining] == [3 + n for n in range(20)]
    with pytest.raises(InvalidInput):
        await followed.places("acme", 1_000, 1)
    await followed.feed.close()


@pytest.mark.parametrize("live", [False, True])
async def test_what_waited_for_a_slow_reader_is_asked_for_again(
    live: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its member may have withdrawn meanwhile."""
    followed, reached = Followed(), asyncio.Event()
    items = followed.feed.follow("acme", 0, reached.set)
    async with contextlib.aclosing(items):
        reading = asyncio.ensure_future(anext(items))
        if live:
            await reached.wait()
            await followed.polled_for("acme")
        for member in ("m-1", "m-2", "m-1", "m-2"):
            await followed.source.show(member)
        assert (await reading).member_id == "m-1"
        followed.source.withdraw("m-1")
        monkeypatch.setattr(item_feed, "FRESH_SECONDS", -1.0)  # the loop counts milliseconds
        assert [(await anext(items)).place for _ in range(2)] == [2, 4]
    await followed.feed.close()
