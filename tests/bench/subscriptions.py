"""What it takes to tell one event to very many: ours and Strawberry's own way beside it.

The gateway is a process of its own, over services that answer at once, and serves one graph in both
ways; who listens is another process. On a machine that has other work, what counts is how much one
second of the gateway's processor delivers.
"""

import asyncio
import base64
import contextlib
import json
import os
import selectors
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from strawberry.asgi import GraphQL
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from gateway.dev.tokens import issue_development_token
from gateway.feeds.item_feed import ItemFeed
from gateway.feeds.shared_feed import SharedFeed
from gateway.files.links import FileLinks
from gateway.identity.tokens import TokenVerifier
from gateway.passes.issuer import PassIssuer
from gateway.request.context import Context, Feeds
from gateway.schema.root import build_schema
from infra.dev.ports import answers_http, free_port
from infra.http.serving import serve
from infra.process.movable_clock import MovableClock
from services.settings import Settings
from tests.gateway.conftest import FakeSystem

QUERY = """subscription($after: String, $member: ID) {
  membershipChanged(after: $after, memberId: $member) { cursor version type happenedAt } }"""
NEXT = b'"type":"next"'
SETTINGS = Settings(sockets_a_caller=20_000)
WAYS = ("ours", "stock")


class Told(NamedTuple):
    """What the gateway was: deliveries, seconds on the wall and of its processor, KiB of memory for
    each that listens."""

    deliveries: int
    wall: float
    processor: float
    kib: float


async def measure() -> list[str]:
    lines = [_line(way, 1_000, await told(way, 1_000, events)) for way, events in _RUNS]
    return [*lines, _line("ours", 5_000, await told("ours", 5_000, 40))]


_RUNS = (("ours", 200), ("stock", 20))


def _line(way: str, listeners: int, told: Told) -> str:
    name = {"ours": "", "stock": ", by Strawberry's own"}[way]
    return (
        f"{listeners:,} listen{name}".ljust(42)
        + f"{told.deliveries / told.wall:8,.0f} a second, "
        + f"{told.deliveries / told.processor:8,.0f} a second of the processor, "
        + f"{told.kib:5.1f} KiB each"
    )


async def told(way: str, listeners: int, events: int) -> Told:
    with tempfile.TemporaryDirectory() as folder:
        async with _gateway(way, Path(folder)) as url, aiohttp.ClientSession() as session:
            await _usage(session, url, events=0)
            idle = await _usage(session, url)
            async with _listening(url, listeners, events) as listening:
                await listening.line()  # all have subscribed
                await _usage(session, url, events=2)  # the first are read by each for itself
                await listening.line()
                held = await _usage(session, url)
                began = time.perf_counter()
                await _usage(session, url, events=events)
                await listening.line()  # all have got all
                wall = time.perf_counter() - began
                after = await _usage(session, url)
    kib = (held["kib"] - idle["kib"]) / listeners
    return Told(listeners * events, wall, after["processor"] - held["processor"], kib)


async def _usage(session: aiohttp.ClientSession, url: str, **given: int) -> dict[str, float]:
    async with session.get(f"{url}/bench", params=given) as answer:
        found: dict[str, float] = await answer.json()
        return found


# --- who listens


class _Listening:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def line(self) -> str:
        """
        Raises:
            RuntimeError: somebody did not get everything.
        """
        assert self._process.stdout is not None
        async with asyncio.timeout(300):
            said = (await self._process.stdout.readline()).decode().strip()
        if not said:
            raise RuntimeError("the listeners ended before all was told")
        return said


