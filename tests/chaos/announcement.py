"""An announcement to very many members while processes are killed, the broker is flushed and the
provider has bad days; in the middle of it, one-time codes."""

import asyncio
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp

from infra.dev.supervisor import Supervisor
from infra.process.movable_clock import MovableClock
from services.settings import Settings, load_settings
from tests.bench.campaign import announce, import_members
from tests.chaos.audit import Audit
from tests.chaos.changes import register
from tests.chaos.killer import Killer
from tests.chaos.memory import Memory
from tests.client import Client
from tests.count import Arrivals

BAD_DAYS: dict[str, Any] = {
    "sms": [
        {"percent": 1.25, "status": 429, "retry_after": 1},
        {"percent": 1.25, "status": 500},
        {"percent": 1.25, "status": "timeout"},
        {"percent": 1.25, "status": "drop_after_accept"},
    ]
}
VICTIMS = ("worker", "notify")
CODES = 15
ASKING = ("chaos-code-0", "chaos-code-1", "chaos-code-2")
"""A member may ask once a minute, five times an hour."""
_STANDSTILL_SECONDS = 300.0
_FLUSH_SECONDS = 45.0
_CODE = """mutation { requestCode(input: {purpose: CHANGE_CONTACT}) {
  __typename ... on Problem { code message } } }"""
_CAMPAIGN = "{ campaigns(first: 1) { state planned } }"
Say = Callable[[str], None]


@dataclass
class Found:
    """`arrivals` of all deliveries; `looked_up`: sends of which nobody knew the end, and that the
    provider was asked about; `codes`: seconds from asking for a code to the SMS, inside the run;
    `struck`: of those whose own SMS was hit by the provider's bad day, and sent again."""

    members: int
    seconds: float = 0.0
    arrivals: Arrivals | None = None
    planned: int = 0
    looked_up: int = 0
    codes: list[float] = field(default_factory=list)
    struck: list[float] = field(default_factory=list)

    @property
    def good(self) -> bool:
        counted = self.arrivals
        if counted is None or self.planned < self.members:
            return False
        in_time = bool(self.codes) and max(self.codes) <= 2.0
        return in_time and counted.good and not counted.open

    def lines(self) -> list[str]:
        return [
            f"members told             {self.planned} of {self.members} in {self.seconds:.0f} s",
            *(self.arrivals.lines() if self.arrivals else []),
            f"unclear sends looked up  {self.looked_up}",
            f"codes in the middle      {_seconds(self.codes)}",
            f"themselves hit by faults {_seconds(self.struck)}",
        ]


def _seconds(taken: list[float]) -> str:
    if not taken:
        return "none"
    all_of_them = ", ".join(f"{one:.2f}" for one in sorted(taken))
    return f"{all_of_them} s, median {statistics.median(taken):.2f} s"


async def run_announcement(
    folder: Path, *, members: int, seed: int, pause: float, say: Say
) -> tuple[Found, Killer, Memory]:
    """Ends by itself, or says after five minutes without progress that it does not.

    Args:
        pause: seconds between kills, at most.
    """
    env = {"QUIET_HOURS": "off", "SMS_RATE": "0"}
    async with Supervisor(ports="auto", var_dir=folder, env=env) as system:
        settings = load_settings(system.env)
        await _fill(system, settings, members, say)
        killer = Killer(system, random.Random(seed), pause=pause, victims=VICTIMS)
        memory, found = Memory(system, VICTIMS), Found(members + len(ASKING))
        await _set_faults(system, BAD_DAYS)
        audit = Audit(settings, system.urls["sinks"])
        began = await announce(system)
        others = [killer.run(), _flushes(killer), memory.run(), _codes(system, killer, found, say)]
        async with asyncio.TaskGroup() as beside:
            tasks = [beside.create_task(other) for other in others]
            await _until_over(system, audit, say)
            for task in tasks:
                task.cancel()
        found.seconds = time.perf_counter() - began
        await _count(audit, found)
        audit.close()
        return found, killer, memory


