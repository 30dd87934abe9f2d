"""Killed anywhere, at any time: every change has its alerts, none is missing, none comes twice."""

import random
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.chaos.incidents import put_right
from tests.chaos.killer import Killer
from tests.chaos.run import run_chaos
from tests.flows.conftest import System


async def test_under_fire_nothing_is_lost_and_nothing_doubled(tmp_path: Path) -> None:
    tally, killer = await run_chaos(tmp_path, members=6, rounds=3, seed=11, pause=1, kills=4)
    assert killer.kills.total() >= 4
    assert killer.flushed >= 1
    assert tally.changes == 18
    assert tally.gap_free
    assert tally.alerts >= 10
    assert tally.arrivals.good, tally.lines()


@pytest.mark.systems("separate")
async def test_an_incident_is_put_right_once_while_processes_die(system: System) -> None:
    async with AsyncExitStack() as leaving:
        members = [await leaving.enter_async_context(await system.new_member()) for _ in range(12)]
        dice, victims = random.Random(3), ("appeals",)
        killer = Killer(system.supervisor, dice, pause=1.5, victims=victims, most=1)
        ids = [member.id for member in members]
        found = await put_right(system.supervisor, ids, killer, staff="s-hasty")
    assert killer.kills
    assert (found.affected, found.appealed, found.joined) == (12, 2, 1)
    assert found.good, found.lines()
