"""Killed anywhere, at any time: every change has its alerts, none is missing, none comes twice."""

from pathlib import Path

from tests.chaos.run import run_chaos


async def test_under_fire_nothing_is_lost_and_nothing_doubled(tmp_path: Path) -> None:
    tally, killer = await run_chaos(tmp_path, members=10, rounds=5, seed=11, pause=1, kills=4)
    assert killer.kills.total() >= 4
    assert killer.flushed >= 1
    assert tally.changes == 50
    assert tally.gap_free
    assert tally.alerts >= 30
    assert tally.arrivals.good, tally.lines()
