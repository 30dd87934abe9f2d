"""How long `/healthz` takes at a gateway that is attacked from six sides at once.

The gateway is a process of its own, over services that answer at once: what it does by itself is
what is measured. The attackers are another, so that their work is not. With fewer free processors
than these three need, what is measured is who gets one when.
"""

import asyncio
import contextlib
import itertools
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import aiohttp
from graphql import get_introspection_query

from infra.dev.ports import answers_http, free_port
from infra.http.serving import serve
from infra.process.movable_clock import MovableClock
from services.settings import Settings
from tests.gateway.attacks import documents, variables
from tests.gateway.conftest import FakeSystem

SECONDS = 5.0
WANTED = 0.1  # seconds
START_SECONDS = 4.0  # in which the attackers start
PROTOCOL = "graphql-transport-ws"

BODIES = [
    json.dumps({"query": f"{text} #NUMBER", "variables": given}).encode()
    for text, given in [
        *((attack.text, {}) for attack in documents()),
        *((text, given) for _, text, given in variables()),
        (get_introspection_query(), {}),
    ]
]

Attacker = Callable[[aiohttp.ClientSession, str], Awaitable[None]]


async def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        async with _gateway(Path(folder)) as url:
            lines = [_line("nobody", await _answers(url))]
            for name in SIDES:
                async with _running("attack", url, name):
                    await asyncio.sleep(START_SECONDS)
                    lines.append(_line(name, await _answers(url)))
            return lines


def _line(name: str, seconds: list[float]) -> str:
    worst = sorted(seconds)[int(len(seconds) * 0.99)]
    kept = "kept" if worst <= WANTED else "NOT kept"
    middle = statistics.median(seconds)
    return (
        f"attacked by {name}".ljust(46)
        + f"p50 {middle * 1000:5.1f} ms  p99 {worst * 1000:5.1f} ms  100 ms are {kept}"
    )


async def _answers(url: str) -> list[float]:
    """Seconds of each answer of `/healthz` meanwhile."""
    seconds: list[float] = []
    async with aiohttp.ClientSession() as session:
        end = time.perf_counter() + SECONDS
        while time.perf_counter() < end:
            started = time.perf_counter()
            async with session.get(f"{url}/healthz") as answer:
                await answer.read()
            seconds.append(time.perf_counter() - started)
            await asyncio.sleep(0.01)
    return seconds


async def _attack(url: str, name: str) -> None:
    os.nice(10)
    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(attack(session, url) for attack in SIDES[name]))


async def _by_http(session: aiohttp.ClientSession, url: str) -> None:
    """One attack after the other, each time a text that nobody has seen yet."""
    headers = {"content-type": "application/json"}
    for body in itertools.cycle(BODIES):
        data = body.replace(b"NUMBER", str(time.perf_counter_ns()).encode())
        async with session.post(f"{url}/graphql", data=data, headers=headers) as answer:
            await answer.read()


async def _by_socket(session: aiohttp.ClientSession, url: str) -> None:
    """As many questions about the schema at once as a socket takes."""
    while True:
        async with session.ws_connect(f"{url}/graphql", protocols=[PROTOCOL]) as line:
            await line.send_str('{"type": "connection_init"}')
            for number in range(40):
                text = f"{get_introspection_query()} #{time.perf_counter_ns()}"
                payload = {"query": text}
                message = {"type": "subscribe", "id": str(number), "payload": payload}
                await line.send_str(json.dumps(message))
            with contextlib.suppress(TypeError):
                for _ in range(80):
                    await line.receive_str()


async def _endless_head(_session: aiohttp.ClientSession, url: str) -> None:
    host, _, port = url.removeprefix("http://").partition(":")
    while True:
        _, writer = await asyncio.open_connection(host, int(port))
        with contextlib.suppress(ConnectionError):
            writer.write(b"GET / HTTP/1.1\r\nx: ")
            for _ in range(200):
                writer.write(b"a" * 65_536)
                await writer.drain()
        writer.transport.abort()


SIDES: dict[str, list[Attacker]] = {
    "six by HTTP": [_by_http] * 6,
    "four by HTTP, two by WebSocket": [*[_by_http] * 4, *[_by_socket] * 2],
    "heads that never end": [_endless_head] * 6,
}


@contextlib.asynccontextmanager
async def _gateway(folder: Path) -> AsyncIterator[str]:
    port = free_port()
    async with _running("serve", str(port), str(folder)):
        async with asyncio.timeout(60):
            while not await answers_http("127.0.0.1", port):
                await asyncio.sleep(0.05)
        yield f"http://127.0.0.1:{port}"


@contextlib.asynccontextmanager
async def _running(*arguments: str) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.edge", *arguments, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.kill()
        await process.wait()


def _serve(port: str, folder: str) -> None:
    settings = Settings(rate_anonymous=0)  # as if each attacker came from anywhere
    system = FakeSystem(settings, MovableClock(Path(folder) / "clock"))
    app = system.app()
    serve(app, "127.0.0.1", int(port), connections=1_000, metrics_port=0)


if __name__ == "__main__":
    what, first, second = sys.argv[1:]
    if what == "serve":
        _serve(first, second)
    else:
        asyncio.run(_attack(first, second))
