"""`python -m services generate DIR --members N`."""

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path

import msgspec
from rich.console import Console

from infra.kernel.values import BadValue
from infra.settings import SettingsError
from services.compose import build_clock
from services.importing.generate.files import SampleSpec, write_files
from services.importing.generate.people import MOST_MEMBERS
from services.importing.generate.stories import SamplePlan
from services.importing.values import instant
from services.membership.contract.plans import Plan
from services.settings import Settings, load_settings


class _Plans(msgspec.Struct):
    plans: tuple[Plan, ...]


def generate(arguments: Sequence[str]) -> int:
    """Writes the files. 0 when they are there, 2 when something was wrong before."""
    asked = _parser().parse_args(arguments)
    console = Console()
    try:
        settings = load_settings()
        plans = plans_of(settings)
    except (SettingsError, OSError, msgspec.DecodeError) as error:
        console.print(str(error), markup=False, highlight=False)
        return 2
    spec = SampleSpec(
        members=asked.members,
        seed=asked.seed,
        now=asked.now or datetime.combine(build_clock(settings).now(), time.min, UTC),
        plans=plans,
        currency=settings.currency,
    )
    write_files(asked.folder, spec)
    console.print(
        f"{asked.folder}: {asked.members:,} members with their payments, orders and logins, "
        f"as of {spec.now.isoformat()}.",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    return 0


def plans_of(settings: Settings) -> tuple[SamplePlan, ...]:
    """The plans that the membership service is seeded with, lowest rank first.

    Raises:
        OSError, msgspec.DecodeError
    """
    written = msgspec.json.decode(settings.plans_file.read_bytes(), type=_Plans).plans
    return tuple(SamplePlan(one.code, one.price, one.period, one.discount) for one in written)


def _count(text: str) -> int:
    count = int(text)
    if not 1 <= count <= MOST_MEMBERS:
        raise argparse.ArgumentTypeError(f"must be from 1 to {MOST_MEMBERS:,}")
    return count


def _instant(text: str) -> datetime:
    try:
        return instant(text)
    except BadValue as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m services generate",
        description="Makes up the files of an existing platform, to try an import with.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--members", type=_count, required=True, metavar="N")
    parser.add_argument("--seed", type=int, default=7, help="the same seed makes the same bytes")
    parser.add_argument(
        "--now", type=_instant, help="the instant that the files tell of; else today, 00:00 UTC"
    )
    return parser
