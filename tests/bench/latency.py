"""From a status change to the SMS at the provider: on an idle system, and while an announcement
goes to everybody.

Measured from the decision, whose time is the event's, from the commit, whose time membership's log
has, and from the answer to whoever asked for the change. The time of arrival is the sink's.
"""

import asyncio
import json
import statistics
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp

from infra.dev.supervisor import Supervisor
from infra.process.movable_clock import MovableClock
from services.settings import load_settings
from tests.bench.campaign import CALM, announce, import_members
from tests.chaos.changes import HOLD, RELEASE, register
from tests.client import Client

CHANGES = 100
UNDER_LOAD = 30
MEMBERS = 10_000
LONGEST_SECONDS = 30.0
_LOOK_SECONDS = 0.02
_PHONE = "+8613900000000"
_EVENTS = """query($id: ID!, $after: String) { member(id: $id) { membership {
  timeline(first: 100, after: $after) {
    nodes { type recordedAt } pageInfo { hasNextPage endCursor } } } } }"""


async def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        env = {**CALM, "LOG_LEVEL": "DEBUG"}
        async with Supervisor(ports="auto", var_dir=Path(folder), env=env) as system:
            settings = load_settings(system.env)
            async with Client(system.urls["gateway"]) as host, aiohttp.ClientSession() as session:
                await host.sign_in("host", "shop")
                await register(host, ["bench"])
                await asyncio.sleep(2)
                watch = _Watch(system, session)
                await watch.changes(20)  # connections are made, templates are compiled
                idle = await watch.changes(CHANGES)
                await import_members(settings, MEMBERS, first=1)
                await announce(system)
                await asyncio.sleep(2)
                busy = await watch.changes(UNDER_LOAD)
                left = await watch.left()
    return [
        "from the change to the SMS            since its decision      since its commit"
        "        since its answer",
        _line("on an idle system", idle),
        _line("during an announcement", busy) + f"   ({left} of {MEMBERS} were left)",
    ]


class _Taken(NamedTuple):
    """Milliseconds."""

    since_decision: float
    since_commit: float
    since_answer: float


class _Watch:
    def __init__(self, system: Supervisor, session: aiohttp.ClientSession) -> None:
        self._system, self._session = system, session
        self._made = 0
        self._clock = MovableClock(Path(system.env["VAR_DIR"]) / "run" / "clock")

    async def changes(self, number: int) -> list[_Taken]:
        """How long each of so many changes of one member took."""
        already = len(await self._told())
        async with Client(self._system.urls["gateway"]) as staff:
            await staff.sign_in("staff", "staff-1")
            answered = [await self._change(staff) for _ in range(number)]
            decided = (await self._decided(staff))[-number:]
        told = (await self._told())[already:]
        committed = self._committed()[-number:]
        return [
            _Taken(*((arrived - began).total_seconds() * 1e3 for began in times))
            for *times, arrived in zip(decided, committed, answered, told, strict=True)
        ]

    async def left(self) -> int:
        """Members that the announcement has not reached yet."""
        async with self._session.get(f"{self._system.urls['sinks']}/counts") as answer:
            return MEMBERS + 1 - int((await answer.json())["sms"]) + len(await self._told())

    async def _change(self, staff: Client) -> datetime:
        """Gives when it was answered; returns once the message is there."""
        before = len(await self._told())
        mutation = RELEASE if self._made % 2 else HOLD
        await staff.run(mutation, id="bench", key=f"bench-{self._made}")
        self._made, answered = self._made + 1, self._clock.now()
        async with asyncio.timeout(LONGEST_SECONDS):
            while len(await self._told()) == before:
                await asyncio.sleep(_LOOK_SECONDS)
        await asyncio.sleep(0.1)
        return answered

    async def _told(self) -> list[datetime]:
        """When its messages arrived, in order, without that of the announcement."""
        url, to = f"{self._system.urls['sinks']}/messages", {"to": _PHONE}
        async with self._session.get(url, params=to) as answer:
            found: list[dict[str, Any]] = await answer.json()
        ours = [m for m in reversed(found) if "Inactivity" not in m["body"]]
        return [datetime.fromisoformat(message["time"]) for message in ours]

    async def _decided(self, staff: Client) -> list[datetime]:
        events = await staff.pages(_EVENTS, "member", "membership", "timeline", id="bench")
        held = [event for event in events if event["type"] in ("HoldPlaced", "HoldReleased")]
        return [datetime.fromisoformat(event["recordedAt"]) for event in held]

    def _committed(self) -> list[datetime]:
        log = Path(self._system.env["VAR_DIR"]) / "logs" / "membership.log"
        lines = [json.loads(line) for line in log.read_text().splitlines() if '"committed"' in line]
        offset = self._clock.now() - datetime.now(UTC)
        return [datetime.fromisoformat(line["timestamp"]) + offset for line in lines]


def _line(what: str, taken: list[_Taken]) -> str:
    columns = [statistics.quantiles(column, n=100) for column in zip(*taken, strict=True)]
    return what.ljust(34) + "".join(
        f"    p50 {cuts[49]:4.0f}, p99 {cuts[98]:4.0f} ms" for cuts in columns
    )
