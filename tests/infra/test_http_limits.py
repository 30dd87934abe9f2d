"""What a client may send before anybody reads it, over real sockets."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from infra.http.address_count import AddressCount
from infra.http.limits import (
    LONGEST_HEAD,
    MOST_HEADERS,
    UNHURRIED,
    LimitedHttp,
    limited_to,
)
from infra.http.serving import server_config
from infra.http.websocket_limits import counted_by
from tests.waiting import PATIENCE, eventually

START = b"POST /echo HTTP/1.1\r\nhost: a\r\n"


class House:
    """A server whose deadlines are short; `left`: clients that were missed while their body was
    read."""

    def __init__(self, address: tuple[str, int], left: list[str]) -> None:
        self.address = address
        self.left = left

    async def send(self, *parts: bytes) -> bytes:
        """All that is answered until the line is closed."""
        reader, writer = await asyncio.open_connection(*self.address)
        with contextlib.suppress(ConnectionError):
            for part in parts:
                writer.write(part)
                await writer.drain()
        with contextlib.suppress(ConnectionError):
            return await asyncio.wait_for(reader.read(), PATIENCE)
        return b""


@contextlib.asynccontextmanager
async def serving(**options: Any) -> AsyncIterator[House]:
    left: list[str] = []

    async def echo(request: Request) -> Response:
        try:
            return PlainTextResponse(f"{len(await request.body())} bytes")
        except ClientDisconnect:
            left.append("body")
            raise

    async def unhurried(request: Request) -> Response:
        request.scope.setdefault("extensions", {})[UNHURRIED] = float(request.headers["more"])
        return await echo(request)

    async def talk(websocket: WebSocket) -> None:
        await websocket.accept()
        async for text in websocket.iter_text():
            await websocket.send_text(text)

    routes = [
        Route("/echo", echo, methods=["GET", "POST"]),
        Route("/unhurried", unhurried, methods=["POST"]),
        WebSocketRoute("/talk", talk),
    ]
    config = server_config(Starlette(routes=routes), "127.0.0.1", 0)
    addresses = options.setdefault("addresses", AddressCount())
    config.http = limited_to(options.pop("connections", 100), **options)
    config.ws = counted_by(addresses)
    config.loop = "none"
    server = uvicorn.Server(config)
    bound = socket.create_server(("127.0.0.1", 0))
    task = asyncio.create_task(server.serve(sockets=[bound]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield House(bound.getsockname(), left)
    finally:
        server.should_exit = True
        await task


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with serving(head_seconds=0.3, body_seconds=0.3) as built:
        yield built


@pytest.fixture
def fed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Bytes that reached the parser."""
    sizes: list[int] = []
    real = LimitedHttp._feed

    def counted(self: LimitedHttp, piece: bytes) -> bool:
        sizes.append(len(piece))
        return real(self, piece)

    monkeypatch.setattr(LimitedHttp, "_feed", counted)
    return sizes


def close_to_the_limit(size: int) -> bytes:
    """A whole request whose head has so many bytes."""
    start = b"GET /echo HTTP/1.1\r\nconnection: close\r\nx: "
    return start + b"a" * (size - len(start) - 4) + b"\r\n\r\n"


@pytest.mark.parametrize(
    "endless",
    [
        b"GET /echo HTTP/1.1\r\nx: ",
        b"GET /",
        b"GET /echo HTTP/1.1\r\n",
        b"",
    ],
    ids=["a value", "an address", "headers", "nothing"],
)
async def test_a_head_that_never_ends_is_refused_unread(
    house: House, fed: list[int], endless: bytes
) -> None:
    more = {b"": b"\r\n" * 512, b"GET /echo HTTP/1.1\r\n": b"x: y\r\n" * 170}
    parts = [more.get(endless, b"a" * 1024)] * 2_000
    answer = await house.send(endless, *parts)
    assert sum(fed) <= LONGEST_HEAD
    assert answer == b"" or answer.startswith(b"HTTP/1.1 431 ")


async def test_a_head_has_a_size_to_the_byte(house: House) -> None:
    assert b" 200 OK" in await house.send(close_to_the_limit(LONGEST_HEAD))
    refused = await house.send(close_to_the_limit(LONGEST_HEAD + 1))
    assert refused.startswith(b"HTTP/1.1 431 ")
    assert b'"HEAD_TOO_LARGE"' in refused
    assert b"x-content-type-options: nosniff" in refused
    assert b"server:" not in refused


async def test_a_head_has_at_most_so_many_headers(house: House) -> None:
    def headers(count: int) -> bytes:
        lines = b"".join(b"x-%d: y\r\n" % number for number in range(count - 1))
        return b"GET /echo HTTP/1.1\r\nconnection: close\r\n" + lines + b"\r\n"

    assert b" 200 OK" in await house.send(headers(MOST_HEADERS))
    assert b" 431 " in await house.send(headers(MOST_HEADERS + 1))


async def test_a_large_body_beside_a_small_head_is_no_large_head(house: House) -> None:
    body = b"b" * 200_000
    request = START + b"connection: close\r\ncontent-length: 200000\r\n\r\n" + body
    assert (await house.send(request)).endswith(b"200000 bytes")


