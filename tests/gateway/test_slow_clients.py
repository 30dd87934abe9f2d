"""A client that does not read, over a real connection: the others are told meanwhile, it ends with
a code, and what it saw last is where it goes on."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from gateway.edge.close_codes import TOO_SLOW
from gateway.push import log
from tests.gateway.conftest import Gateway
from tests.gateway.sse import events_of
from tests.gateway.test_event_streams import streamed
from tests.gateway.test_subscriptions import CHANGES, Following, at, following
from tests.waiting import PATIENCE

WRITTEN = 3_000
WIDE = f"""subscription($after: String) {{ membershipChanged(after: $after) {{
  cursor version type {" ".join(f"{name}: hash" for name in "abcdefghijklmnopqrst")} }} }}"""
"""More, in all, than a system keeps for a connection that nobody reads (4 MiB by default)."""


def narrow(gateway: Gateway) -> socket.socket:
    """A connection that takes a few KiB before somebody reads."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    made.connect(("127.0.0.1", int(gateway.url.rsplit(":", 1)[1])))
    return made


@contextlib.asynccontextmanager
async def not_reading(gateway: Gateway) -> AsyncIterator[ClientConnection]:
    async with connect(
        gateway.url.replace("http", "ws") + "/graphql",
        subprotocols=[Subprotocol("graphql-transport-ws")],
        sock=narrow(gateway),
        max_queue=1,
    ) as line:
        payload = {"authorization": f"Bearer {gateway.token()}"}
        await Following(line).start(WIDE, payload, after="")
        yield line


async def rest_of(line: ClientConnection) -> tuple[list[int], int]:
    """The versions that it had still been sent, and the code with which it was closed."""
    versions: list[int] = []
    try:
        while True:
            message = json.loads(await asyncio.wait_for(line.recv(), PATIENCE))
            versions.append(message["payload"]["data"]["membershipChanged"]["version"])
    except ConnectionClosed as closed:
        return versions, closed.rcvd.code if closed.rcvd else 0


async def test_a_client_that_does_not_read_ends_with_a_code_and_loses_nothing(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "MOST_EVENTS", 50)
    feed = gateway.apis.membership.stream
    async with not_reading(gateway) as slow, following(gateway, WIDE, after="") as fast:
        for number in range(1, WRITTEN + 1):
            await feed.add("m-1")
            if number % 20 == 0:
                assert [(await fast.next())["version"] for _ in range(20)][-1] == number
        seen, code = await rest_of(slow)
    assert code == TOO_SLOW
    assert len(seen) < WRITTEN
    async with following(gateway, CHANGES, after=at(seen[-1])) as again:
        seen += [(await again.next())["version"] for _ in range(WRITTEN - seen[-1])]
    assert seen == list(range(1, WRITTEN + 1))


async def test_a_stream_that_is_not_read_ends_with_a_code(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "MOST_EVENTS", 50)
    feed = gateway.apis.membership.stream
    async with following(gateway, WIDE, after="") as fast:
        reader, writer = await asyncio.open_connection(sock=narrow(gateway), limit=1_024)
        body = json.dumps({"query": WIDE, "variables": {"after": ""}})
        writer.write(
            f"POST /graphql HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n"
            f"authorization: Bearer {gateway.token()}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\n\r\n{body}".encode()
        )
        for number in range(1, WRITTEN + 1):
            await feed.add("m-1")
            if number % 20 == 0:
                assert [(await fast.next())["version"] for _ in range(20)][-1] == number
        said = b""
        while b"event: complete" not in said:
            said += await asyncio.wait_for(reader.read(65_536), PATIENCE)
        writer.close()
    assert b'"code":"TOO_SLOW"' in said
    last = said.rpartition(b"\nid: ")[2].partition(b"\n")[0].decode()
    async with streamed(gateway, WIDE, headers={"last-event-id": last}, after="") as response:
        first = await anext(events_of(response))
    resumed = first.data["data"]["membershipChanged"]["version"]
    assert 1 < resumed < WRITTEN
    assert at(resumed - 1) == last
