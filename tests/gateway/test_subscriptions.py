"""Following events: replay and live meet without gap or double, over the real protocol."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import jwt
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from gateway import streams
from gateway.auth import LEEWAY
from gateway.streams import SharedFeed
from infra.kernel.errors import InvalidInput, Unavailable
from tests.fakes.services import FakeFeed
from tests.gateway.conftest import Gateway

CHANGES = """subscription($after: Int, $member: ID) {
  membershipChanged(after: $after, memberId: $member) { eventNumber version type } }"""
STEPS = "subscription($after: Int) { appealProgressed(after: $after) { eventNumber number type } }"


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
        answer: dict[str, Any] = json.loads(await asyncio.wait_for(self.socket.recv(), 10))
        return answer

    async def next(self) -> Any:
        message = await self.receive()
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        [value] = message["payload"]["data"].values()
        return value

    async def numbers(self, count: int) -> list[int]:
        return [(await self.next())["eventNumber"] for _ in range(count)]

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
    async with following(gateway, after=10) as follower:
        writing = asyncio.create_task(write(feed, 300))
        assert await follower.numbers(740) == list(range(11, 751))
        await writing
    async with following(gateway, after=748) as again:
        assert await again.numbers(2) == [749, 750]
        await feed.add("m-1")
        assert await again.next() == {
            **{"eventNumber": 751, "version": 751, "type": "MembershipRenewed"}
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
        assert (await follower.next())["eventNumber"] == 2


async def joined(feed: FakeFeed, polls: int = 1) -> None:
    """Until so many long polls were made."""
    deadline = time.monotonic() + 5
    while sum(wait > 0 for _after, _limit, wait in feed.calls) < polls:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


async def test_a_member_follows_the_own_membership_only(gateway: Gateway) -> None:
    feed = gateway.apis.membership.stream
    for member in ("m-2", "m-1", "clause-inactivity", "m-2", "m-1"):
        await feed.add(member)
    async with following(gateway, after=0) as mine:
        assert [await mine.next() for _ in range(2)] == [
            {"eventNumber": 2, "version": 1, "type": "MembershipRenewed"},
            {"eventNumber": 5, "version": 2, "type": "MembershipRenewed"},
        ]
    async with following(gateway, after=0, member="m-2") as others:
        [error] = (await others.receive())["payload"]["errors"]
        assert error["extensions"] == {"code": "FORBIDDEN", "field": "memberId"}
    staff = gateway.token("staff", "s-1")
    async with following(gateway, token=staff, after=0, member="m-2") as any_member:
        assert await any_member.numbers(2) == [1, 4]


async def test_appeals_are_followed_by_their_member_and_by_staff(gateway: Gateway) -> None:
    feed = gateway.apis.appeals.stream
    for number, member in (("AP-1", "m-2"), ("AP-2", "m-1")):
        await feed.add(number, "AppealSubmitted", member_id=member, promised_at=None)
    async with following(gateway, STEPS, after=0) as mine:
        assert (await mine.next())["number"] == "AP-2"
    async with following(gateway, STEPS, gateway.token("staff", "s"), after=0) as staff:
        assert await staff.numbers(2) == [1, 2]


async def test_what_a_change_led_to_can_be_asked_with_it(gateway: Gateway) -> None:
    await gateway.apis.membership.stream.add("m-1")
    query = """subscription { membershipChanged(after: 0) {
      eventNumber entry { summary { en } statusAfter } membership { status } } }"""
    async with following(gateway, query) as follower:
        change = await follower.next()
    assert change["entry"] == {"summary": {"en": "Event 1"}, "statusAfter": "ACTIVE"}
    assert change["membership"] == {"status": "ACTIVE"}


async def test_nobody_reads_once_nobody_listens(gateway: Gateway) -> None:
    feed = gateway.apis.membership.stream
    async with following(gateway, after=0), following(gateway, after=0):
        await joined(feed)
        assert feed.waiting == 1
    async with asyncio.timeout(5):
        while feed.waiting:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("after", [-1, 7])
async def test_a_number_that_no_event_has_is_refused(gateway: Gateway, after: int) -> None:
    async with following(gateway, after=after) as follower:
        [error] = (await follower.receive())["payload"]["errors"]
        assert error["extensions"] == {"code": "INVALID_INPUT", "field": "after"}


async def test_the_stream_ends_with_the_token(gateway: Gateway) -> None:
    expires = time.time() - LEEWAY.total_seconds() + 2  # accepted for two seconds more
    secret = gateway.settings.jwt_secret.get_secret_value()
    token = jwt.encode({"sub": "m-1", "role": "member", "exp": expires}, secret, "HS256")
    async with following(gateway, token=token, after=0) as follower:
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
        await follower.start(CHANGES, {}, after=0)
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
        await follower.start(CHANGES, {}, after=0)
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


# --- the shared reader


async def taken(feed: SharedFeed, after: int, count: int) -> list[int]:
    numbers: list[int] = []
    async with contextlib.aclosing(feed.follow(after)) as events:
        async for numbered in events:
            numbers.append(numbered.number)
            if len(numbers) == count:
                break
    return numbers


async def test_many_subscribers_share_one_long_poll() -> None:
    source = FakeFeed()
    shared = SharedFeed("test", source.read)
    following = [asyncio.create_task(taken(shared, 0, 3)) for _ in range(20)]
    await joined(source)
    source.calls.clear()
    for _ in range(3):
        await source.add("m-1")
    assert await asyncio.gather(*following) == [[1, 2, 3]] * 20
    assert len(source.calls) <= 3
    await shared.close()


async def test_a_slow_subscriber_reads_the_feed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "BUFFER", 5)
    source = FakeFeed()
    shared = SharedFeed("test", source.read)
    fast = asyncio.create_task(taken(shared, 0, 41))
    slow: list[int] = []
    async with contextlib.aclosing(shared.follow(0)) as events:
        first = asyncio.ensure_future(anext(events))
        await joined(source)
        await source.add("m-1")
        slow.append((await first).number)
        for _ in range(40):
            await source.add("m-1")
            await asyncio.sleep(0)
        assert await fast == list(range(1, 42))
        async for numbered in events:
            slow.append(numbered.number)
            if len(slow) == 41:
                break
    assert slow == list(range(1, 42))
    await shared.close()


async def test_a_service_that_is_away_for_a_while_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(streams, "RETRY_SECONDS", 0.01)
    source = FakeFeed()
    failures = iter([False, True, True, False, True, True])  # the first call says where to start

    async def flaky(after: int, limit: int, wait_seconds: float) -> Any:
        if next(failures, False):
            raise Unavailable("Not now.")
        return await source.read(after, limit, wait_seconds)

    shared = SharedFeed("test", flaky)
    following = asyncio.create_task(taken(shared, 0, 1))
    await joined(source)
    await source.add("m-1")
    assert await following == [1]
    await shared.close()


async def test_nobody_can_move_the_shared_reader_into_the_future() -> None:
    source = FakeFeed()
    shared = SharedFeed("test", source.read)
    with pytest.raises(InvalidInput):
        await taken(shared, 5, 1)
    await shared.close()
