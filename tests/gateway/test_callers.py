"""One caller cannot take the room of all: sockets a caller, operations a socket."""

import contextlib
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from services.settings import Settings
from tests.gateway.conftest import Gateway
from tests.gateway.test_subscriptions import CHANGES, following
from tests.waiting import eventually


@pytest.fixture
def settings() -> Settings:
    return Settings(sockets_a_caller=2, subscriptions_a_socket=3)


async def test_a_socket_carries_so_many_subscriptions_and_room_comes_back(
    gateway: Gateway,
) -> None:
    async with following(gateway, after="") as line:  # the first one, "1"
        for id in ("2", "3", "4"):
            await subscribe(line, id)
        refused = await line.receive()
        assert (refused["id"], refused["type"]) == ("4", "error")
        [error] = refused["payload"]
        assert error["extensions"]["code"] == "TOO_MANY_REQUESTS"
        assert "3" in error["message"]
        await line._send(type="complete", id="2")
        await subscribe(line, "5")
        await gateway.apis.membership.stream.add("m-1")
        assert {(await line.receive())["id"] for _ in range(3)} == {"1", "3", "5"}


async def subscribe(line: Any, id: str) -> None:
    payload = {"query": CHANGES, "variables": {"after": ""}}
    await line._send(type="subscribe", id=id, payload=payload)


async def test_a_caller_has_so_many_sockets_and_others_theirs(gateway: Gateway) -> None:
    async with contextlib.AsyncExitStack() as open_lines:
        for token in (None, None, gateway.token("member", "m-2"), gateway.token("staff", "m-1")):
            await open_lines.enter_async_context(following(gateway, token=token, member=None))
        with pytest.raises(ConnectionClosed) as closed:
            await open_lines.enter_async_context(following(gateway))
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4429
        assert "2 sockets" in closed.value.rcvd.reason
    await eventually(lambda: has_room(gateway))  # a socket's end is seen a moment later


async def has_room(gateway: Gateway) -> bool:
    try:
        async with following(gateway):
            return True
    except ConnectionClosed:
        return False


async def test_who_floods_a_socket_with_messages_is_sent_away(gateway: Gateway) -> None:
    """A burst is a client that begins; what never ends is none."""
    async with following(gateway, after="") as line:
        for _ in range(400):
            await line._send(type="ping")
        assert [(await line.receive())["type"] for _ in range(400)] == ["pong"] * 400
        with pytest.raises(ConnectionClosed) as closed:
            await flood(line)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4429


async def flood(line: Any) -> None:
    for _ in range(50_000):
        await line._send(type="ping")
    while True:
        await line.receive()
