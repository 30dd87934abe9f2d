"""What a stretch of work took: of the processor by process, and how often followers looked."""

import os
import re
import time
from pathlib import Path

import aiohttp
import msgspec

from infra.dev.supervisor import Supervisor
from tests.bench import processor

_TICKS = os.sysconf("SC_CLK_TCK")
_STEPS = re.compile(r'^reinstate_subscription_steps_total\{subscription="([^"]+)"\} (\S+)', re.M)
_BEHIND = re.compile(r"^reinstate_subscription_behind_events\{[^}]+\} (\S+)", re.M)
_LAG = re.compile(r"^reinstate_relay_lag_seconds\{[^}]+\} (\S+)", re.M)
_SERVICES = ("membership", "appeals", "notify")
_IDLE_FIELDS = (3, 4)  # of the first line of /proc/stat, see proc(5): idle and iowait
LOAD = "load"
"""The process that asks, and measures."""


class Spent(msgspec.Struct, frozen=True, kw_only=True):
    """`processor`: seconds, by process; `others`: processors that were not ours, on average."""

    wall: float
    processor: dict[str, float]
    others: float
    steps: dict[str, int]


class Meter:
    def __init__(self, system: Supervisor, http: aiohttp.ClientSession) -> None:
        self._system, self._http = system, http

    async def now(self) -> Spent:
        """Since each process began; `others`: seconds of the machine that were taken at all."""
        ours = {**processor.taken(self._system), LOAD: time.process_time()}
        ours["mongo"] += ours.pop("valkey")  # small, and like it not ours
        return Spent(
            wall=time.monotonic(), processor=ours, others=_busy(), steps=await self._steps()
        )

    async def since(self, before: Spent) -> Spent:
        now = await self.now()
        wall = now.wall - before.wall
        ours = {name: spent - before.processor[name] for name, spent in now.processor.items()}
        taken = now.others - before.others - sum(ours.values())
        steps = {name: made - before.steps.get(name, 0) for name, made in now.steps.items()}
        return Spent(wall=wall, processor=ours, others=max(0.0, taken / wall), steps=steps)

    async def all_follow(self) -> bool:
        """Whether nobody is behind in a feed, nor does anything wait for its number."""
        told = [await self._told(service) for service in _SERVICES]
        return not any(
            float(left) for text in told for left in (*_BEHIND.findall(text), *_LAG.findall(text))
        )

    async def _steps(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for service in _SERVICES:
            told = _STEPS.findall(await self._told(service))
            found |= {f"{service}: {name}": int(float(made)) for name, made in told}
        return found

    async def _told(self, service: str) -> str:
        async with self._http.get(self._system.metrics[service]) as answer:
            return await answer.text()


def _busy() -> float:
    """Seconds of all processors."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    ticks = [int(field) for field in fields]
    return (sum(ticks) - sum(ticks[number] for number in _IDLE_FIELDS)) / _TICKS
