"""The first SMS provider dies in the middle of very many alerts and comes back: first it does not
answer any more, then it is gone, then it is there again with what it had. The second one is a
domestic house. Meanwhile people wait for codes."""

import asyncio
import contextlib
import os
import signal
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from infra.dev.supervisor import Supervisor
from services.settings import load_settings
from tests.bench.campaign import announce, import_members
from tests.chaos.audit import Audit
from tests.chaos.changes import register
from tests.client import Client
from tests.count import Arrivals, arrived
from tests.servers import Sinks, running_sinks
from tests.waiting import PATIENCE

ASKING = [f"outage-code-{number}" for number in range(60)]
"""Every second one reads Chinese, in which the house has approved texts; a member may ask once a
minute."""
CODE_WITHIN = 2.0
"""Seconds."""
_SILENT_SECONDS = 8.0
_STANDSTILL_SECONDS = 300.0
_ASK = """mutation { requestCode(input: {purpose: CHANGE_CONTACT}) {
  __typename ... on Problem { code message } } }"""
Say = Callable[[str], None]


@dataclass
class OutageFound:
    """`first`, `second`: deliveries that each had. `codes`: seconds from asking to the SMS, whoever
    brought it; `dark`: of those asked for while the first was not there."""

    members: int
    seconds: float = 0.0
    first: int = 0
    second: int = 0
    planned: int = 0
    looked_up: int = 0
    arrivals: Arrivals | None = None
    codes: list[float] = field(default_factory=list)
    dark: list[float] = field(default_factory=list)

    @property
    def good(self) -> bool:
        counted = self.arrivals
        if counted is None or self.planned < self.members or not self.dark:
            return False
        in_time = max(self.codes + self.dark) <= CODE_WITHIN
        both = bool(self.first and self.second)
        return both and in_time and counted.good and not counted.open

    def lines(self) -> list[str]:
        return [
            f"members told             {self.planned} of {self.members} in {self.seconds:.0f} s",
            f"by the first, the second {self.first}, {self.second}",
            *(self.arrivals.lines() if self.arrivals else []),
            f"unclear sends looked up  {self.looked_up}",
            f"codes while it works     {_spread(self.codes)}",
            f"codes while it is gone   {_spread(self.dark)}",
        ]


def _spread(taken: list[float]) -> str:
    if not taken:
        return "none"
    return f"{len(taken)}, median {statistics.median(taken):.2f} s, at most {max(taken):.2f} s"


class Dying:
    """The first provider, in a process of its own."""

    def __init__(self, sinks: Sinks) -> None:
        self.sinks = sinks
        self.gone = False

    async def die(self, say: Say) -> None:
        """It takes connections and answers nobody; then it is killed."""
        self.gone = True
        os.kill(self.sinks.child.pid, signal.SIGSTOP)
        say("the first provider answers nobody")
        await asyncio.sleep(_SILENT_SECONDS)
        self.sinks.child.kill()
        say("the first provider is dead")

    async def come_back(self, say: Say) -> None:
        self.sinks.child.start()
        await self.sinks.child.wait_until(self._answers, PATIENCE)
        self.gone = False
        say("the first provider is back")

    async def _answers(self) -> bool:
        with contextlib.suppress(aiohttp.ClientError, OSError):
            await self.sinks.counts()
            return True
        return False


async def run_outage(folder: Path, *, members: int, say: Say) -> OutageFound:
    env = {
        "QUIET_HOURS": "off",
        "SMS_RATE": "0",
        "SMS_PROVIDERS": "twilio > domestic",
    }
    settings = load_settings(env)
    token = settings.twilio_auth_token.get_secret_value()
    (folder / "first").mkdir()
    async with running_sinks(
        folder / "first", account=settings.twilio_account_sid, token=token
    ) as sinks:
        env |= {"TWILIO_BASE_URL": sinks.url}
        async with Supervisor(ports="auto", var_dir=folder / "system", env=env) as system:
            return await _told(system, Dying(sinks), members, say)


