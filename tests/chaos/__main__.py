"""`make chaos`: the large runs. Says what it counted; fails if anything was lost or doubled."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.chaos.accounts import kill_accounts
from tests.chaos.announcement import run_announcement
from tests.chaos.database import kill_under_load
from tests.chaos.followed import VICTIMS, Fire, run_followed
from tests.chaos.incidents import run_incident
from tests.chaos.killer import EVERYTHING, Killer
from tests.chaos.outage import run_outage
from tests.chaos.remedies import kill_between_decision_and_remedy
from tests.chaos.rotation import turn_every_secret
from tests.chaos.run import run_chaos


def main() -> int:
    given = _given()
    runs = {
        "changes": _changes,
        "partners": _partners,
        "announcement": _announcement,
        "database": _database,
        "remedies": _remedies,
        "incidents": _incidents,
        "rotation": _rotation,
        "accounts": _accounts,
        "outage": _outage,
    }
    good = True
    for name in given.runs or runs:
        with tempfile.TemporaryDirectory(prefix="reinstate-chaos-") as folder:
            good &= asyncio.run(runs[name](Path(folder), given))
    return 0 if good else 1


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument(
        "runs",
        nargs="*",
        help="changes, partners, announcement, database, remedies, incidents, rotation, accounts, "
        "outage; all unless given",
    )
    parser.add_argument("--members", type=int, default=200, help="whose status changes")
    parser.add_argument("--rounds", type=int, default=10, help="changes of each member")
    parser.add_argument("--followed", type=int, default=24, help="members whom partners follow")
    parser.add_argument("--subscribers", type=int, default=50, help="on lines that drop")
    parser.add_argument("--told", type=int, default=100_000, help="members of the announcement")
    parser.add_argument("--alerted", type=int, default=10_000, help="while a provider dies")
    parser.add_argument("--kills", type=int, default=30, help="of the database")
    parser.add_argument("--granted", type=int, default=200, help="kills after decisions")
    parser.add_argument("--affected", type=int, default=500, help="members of the incident")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pause", type=float, default=4.0, help="seconds between kills, at most")
    return parser.parse_args()


async def _changes(
    folder: Path, given: argparse.Namespace, victims: Sequence[str] = EVERYTHING, kills: int = 0
) -> bool:
    tally, killer = await run_chaos(
        folder, members=given.members, rounds=given.rounds, seed=given.seed, pause=given.pause,
        kills=kills, victims=victims, say=_say,
    )  # fmt: skip
    lines = [_killed(killer), f"changes of status        {tally.changes}", *tally.lines()]
    _say("\n".join(lines))
    wanted = given.members * given.rounds
    return tally.changes == wanted and tally.good


async def _partners(folder: Path, given: argparse.Namespace) -> bool:
    fire = Fire(
        changes=given.followed * given.rounds * 2, subscribers=given.subscribers,
        kills=3 * len(VICTIMS), pause=given.pause, seed=given.seed,
    )  # fmt: skip
    outcome, killer = await run_followed(folder, given.followed, fire, _say)
    _say("\n".join([_killed(killer), *outcome.lines()]))
    return outcome.good


async def _database(folder: Path, given: argparse.Namespace) -> bool:
    """Under as many writes as it takes, then under changes of status of the whole system."""
    kept = await kill_under_load(
        folder / "alone", kills=given.kills, seed=given.seed, most=2_000, say=_say
    )
    _say("\n".join(kept.lines()))
    changed = await _changes(folder / "system", given, victims=("mongo",), kills=given.kills)
    return kept.good and changed


async def _announcement(folder: Path, given: argparse.Namespace) -> bool:
    found, killer, memory = await run_announcement(
        folder, members=given.told, seed=given.seed, pause=10 * given.pause, say=_say
    )
    _say("\n".join([_killed(killer), *found.lines(), *memory.lines()]))
    return found.good


async def _remedies(folder: Path, given: argparse.Namespace) -> bool:
    granted = await kill_between_decision_and_remedy(folder, kills=given.granted, say=_say)
    _say("\n".join(granted.lines()))
    return granted.good


async def _incidents(folder: Path, given: argparse.Namespace) -> bool:
    found, killer = await run_incident(
        folder, members=given.affected, seed=given.seed, pause=given.pause, say=_say
    )
    _say("\n".join([_killed(killer), *found.lines()]))
    return found.good


async def _rotation(folder: Path, given: argparse.Namespace) -> bool:
    turned = await turn_every_secret(folder, members=12, rounds=2 * given.rounds, say=_say)
    _say("\n".join(turned.lines()))
    return turned.good


async def _accounts(folder: Path, given: argparse.Namespace) -> bool:
    found = await kill_accounts(folder, _say)
    _say("\n".join(found.lines()))
    return found.good


async def _outage(folder: Path, given: argparse.Namespace) -> bool:
    found = await run_outage(folder, members=given.alerted, say=_say)
    _say("\n".join(found.lines()))
    return found.good


def _killed(killer: Killer) -> str:
    kills = ", ".join(f"{name} {count}" for name, count in sorted(killer.kills.items()))
    back = f"back in {max(killer.back, default=0):.1f} s at most"
    return f"killed: {kills}, {back}; broker flushed {killer.flushed} times"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
