"""`make chaos`: the large run. Says what it counted; fails if anything was lost or doubled."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.chaos.run import run_chaos


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--members", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=10, help="changes of each member")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pause", type=float, default=4.0, help="seconds between kills, at most")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reinstate-chaos-") as folder:
        tally, killer = asyncio.run(
            run_chaos(
                Path(folder), members=given.members, rounds=given.rounds, seed=given.seed,
                pause=given.pause, say=lambda line: print(line, flush=True),  # noqa: T201 (it reports)
            )
        )  # fmt: skip
    kills = ", ".join(f"{name} {count}" for name, count in sorted(killer.kills.items()))
    lines = [
        f"killed: {kills}; broker flushed {killer.flushed} times",
        f"changes of status        {tally.changes}",
        *tally.lines(),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    wanted = given.members * given.rounds
    good = tally.changes == wanted and not tally.missing and not tally.twice
    return 0 if good and tally.gap_free else 1


if __name__ == "__main__":
    sys.exit(main())