async def test_requests_one_after_the_other_are_each_measured(house: House) -> None:
    one = b"GET /echo HTTP/1.1\r\nx: " + b"a" * 20_000 + b"\r\n\r\n"
    answers = await house.send(one * 3 + close_to_the_limit(20_000))
    assert answers.count(b" 200 OK") == 4


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        (b"", b""),
        (b"POST /ec", b"HTTP/1.1 408 "),
        (START, b"HTTP/1.1 408 "),
        (START + b"content-length: 5\r\n\r\n", b"HTTP/1.1 408 "),
        (START + b"content-length: 5\r\n\r\nabc", b"HTTP/1.1 408 "),
        (START + b"transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n", b"HTTP/1.1 408 "),
    ],
)
async def test_who_does_not_go_on_is_not_waited_for(
    house: House, sent: bytes, answer: bytes
) -> None:
    answered = await house.send(sent)
    assert answered.startswith(answer)
    assert bool(answered) == bool(answer)
    if b"\r\n\r\n" in sent:
        await eventually(lambda: house.left)


async def test_a_byte_now_and_then_does_not_lengthen_the_time(house: House) -> None:
    """The deadline is of the whole head: it passes while bytes still come."""
    reader, writer = await asyncio.open_connection(*house.address)
    writer.write(START + b"x: ")
    answer = asyncio.create_task(reader.read())
    while not answer.done():
        with contextlib.suppress(ConnectionError):
            writer.write(b"a")
            await writer.drain()
        await asyncio.wait({answer}, timeout=0.02)
    assert (await answer).startswith(b"HTTP/1.1 408 ")
    writer.close()


async def test_for_whom_the_application_knows_a_body_may_take_longer_but_not_for_ever(
    house: House,
) -> None:
    begun = b"HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 2\r\nmore: %b\r\n\r\na"
    reader, writer = await asyncio.open_connection(*house.address)
    writer.write(b"POST /unhurried " + begun % b"600")
    for path, more in ((b"/echo", b"0"), (b"/unhurried", b"0.2")):
        late = await house.send(b"POST " + path + b" " + begun % more)
        assert late.startswith(b"HTTP/1.1 408 ")  # so long it has been
    writer.write(b"b")
    assert (await reader.read()).endswith(b"2 bytes")
    writer.close()


async def test_what_is_no_http_is_refused(house: House) -> None:
    answer = await house.send(b"\x16\x03\x01 hello\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b'"BAD_REQUEST"' in answer


async def test_a_request_for_two_hosts_is_refused(house: House) -> None:
    """A proxy before us might have looked at the other one."""
    for other in (b"a", b"b"):
        answer = await house.send(START + b"host: %b\r\ncontent-length: 0\r\n\r\n" % other)
        assert answer.startswith(b"HTTP/1.1 400 ")


async def test_too_many_connections_are_told_to_come_again() -> None:
    async with serving(connections=3) as house:
        held = [await asyncio.open_connection(*house.address) for _ in range(3)]
        assert (await house.send(b"")).startswith(b"HTTP/1.1 503 ")
        held.pop()[1].close()
        async with asyncio.timeout(PATIENCE):
            while b" 200 OK" not in await house.send(close_to_the_limit(200)):
                await asyncio.sleep(0.01)
        for _, writer in held:
            writer.close()


async def test_one_address_does_not_take_the_room_of_all() -> None:
    """What became a WebSocket counts as well, until it ends."""
    async with serving(addresses=AddressCount(2)) as house, aiohttp.ClientSession() as session:
        url = f"http://{house.address[0]}:{house.address[1]}"
        _, writer = await asyncio.open_connection(*house.address)
        line = await session.ws_connect(f"{url}/talk")
        assert (await house.send(b"")).startswith(b"HTTP/1.1 503 ")
        for _ in range(2):
            await line.close()
            line = await eventually(lambda: _opened(session, f"{url}/talk"))
            assert (await house.send(b"")).startswith(b"HTTP/1.1 503 ")
        writer.close()
        async with asyncio.timeout(PATIENCE):
            while b" 200 OK" not in await house.send(close_to_the_limit(200)):
                await asyncio.sleep(0.01)


async def _opened(session: aiohttp.ClientSession, url: str) -> Any:
    try:
        return await session.ws_connect(url)
    except aiohttp.ClientError:
        return None


@pytest.mark.parametrize(
    ("proxies", "addresses", "let_in"),
    [
        ((), ["2001:db8::1", "2001:db8::2", "2001:db8::3"], 2),
        ((), ["192.0.2.1", "192.0.2.2", "192.0.2.3"], 3),
        (("10.0.0.0/8",), ["10.1.2.3"] * 3, 3),
        (("10.0.0.0/8",), ["11.1.2.3"] * 3, 2),
    ],
)
def test_proxies_are_not_counted_and_lines_are_by_their_network(
    proxies: tuple[str, ...], addresses: list[str], let_in: int
) -> None:
    count = AddressCount(2, proxies)
    assert sum(count.enter(_From(address)) for address in addresses) == let_in


class _From(asyncio.BaseTransport):
    def __init__(self, address: str) -> None:
        super().__init__({"peername": (address, 1)})


async def test_kept_connections_and_websockets_outlive_the_deadlines(house: House) -> None:
    host, port = house.address
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"http://{host}:{port}/talk") as line,
    ):
        await session.get(f"http://{host}:{port}/echo")
        assert (await house.send(b"POST")).startswith(b"HTTP/1.1 408 ")  # so long it has been
        await line.send_str("still here")
        assert await line.receive_str() == "still here"
        kept = session.connector
        assert kept is not None
        async with session.get(f"http://{host}:{port}/echo") as answer:
            assert answer.status == 200
            assert "server" not in answer.headers
            assert answer.headers["cache-control"] == "no-store"
