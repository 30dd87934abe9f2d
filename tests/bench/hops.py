"""What it costs that a service lives in another process: the same read called directly, through a
Unix socket and over HTTP, one after the other and sixteen at once.

The service is a process of its own. Each way is measured by turns with the others; the lower
quartile of the rounds is told: whatever else the machine does makes rounds longer, none shorter.
"""

import asyncio
import contextlib
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import uvloop

from infra.dev.ports import free_port
from infra.rpc import clients
from services.membership.contract.api import MembershipApi
from services.membership.contract.queries import GetMembership
from services.settings import Settings
from tests.bench.gateways.processes import python, running
from tests.bench.gateways.services import Prepared
from tests.fakes.services import FakeMembership

ROUNDS: Final = 15
CALLS: Final = 320
AT_ONCE: Final = 16


async def measure() -> list[str]:
    """In an event loop as the services have it."""
    return await asyncio.to_thread(uvloop.run, _measured())


async def _measured() -> list[str]:
    direct: Any = Prepared(FakeMembership())
    with tempfile.TemporaryDirectory() as folder:
        async with _behind(Path(folder)) as urls, contextlib.AsyncExitStack() as closing:
            ways: dict[str, Any] = {"a direct call": direct}
            for name, url in urls.items():
                ways[name] = clients.client(MembershipApi, "membership", url, _SECRET)
                closing.push_async_callback(ways[name].close)
            return [
                *await _told("one after the other", ways, 1),
                *await _told("sixteen at once", ways, AT_ONCE),
            ]


_SECRET = Settings().rpc_secrets[0]


@contextlib.asynccontextmanager
async def _behind(folder: Path) -> AsyncIterator[dict[str, str]]:
    port, path = free_port(), folder / "socket"
    command = python("tests.bench.gateways.behind", f"services={port}", f"socket={path}")
    async with running(command, port, folder / "log"):
        yield {"a Unix socket": f"unix:{path}", "HTTP": f"http://127.0.0.1:{port}"}


async def _told(title: str, ways: dict[str, Any], at_once: int) -> list[str]:
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, api in ways.items():
            taken[name].append(await _round(api, at_once))
    usual = {name: statistics.quantiles(seconds, n=4)[0] for name, seconds in taken.items()}
    return [
        f"{name}, {title}".ljust(46)
        + f"{seconds / CALLS * 1e6:7.0f} µs   {seconds / usual['HTTP']:.2f} of HTTP"
        for name, seconds in usual.items()
    ]


async def _round(api: Any, at_once: int) -> float:
    async def ask(first: int) -> None:
        for number in range(first, CALLS, at_once):
            await api.read([GetMembership(member_id=f"m-{number:06}")])

    began = time.perf_counter()
    await asyncio.gather(*(ask(first) for first in range(at_once)))
    return time.perf_counter() - began