async def _fill(system: Supervisor, settings: Settings, members: int, say: Say) -> None:
    """The one who asks for codes is a member like the others, from `register`."""
    async with Client(system.urls["gateway"]) as host:
        await host.sign_in("host", "shop")
        await register(host, list(ASKING))
    for start in range(0, members, 10_000):
        await import_members(settings, min(10_000, members - start), first=start + 500)
        say(f"{min(members, start + 10_000)} of {members} members imported")


async def _set_faults(system: Supervisor, faults: dict[str, Any]) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{system.urls['sinks']}/faults", json=faults) as answer,
    ):
        answer.raise_for_status()


async def _flushes(killer: Killer) -> None:
    while True:
        await asyncio.sleep(_FLUSH_SECONDS)
        await killer.flush()


async def _codes(system: Supervisor, killer: Killer, found: Found, say: Say) -> None:
    """Codes one after the other; nobody is killed meanwhile, but the provider stays as it is."""
    await asyncio.sleep(10)
    for turn in range(CODES):
        number = turn % len(ASKING)
        async with killer.truce, Client(system.urls["gateway"], patient=True) as member:
            await member.sign_in("member", ASKING[number])
            seconds, attempts = await _code(system, member, f"+86139{number:08d}")
        (found.codes if attempts == 1 else found.struck).append(seconds)
        say(f"a code took {seconds:.2f} s, sent for the {attempts}. time; {killer.lately}")
        await asyncio.sleep(61 / len(ASKING))


async def _code(system: Supervisor, member: Client, phone: str) -> tuple[float, int]:
    """Seconds by the system's clock, which was moved, and which attempt brought it."""
    began = MovableClock(Path(system.env["VAR_DIR"]) / "run" / "clock").now()
    answer = (await member.run(_CODE))["requestCode"]
    if answer["__typename"] != "CodeSent":
        raise RuntimeError(str(answer))
    async with aiohttp.ClientSession() as session:
        while True:
            newest = await _newest_code(system, session, phone)
            if newest is not None and newest[0] > began:
                return (newest[0] - began).total_seconds(), newest[1]
            await asyncio.sleep(0.1)


async def _newest_code(
    system: Supervisor, session: aiohttp.ClientSession, phone: str
) -> tuple[datetime, int] | None:
    """When it arrived, and the attempt."""
    url = f"{system.urls['sinks']}/messages"
    async with session.get(url, params={"to": phone}) as answer:
        codes = [m for m in await answer.json() if "~CODE~" in m["message_id"]]
    if not codes:
        return None
    return datetime.fromisoformat(codes[0]["time"]), int(codes[0]["message_id"].split("~")[-3])


async def _until_over(system: Supervisor, audit: Audit, say: Say) -> None:
    """Until nothing is to be sent or looked up any more. Looks seldom, and at little: whoever
    measures must not be what slows it down.

    Raises:
        TimeoutError: nothing moved for five minutes.
    """
    last, moved = None, time.monotonic()
    async with Client(system.urls["gateway"], patient=True) as staff:
        await staff.sign_in("staff", "staff-1")
        while True:
            await asyncio.sleep(5)
            found = (await staff.run(_CAMPAIGN))["campaigns"]
            planned_all = bool(found) and found[0]["state"] == "DONE"
            if planned_all and not await asyncio.to_thread(audit.to_send):
                return
            now = found[0]["planned"] if found else 0, await _arrived(system)
            if now != last:
                last, moved = now, time.monotonic()
            if time.monotonic() - moved > _STANDSTILL_SECONDS:
                raise TimeoutError(f"nothing moves any more: {now}")
            say(f"{now[0]} planned, {now[1]} SMS arrived")


async def _arrived(system: Supervisor) -> int:
    url = f"{system.urls['sinks']}/counts"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return int((await answer.json())["sms"])


async def _count(audit: Audit, found: Found) -> None:
    found.arrivals = await audit.arrivals()
    found.planned = await asyncio.to_thread(audit.planned, "ClausePublished")
    found.looked_up = await asyncio.to_thread(audit.looked_up)
