"""Following events: replay and live meet without gap or double, over the real protocol."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from gateway.cursors.feed_cursors import feed_cursor, read_feed_cursor
from gateway.identity.viewer import Role
from gateway.request.context import Context
from gateway.schema.appeals import incident_subscription as incidents
from gateway.schema.appeals import subscription as appeals
from gateway.schema.membership import subscription as membership
from infra.kernel.feed import BEGINNING, Place
from tests.fakes.services import FakeFeed
from tests.gateway.conftest import Gateway
from tests.gateway.cursors import cursors
from tests.waiting import PATIENCE, eventually

CHANGES = """subscription($after: String, $member: ID) {
  membershipChanged(after: $after, memberId: $member) { cursor version type } }"""
STEPS = """subscription($after: String, $number: String) {
  appealProgressed(after: $after, number: $number) { cursor number type } }"""

OF_INCIDENTS = """subscription($after: String, $id: ID) {
  incidentProgressed(after: $after, id: $id) { cursor id version type incident { state } } }"""


def at(number: int, kind: str = membership.CHANGES) -> str:
    return feed_cursor(cursors(kind), Place(0, (number,)))


OF_ANOTHER = feed_cursor(cursors(membership.CHANGES, id="m-2"), Place(0, (1,)))


class Following:
    """One subscription over graphql-transport-ws."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def start(self, query: str, payload: dict[str, Any], **variables: Any) -> None:
        await self._send(type="connection_init", payload=payload)
        assert (await self.receive())["type"] == "connection_ack"
        asked = {"query": query, "variables": variables}
        await self._send(type="subscribe", id="1", payload=asked)

    async def receive(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(await asyncio.wait_for(self.socket.recv(), PATIENCE))
        return answer

    async def next(self) -> Any:
        message = await self.receive()
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        [value] = message["payload"]["data"].values()
        return value

    async def numbers(
        self, count: int, kind: str = membership.CHANGES, role: Role = Role.MEMBER
    ) -> list[int]:
        theirs, seen = cursors(kind, role), [await self.next() for _ in range(count)]
        return [sum(read_feed_cursor(theirs, one["cursor"]).numbers) for one in seen]

    async def _send(self, **message: Any) -> None:
        await self.socket.send(json.dumps(message))


@contextlib.asynccontextmanager
async def following(
    gateway: Gateway, query: str = CHANGES, token: str | None = None, **variables: Any
) -> AsyncIterator[Following]:
    payload = {"authorization": f"Bearer {token or gateway.token()}"}
    async with connect(
        gateway.url.replace("http", "ws") + "/graphql",
        subprotocols=[Subprotocol("graphql-transport-ws")],
    ) as socket:
        follower = Following(socket)
        await follower.start(query, payload, **variables)
        yield follower


async def test_replay_and_live_meet(gateway: Gateway) -> None:
    feed = gateway.apis.membership.stream
    for _ in range(450):
        await feed.add("m-1")
    async with following(gateway, after=at(10)) as follower:
        writing = asyncio.create_task(write(feed, 300))
        assert await follower.numbers(740) == list(range(11, 751))
        await writing
    async with following(gateway, after=at(748)) as again:
        assert await again.numbers(2) == [749, 750]
        await feed.add("m-1")
        assert await again.next() == {
            **{"cursor": at(751), "version": 751, "type": "MembershipRenewed"}
        }


async def write(feed: FakeFeed, count: int) -> None:
    for _ in range(count):
        await feed.add("m-1")
        await asyncio.sleep(0)


async def test_without_a_number_only_what_is_new_comes(gateway: Gateway) -> None:
    feed = gateway.apis.membership.stream
    await feed.add("m-1")
    async with following(gateway) as follower:
        await joined(feed)
        await feed.add("m-1")
        assert (await follower.next())["cursor"] == at(2)


async def joined(feed: FakeFeed, polls: int = 1) -> None:
    """Until so many long polls were made."""
    await eventually(lambda: sum(wait > 0 for _after, _limit, wait in feed.calls) >= polls)


async def test_a_member_follows_the_own_membership_only(gateway: Gateway) -> None:
    feed = gateway.apis.membership.stream
    for member in ("m-2", "m-1", "clause-inactivity", "m-2", "m-1"):
        await feed.add(member)
    async with following(gateway, after="") as mine:
        assert [await mine.next() for _ in range(2)] == [
            {"cursor": at(2), "version": 1, "type": "MembershipRenewed"},
            {"cursor": at(5), "version": 2, "type": "MembershipRenewed"},
        ]
    async with following(gateway, after="", member="m-2") as others:
        [error] = (await others.receive())["payload"]["errors"]
        assert error["extensions"] == {"code": "FORBIDDEN", "field": "memberId"}
    staff = gateway.token("staff", "s-1")
    async with following(gateway, token=staff, after="", member="m-2") as any_member:
        assert await any_member.numbers(2, role=Role.STAFF) == [1, 4]
        [(by, read)] = gateway.apis.membership.kept
        assert (by, read.field, read.members) == ("s-1", "membershipChanged", ("m-2",))


async def test_appeals_are_followed_by_their_member_and_by_staff(gateway: Gateway) -> None:
    feed = gateway.apis.appeals.stream
    for number, member in (("AP-1", "m-2"), ("AP-2", "m-1")):
        await feed.add(number, "AppealSubmitted", member_id=member, promised_at=None)
    async with following(gateway, STEPS, after="") as mine:
        assert (await mine.next())["number"] == "AP-2"
    async with following(gateway, STEPS, gateway.token("staff", "s"), after="") as staff:
        assert await staff.numbers(2, appeals.STEPS, Role.STAFF) == [1, 2]
    [(_, read)] = gateway.apis.membership.kept
    assert (read.field, read.members) == ("appealProgressed", ())


async def test_incidents_and_appeals_share_a_feed_and_are_followed_apart(gateway: Gateway) -> None:
    feed = gateway.apis.appeals.stream
    for id, step in (("IN-1", "IncidentOpened"), ("IN-2", "IncidentSuspected")):
        await feed.add(id, step)
    await feed.add("AP-1", "AppealSubmitted", member_id="m-1", promised_at=None)
    await feed.add("IN-1/m-1", "IncidentRemedied", member_id="m-1")
    await feed.add("IN-1", "IncidentSettled")
    await feed.add("AP-1", "AppealClosed", member_id="m-1", promised_at=None)
    staff = gateway.token("staff", "s")
    for id, steps in ((None, [1, 2, 5]), ("IN-1", [1, 5])):
        async with following(gateway, OF_INCIDENTS, staff, after="", id=id) as line:
            assert await line.numbers(len(steps), incidents.STEPS, Role.STAFF) == steps
    async with following(gateway, STEPS, after="") as mine:
        assert [(await mine.next())["type"] for _ in range(2)] == [
            "AppealSubmitted",
            "AppealClosed",
        ]
    async with following(gateway, STEPS, staff, after="") as all_appeals:
        assert await all_appeals.numbers(2, appeals.STEPS, Role.STAFF) == [3, 6]


async def test_what_a_change_led_to_can_be_asked_with_it(gateway: Gateway) -> None:
    await gateway.apis.membership.stream.add("m-1")
    query = """subscription { membershipChanged(after: "") {
      cursor entry { summary { en } statusAfter } membership { status } } }"""
    async with following(gateway, query) as follower:
        change = await follower.next()
    assert change["entry"] == {"summary": {"en": "Event 1"}, "statusAfter": "ACTIVE"}
    assert change["membership"] == {"status": "ACTIVE"}


async def test_nobody_reads_once_nobody_listens(gateway: Gateway) -> None:
    feed = gateway.apis.membership.stream
    async with following(gateway, after=""), following(gateway, after=""):
        await joined(feed)
        assert feed.waiting == 1
    await eventually(lambda: not feed.waiting)


@pytest.mark.parametrize(
    "after",
    [at(7), at(1, appeals.STEPS), at(1) + "=", "0", "1", "nonsense", at(-1), OF_ANOTHER],
)
async def test_a_cursor_that_no_event_had_is_refused(gateway: Gateway, after: str) -> None:
    await gateway.apis.membership.stream.add("m-1")
    async with following(gateway, after=after) as follower:
        [error] = (await follower.receive())["payload"]["errors"]
        assert error["extensions"] == {"code": "INVALID_INPUT", "field": "after"}


async def test_a_cursor_stays_good_when_the_feed_is_divided(gateway: Gateway) -> None:
    """Also for who follows while that happens; one of a layout that never was is refused."""
    feed = gateway.apis.membership.stream
    for member in ("m-1", "m-2", "m-1"):
        await feed.add(member)
    async with following(gateway, after=at(1)) as live:
        assert (await live.next())["version"] == 2
        await feed.divide(4)
        for member in ("m-2", "m-1", "m-1"):
            await feed.add(member)
        later = [await live.next() for _ in range(2)]
        assert [one["version"] for one in later] == [3, 4]
    for after, versions in ((at(1), [2, 3, 4]), (later[0]["cursor"], [4])):
        async with following(gateway, after=after) as again:
            assert [(await again.next())["version"] for _ in versions] == versions
    for place in (Place(2, (0, 0, 0, 0)), Place(1, (9, 9, 9, 9)), Place(1, (0,))):
        async with following(
            gateway, after=feed_cursor(cursors(membership.CHANGES), place)
        ) as line:
            [error] = (await line.receive())["payload"]["errors"]
            assert error["extensions"] == {"code": "INVALID_INPUT", "field": "after"}


async def test_one_appeal_is_followed_through_its_members_part_of_the_feed(
    gateway: Gateway,
) -> None:
    feed, number = gateway.apis.appeals.stream, gateway.apis.appeals.appeals[0].number
    for appeal, member in ((number, "m-1"), ("AP-9", "m-1"), ("AP-8", "m-2"), (number, "m-1")):
        await feed.add(appeal, "AppealSubmitted", member_id=member, promised_at=None)
    for role in (Role.MEMBER, Role.STAFF):
        token = gateway.token(role)
        async with following(gateway, STEPS, token, after="", number=number) as line:
            assert await line.numbers(2, appeals.STEPS, role) == [1, 4]
    assert set(feed.replays) == {("m-1", BEGINNING)}
    async with following(gateway, STEPS, after="", number="AP-8") as line:
        [error] = (await line.receive())["payload"]["errors"]
        assert error["extensions"] == {"code": "NOT_FOUND", "field": "number"}


async def test_the_stream_ends_with_the_token(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Context, "seconds_left", lambda _: 0.1)
    async with following(gateway, after="") as follower:
        with pytest.raises(ConnectionClosed) as closed:
            await follower.receive()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401


@pytest.mark.parametrize("payload", [{"authorization": "Bearer nonsense"}])
async def test_a_bad_token_closes_the_connection(gateway: Gateway, payload: Any) -> None:
    async with connect(
        gateway.url.replace("http", "ws") + "/graphql",
        subprotocols=[Subprotocol("graphql-transport-ws")],
    ) as socket:
        await socket.send(json.dumps({"type": "connection_init", "payload": payload}))
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401


@pytest.mark.parametrize(
    "message", ["[]", "5", '{"type": "subscribe", "id": [], "payload": {}}', "{", "\\xff"]
)
async def test_a_strange_message_closes_the_connection_in_words(
    gateway: Gateway, message: str
) -> None:
    async with connect(
        gateway.url.replace("http", "ws") + "/graphql",
        subprotocols=[Subprotocol("graphql-transport-ws")],
        additional_headers=gateway.headers(),
    ) as socket:
        await socket.send('{"type": "connection_init"}')
        await socket.recv()
        await socket.send(message)
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4400


async def test_without_a_token_nothing_is_followed(gateway: Gateway) -> None:
    async with connect(
        gateway.url.replace("http", "ws") + "/graphql",
        subprotocols=[Subprotocol("graphql-transport-ws")],
    ) as socket:
        follower = Following(socket)
        await follower.start(CHANGES, {}, after="")
        refused = await follower.receive()
        assert refused["type"] == "error"
        assert refused["payload"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_the_header_says_who_asks_as_well(gateway: Gateway) -> None:
    await gateway.apis.membership.stream.add("m-1")
    async with connect(
        gateway.url.replace("http", "ws") + "/graphql",
        subprotocols=[Subprotocol("graphql-transport-ws")],
        additional_headers=gateway.headers(),
    ) as socket:
        follower = Following(socket)
        await follower.start(CHANGES, {}, after="")
        assert await follower.numbers(1) == [1]


async def test_the_older_protocol_is_off(gateway: Gateway) -> None:
    async with connect(
        gateway.url.replace("http", "ws") + "/graphql", subprotocols=[Subprotocol("graphql-ws")]
    ) as socket:
        assert socket.subprotocol is None
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4406
