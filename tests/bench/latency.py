"""From a change of status to the SMS in the sink, on an idle system."""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

import aiohttp

from gateway.demo.client import Client
from infra.dev.supervisor import Supervisor
from tests.chaos.changes import HOLD, RELEASE, register

CHANGES = 100
LONGEST_SECONDS = 10.0


async def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        async with Supervisor(
            ports="auto", var_dir=Path(folder), env={"QUIET_HOURS": "off"}
        ) as system:
            return await _measure(system)


async def _measure(system: Supervisor) -> list[str]:
    url, sinks = system.urls["gateway"], system.urls["sinks"]
    async with Client(url) as host, Client(url) as staff, aiohttp.ClientSession() as session:
        await host.sign_in("host", "shop")
        await staff.sign_in("staff", "staff-1")
        await register(host, ["bench"])
        await asyncio.sleep(2)
        taken = []
        for number in range(CHANGES):
            before = await _count(session, sinks)
            began = time.perf_counter()
            mutation = RELEASE if number % 2 else HOLD
            await staff.run(mutation, id="bench", key=f"bench-{number}")
            while await _count(session, sinks) == before:
                if time.perf_counter() - began > LONGEST_SECONDS:
                    raise TimeoutError("no SMS within ten seconds")
            taken.append((time.perf_counter() - began) * 1e3)
            await asyncio.sleep(0.1)
    cuts = statistics.quantiles(taken, n=100)
    return [f"change → SMS sink, idle            p50 {cuts[49]:.0f} ms   p99 {cuts[98]:.0f} ms"]


async def _count(session: aiohttp.ClientSession, sinks: str) -> int:
    async with session.get(f"{sinks}/messages", params={"to": "+8613900000000"}) as answer:
        return len(await answer.json())