async def _told(system: Supervisor, first: Dying, members: int, say: Say) -> OutageFound:
    settings = load_settings(system.env)
    async with Client(system.urls["gateway"]) as host:
        await host.sign_in("host", "shop")
        await register(host, ASKING)
    await import_members(settings, members, first=500)
    say(f"{members} members imported")
    audit, found = Audit(settings, system.urls["sinks"]), OutageFound(members + len(ASKING))
    began = await announce(system)
    async with asyncio.TaskGroup() as beside:
        codes = beside.create_task(_codes(system, first, found, say))
        await _dies_in_the_middle(system, first, members, say)
        await _until_over(audit, system, first, say)
        codes.cancel()
    found.seconds = time.perf_counter() - began
    await _count(audit, system, first, found)
    audit.close()
    return found


async def _dies_in_the_middle(system: Supervisor, first: Dying, members: int, say: Say) -> None:
    while (await first.sinks.counts())["sms"] < members / 5:
        await asyncio.sleep(0.2)
    await first.die(say)
    while await _arrived(system.urls["sinks"]) < members / 3:
        await asyncio.sleep(0.2)
    await first.come_back(say)


async def _codes(system: Supervisor, first: Dying, found: OutageFound, say: Say) -> None:
    """One after the other, each to another member."""
    for number in range(1, len(ASKING), 2):
        dark = first.gone
        async with Client(system.urls["gateway"], patient=True) as member:
            await member.sign_in("member", ASKING[number])
            seconds = await _code(system, first, member, f"+86139{number:08d}")
        (found.dark if dark else found.codes).append(seconds)
        say(f"a code took {seconds:.2f} s{' in the dark' if dark else ''}")
        await asyncio.sleep(0.5)


async def _code(system: Supervisor, first: Dying, member: Client, phone: str) -> float:
    """Seconds from asking until a provider has it, by the real clock of both."""
    urls = (first.sinks.url, system.urls["sinks"])
    began = datetime.now(UTC)
    answer = (await member.run(_ASK))["requestCode"]
    if answer["__typename"] != "CodeSent":
        raise RuntimeError(str(answer))
    limit = aiohttp.ClientTimeout(total=0.3)
    async with aiohttp.ClientSession(timeout=limit) as session:
        while True:
            had = await asyncio.gather(*(_had_code(session, url, phone) for url in urls))
            if came := [at for some in had for at in some]:
                return (min(came) - began).total_seconds()
            await asyncio.sleep(0.05)


async def _had_code(session: aiohttp.ClientSession, url: str, phone: str) -> list[datetime]:
    """When this provider got them."""
    try:
        async with session.get(f"{url}/messages", params={"to": phone}) as answer:
            found: list[dict[str, Any]] = await answer.json()
    except (aiohttp.ClientError, OSError, TimeoutError):
        return []
    codes = [one for one in found if "~CODE~" in one.get("message_id", "")]
    return [datetime.fromisoformat(one.get("sent_at") or one["time"]) for one in codes]


async def _until_over(audit: Audit, system: Supervisor, first: Dying, say: Say) -> None:
    """
    Raises:
        TimeoutError: nothing moved for five minutes.
    """
    last, moved = None, time.monotonic()
    while await asyncio.to_thread(_is_open, audit):
        now = await _arrived(first.sinks.url), await _arrived(system.urls["sinks"])
        if now != last:
            last, moved = now, time.monotonic()
        if time.monotonic() - moved > _STANDSTILL_SECONDS:
            raise TimeoutError(f"nothing moves any more: {now}")
        say(f"{now[0]} SMS by the first, {now[1]} by the second")
        await asyncio.sleep(5)


def _is_open(audit: Audit) -> bool:
    return audit.to_send() or not audit.is_spread


async def _arrived(url: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(f"{url}/counts") as answer:
        return int((await answer.json())["sms"])


async def _count(audit: Audit, system: Supervisor, first: Dying, found: OutageFound) -> None:
    """Of the announcement alone: codes may come twice."""
    by = [await arrived(url) for url in (first.sinks.url, system.urls["sinks"])]
    both: Counter[str] = by[0] + by[1]
    found.first, found.second = (sum(one.values()) for one in by)
    found.arrivals = await audit.told_of("ClausePublished", both)
    found.planned = await asyncio.to_thread(audit.planned, "ClausePublished")
    found.looked_up = await asyncio.to_thread(audit.looked_up)
