"""`make demo`: a fresh system, the whole story, and what came of it, counted."""

import asyncio
import csv
import shlex
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from infra.dev.child import StartError
from infra.dev.supervisor import Supervisor
from tests.client import Client
from tests.count import Count
from tests.demo import scenes
from tests.demo.people import NAMES, Member, add_rows
from tests.demo.scenes import World
from tests.demo.stage import NARROW, Stage

MEMBERS = 26
AWAKE = {"QUIET_HOURS": "off"}
"""The story does not wait for the morning."""
_STORY = (
    scenes.renewed_in_grace,
    scenes.a_misclick,
    scenes.a_strange_login,
    scenes.paid_but_not_synced,
    scenes.a_stricter_clause,
)


async def tell(folder: Path, stage: Stage) -> bool:
    """Tells the story; whether nothing was lost and nothing came twice."""
    began = time.monotonic()
    stage.chapter("A fresh system starts")
    async with (
        Supervisor(ports="auto", var_dir=folder / "var", env=AWAKE) as system,
        AsyncExitStack() as stack,
    ):
        stage.says(f"ready after {time.monotonic() - began:.0f} s", indent=4)
        await asyncio.to_thread(bring_members, system, folder, stage)
        world = await enter(system, stack, stage)
        count = Count(world.staff, world.sinks, ids(folder / "members.csv"))
        await a_month_passes(world, count)
        for scene in _STORY:
            await scene(world)
        good = await totals(world, count)
        stage.says(f"told in {time.monotonic() - began:.0f} s", indent=4)
    return good


def bring_members(system: Supervisor, folder: Path, stage: Stage) -> None:
    """The import command, as an operator would run it."""
    stage.chapter(f"A shop brings its {MEMBERS + len(NAMES)} members")
    now = datetime.now(UTC).replace(microsecond=0)
    run(system, f"generate {folder} --members {MEMBERS} --now {now.isoformat()}")
    add_rows(folder / "members.csv", now)
    files = " ".join(
        str(folder / f"{kind}.csv") for kind in ("members", "payments", "orders", "logins")
    )
    printed = run(system, f"import {files} --report {folder / 'refused.csv'}")
    for line in printed.splitlines()[-8:]:
        stage.says(line.replace(f"{folder}/", ""), indent=4)


def run(system: Supervisor, command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "services", *shlex.split(command)],
        env=system.env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{command.split(maxsplit=1)[0]} failed: {done.stdout}{done.stderr}")
    return done.stdout


async def enter(system: Supervisor, stack: AsyncExitStack, stage: Stage) -> World:
    """Everybody signs in."""

    async def session(role: str, id: str) -> Client:
        client = await stack.enter_async_context(Client(system.urls["gateway"], language="en"))
        await client.sign_in(role, id)
        return client

    members = {id: Member(await session("member", id), id) for id in NAMES}
    host, staff = await session("host", "shop"), await session("staff", "reviewer-1")
    return World(stage, members, host, staff, system.urls["sinks"])


def ids(members: Path) -> list[str]:
    """Of everybody in the imported file."""
    with members.open(encoding="utf-8", newline="") as file:
        return [row["member_id"] for row in csv.DictReader(file)]


async def a_month_passes(world: World, count: Count) -> None:
    world.stage.chapter("31 days pass")
    await with_progress(world, asyncio.create_task(world.advance("P31D")))
    for line in describe(await count.lifecycles()):
        world.stage.says(line, indent=4)


async def with_progress(world: World, passing: asyncio.Task[datetime]) -> None:
    """Shows the day while time passes."""
    with world.stage.console.status("everything that falls due happens at its time") as status:
        while not (await asyncio.wait({passing}, timeout=0.5))[0]:
            reached = await world.host.clock()
            status.update(f"{reached['now'][:10]}, {reached['done']:.0%} of the month")
    passing.result()


def describe(statuses: Counter[str]) -> list[str]:
    return [", ".join(f"{count} {status}" for status, count in statuses.most_common())]


async def totals(world: World, count: Count) -> bool:
    world.stage.chapter("What the records say")
    await world.quiet()
    tally = await count.tally()
    for line in tally.lines():
        world.stage.says(line, indent=4)
    return tally.good


def main() -> int:
    stage = Stage(Console(highlight=False, width=NARROW))
    with tempfile.TemporaryDirectory(prefix="reinstate-demo-") as folder:
        try:
            return 0 if asyncio.run(tell(Path(folder), stage)) else 1
        except StartError as error:
            stage.says(str(error))
            return 2


if __name__ == "__main__":
    sys.exit(main())
