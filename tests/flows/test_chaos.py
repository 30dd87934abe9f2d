"""Killed anywhere, at any time: every change has its alerts, none is missing, none comes twice."""

from pathlib import Path

from tests.chaos.run import run_chaos


async def test_under_fire_nothing_is_lost_and_nothing_doubled(tmp_path: Path) -> None:
    tally, killer = await run_chaos(tmp_path, members=10, rounds=8, seed=11, pause=0.5, kills=4)
    assert killer.kills.total() >= 4
    assert killer.flushed >= 1
    assert tally.changes == 80
    assert tally.gap_free
    assert tally.alerts >= 50
    assert tally.arrivals.good, tally.lines()
