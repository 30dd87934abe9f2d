"""One run: set up, change, kill, wait until all is quiet, count."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from infra.dev.supervisor import Supervisor
from tests.chaos.changes import Progress, change_all, register
from tests.chaos.killer import EVERYTHING, Killer
from tests.client import Client, ClockError
from tests.count import Count, Tally

_QUIET_SECONDS = 180.0
_RETRIES_WITHIN = "PT15M"
CHANGES = frozenset({"HoldPlaced", "HoldReleased"})


async def run_chaos(
    folder: Path,
    *,
    members: int,
    rounds: int,
    seed: int,
    pause: float,
    kills: int = 0,
    victims: Sequence[str] = EVERYTHING,
    say: Callable[[str], None] = lambda _line: None,
) -> tuple[Tally, Killer]:
    """Makes `members × rounds` changes under fire and counts what came of them.

    Args:
        pause: seconds between kills, at most.
        kills: at least so many; a fast machine waits for them.
        victims: processes that are killed in turn.
        say: is told how it goes, a line at a time.
    """
    async with Supervisor(ports="auto", var_dir=folder, env={"QUIET_HOURS": "off"}) as system:
        ids = [f"chaos-{number:04d}" for number in range(members)]
        url = system.urls["gateway"]
        async with Client(url, patient=True) as host, Client(url, patient=True) as staff:
            await host.sign_in("host", "shop")
            await staff.sign_in("staff", "staff-1")
            await register(host, ids)
            killer = Killer(system, random.Random(seed), pause=pause, victims=victims)
            await _under_fire(staff, ids, rounds, killer, kills=kills, say=say)
            count = Count(staff, system.urls["sinks"], ids)
            return await _settled(staff, count, say), killer


async def _under_fire(
    staff: Client,
    ids: list[str],
    rounds: int,
    killer: Killer,
    *,
    kills: int,
    say: Callable[[str], None],
) -> None:
    progress = Progress(asked=len(ids) * rounds)
    last = time.monotonic()

    def told() -> None:
        nonlocal last
        if time.monotonic() - last > 2 or progress.done == progress.asked:
            last = time.monotonic()
            say(f"{progress.done} of {progress.asked} changes, killed {sum(killer.kills.values())}")

    async def pace() -> None:
        """As much of the kills as of the changes."""
        while killer.kills.total() * progress.asked < kills * progress.done:
            await asyncio.sleep(0.02)

    async with asyncio.TaskGroup() as beside:
        killing = beside.create_task(killer.run())
        await change_all(staff, ids, rounds, progress, pace=pace, told=told)
        killing.cancel()
    while not killer.flushed:  # the broker may be the one that was killed last
        await killer.flush()
        await asyncio.sleep(0.1)


async def _settled(staff: Client, count: Count, say: Callable[[str], None]) -> Tally:
    """Once nothing is to be done any more, and what has to wait had its time."""
    deadline = time.monotonic() + _QUIET_SECONDS
    while True:
        try:
            await staff.advance(_RETRIES_WITHIN)
        except ClockError as error:
            say(str(error))
        tally = await count.tally(CHANGES)
        if not tally.arrivals.open or time.monotonic() > deadline:
            return tally
        say(f"{tally.arrivals.open} on their way")
