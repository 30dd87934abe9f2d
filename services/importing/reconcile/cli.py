"""`python -m services reconcile FILE...` and `python -m services reconcile --confirm REPORT`.

Ends with 0 when both agree (or everything confirmed was mended), 1 when there are differences (or
some could not be mended), 2 when nothing was looked at, 3 when it was stopped on the way.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from infra.kernel.errors import AppError
from infra.settings import SettingsError
from services.importing.header import table_of
from services.importing.problems import FileRefused
from services.importing.reconcile.comparing import HostList, ListComparison
from services.importing.reconcile.confirming import repair
from services.importing.reconcile.report import DifferenceReport, confirmed
from services.importing.source import opened
from services.importing.tables import FileKind, Table, tables
from services.membership.contract.api import MembershipApi
from services.settings import Settings, load_settings

AGREED, DIFFERENT, NOTHING_TOUCHED, STOPPED = 0, 1, 2, 3
_COMPARED = (FileKind.MEMBERS, FileKind.PAYMENTS)


class HasMembership(Protocol):
    @property
    def membership(self) -> MembershipApi: ...


Connect = Callable[[Settings], AbstractAsyncContextManager[HasMembership]]


def main(arguments: Sequence[str], connect: Connect | None = None) -> int:
    """The command `reconcile`; `arguments` without that word."""
    asked = parser().parse_args(arguments)
    try:
        return asyncio.run(run(asked, load_settings(), connect or _connect()))
    except (SettingsError, FileRefused) as error:
        _say(str(error))
        return NOTHING_TOUCHED
    except AppError as error:
        _say(f"{error.message} Nothing is lost: start it again.")
        return STOPPED
    except OSError as error:
        _say(f"{error.filename}: {error.strerror}.")
        return NOTHING_TOUCHED


async def run(asked: argparse.Namespace, settings: Settings, connect: Connect) -> int:
    async with connect(settings) as clients:
        if asked.confirm is not None:
            return await _confirm(clients.membership, asked.confirm)
        report = asked.report or settings.var_dir / "reconcile" / "differences.csv"
        return await _compare(clients.membership, asked.files, settings, report)


async def _compare(
    membership: MembershipApi, files: Sequence[str], settings: Settings, report: Path
) -> int:
    report.parent.mkdir(parents=True, exist_ok=True)
    kinds = tables(settings.currency, settings.operator_time_zone)
    with ExitStack() as stack, TemporaryDirectory() as folder:
        lists = [_opened(name, kinds, stack) for name in files]
        stream = stack.enter_context(report.open("w", encoding="utf-8", newline=""))
        comparison = ListComparison(membership, Path(folder), DifferenceReport(stream), _say)
        await comparison.run(lists)
    for kind, count in sorted(comparison.counts.items()):
        _say(f"{kind}: {count:,}")
    if comparison.refused:
        _say(f"{len(comparison.refused):,} lines cannot be read; `import --dry-run` says why")
    if not comparison.counts:
        return AGREED
    _say(f"Each of them: {report}. Mended is what you confirm: reconcile --confirm {report}")
    return DIFFERENT


def _opened(name: str, kinds: Mapping[FileKind, Table], stack: ExitStack) -> HostList:
    source = stack.enter_context(opened(name))
    table = table_of(source, kinds, None)
    if table.kind not in _COMPARED:
        raise FileRefused(f"{name}: only lists of members and of payments are compared.")
    return HostList(source, table)


async def _confirm(membership: MembershipApi, report: Path) -> int:
    """Nothing is done where a line of it cannot be read."""
    for _ in confirmed(report):
        pass
    mended = failed = 0
    async for one in repair(membership, confirmed(report)):
        mended, failed = mended + (not one.refused), failed + bool(one.refused)
        if one.refused:
            _say(f"line {one.line}: {one.difference.member_id}: {one.refused}")
    _say(f"{mended:,} mended, {failed:,} not")
    return DIFFERENT if failed else AGREED


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")


def _connect() -> Connect:
    from services.compose import connect_clients  # noqa: PLC0415 (a test brings its own services)

    return connect_clients


def parser() -> argparse.ArgumentParser:
    taken = argparse.ArgumentParser(
        prog="python -m services reconcile",
        description="Compares the host's lists of members and payments with what is on record.",
    )
    which = taken.add_mutually_exclusive_group(required=True)
    which.add_argument("files", nargs="*", default=[], metavar="FILE", help="as for an import")
    which.add_argument("--confirm", type=Path, metavar="REPORT", help="mend what is left in it")
    taken.add_argument("--report", type=Path, help="where the differences are listed (CSV)")
    return taken