@contextlib.asynccontextmanager
async def _listening(url: str, listeners: int, events: int) -> AsyncIterator[_Listening]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.subscriptions", "listen", url, str(listeners),
        str(events), stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield _Listening(process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _listen(url: str, listeners: int, events: int) -> None:
    """Says a line when all have subscribed, when each got two events, and when each got all."""
    token = issue_development_token(SETTINGS, "staff", "s-1")
    selector = selectors.DefaultSelector()
    for _ in range(listeners):
        selector.register(_subscribed(url, token), selectors.EVENT_READ, bytearray())
    _say("subscribed")
    _receive(selector, listeners * 2)
    _say("warm")
    _receive(selector, listeners * events)
    _say("all")
    selector.select()  # until it is ended


def _receive(selector: selectors.BaseSelector, count: int) -> None:
    while count:
        for key, _ in selector.select():
            line: socket.socket = key.fileobj  # type: ignore[assignment]  # as it was registered
            rest: bytearray = key.data
            rest += line.recv(1 << 16)
            *told, last = rest.split(NEXT)
            count -= len(told)
            rest[:] = last[1 - len(NEXT) :]  # of one that came in part


def _subscribed(url: str, token: str) -> socket.socket:
    host, _, port = url.removeprefix("http://").partition(":")
    line = socket.create_connection((host, int(port)))
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    key = base64.b64encode(os.urandom(16)).decode()
    line.sendall(
        f"GET /graphql HTTP/1.1\r\nhost: {host}\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
        f"sec-websocket-version: 13\r\nsec-websocket-key: {key}\r\n"
        f"sec-websocket-protocol: {GRAPHQL_TRANSPORT_WS_PROTOCOL}\r\n\r\n".encode()
    )
    _until(line, b"\r\n\r\n")
    _send(line, {"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}})
    _until(line, b"connection_ack")
    payload = {"query": QUERY, "variables": {"after": "", "member": "m-1"}}
    _send(line, {"type": "subscribe", "id": "1", "payload": payload})
    _send(line, {"type": "ping"})
    _until(line, b"pong")
    return line


def _until(line: socket.socket, wanted: bytes) -> None:
    seen = b""
    while wanted not in seen:
        seen += line.recv(4_096)


def _send(line: socket.socket, message: dict[str, Any]) -> None:
    """Masked with zeros, as a client may."""
    text = json.dumps(message).encode()
    size = bytes([128 | len(text)]) if len(text) < 126 else b"\xfe" + len(text).to_bytes(2, "big")
    line.sendall(b"\x81" + size + b"\0\0\0\0" + text)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


# --- who tells


@contextlib.asynccontextmanager
async def _gateway(way: str, folder: Path) -> AsyncIterator[str]:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bench.subscriptions",
        way,
        str(port),
        str(folder),
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(60):
            while not await answers_http("127.0.0.1", port):
                await asyncio.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        await process.wait()


def _serve(way: str, port: str, folder: str) -> None:
    system = FakeSystem(SETTINGS, MovableClock(Path(folder) / "clock"))
    bench = Route("/bench", _Bench(system).answer)
    app = system.app([bench]) if way == "ours" else _stock(system, bench)
    serve(app, "127.0.0.1", int(port), connections=20_000, metrics_port=0)


class _Bench:
    """Writes events one after the other, and says what was used."""

    def __init__(self, system: FakeSystem) -> None:
        self._feed = system.apis.membership.stream

    async def answer(self, request: Request) -> JSONResponse:
        for _ in range(int(request.query_params.get("events", "0"))):
            await self._feed.add("m-1")
            await asyncio.sleep(0)
        return JSONResponse({"kib": _resident_kib(), "processor": time.process_time()})


def _resident_kib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024


class _Stock(GraphQL[Context, None]):
    """Strawberry's own endpoint, with the context that the graph needs."""

    def __init__(self, system: FakeSystem) -> None:
        super().__init__(build_schema(), subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL])
        self._system = system
        self._verifier = TokenVerifier(system.settings)
        self._passes = PassIssuer(system.settings)
        self._files = FileLinks(system.settings.cursor_keys, system.clock)
        self._feeds = Feeds(
            membership=SharedFeed("membership", system.apis.membership),
            appeals=SharedFeed("appeals", system.apis.appeals),
            items=ItemFeed(system.apis.membership),
        )

    async def get_context(self, request: Any, response: Any) -> Context:
        return Context(
            settings=self._system.settings,
            apis=self._system.apis,  # type: ignore[arg-type]  # fakes answer as they should
            feeds=self._feeds,
            passes=self._passes,
            files=self._files,
            clock=self._system.clock,
            connection=request,
        )

    async def on_ws_connect(self, context: Context) -> dict[str, object]:
        given = (context.connection_params or {})["authorization"]
        context.signs_in(await self._verifier.viewer(given))
        return {}


def _stock(system: FakeSystem, bench: Route) -> Starlette:
    ready = Route("/readyz", bench.endpoint)
    return Starlette(routes=[WebSocketRoute("/graphql", _Stock(system)), bench, ready])


if __name__ == "__main__":
    role, *arguments = sys.argv[1:]
    if role in WAYS:
        _serve(role, *arguments)
    else:
        _listen(arguments[0], int(arguments[1]), int(arguments[2]))
