"""`python -m services import FILE...`.

Ends with 0 when everything was taken over, 1 when rows were refused, 2 when nothing was touched,
3 when it was stopped on the way: the same command goes on from there.
"""

import argparse
import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, ExitStack
from pathlib import Path

import msgspec
from rich.console import Console

from infra.kernel.errors import AppError
from infra.process.crashpoints import crash_points
from infra.settings import SettingsError
from services.importing.checkpoint import Checkpoint
from services.importing.deliver import Clients
from services.importing.header import table_of
from services.importing.problems import FileRefused
from services.importing.progress import summary, watch_on
from services.importing.rehearsal import Rehearsal, Rehearses, lines, write
from services.importing.report import publish
from services.importing.row_counts import RowCounts
from services.importing.run import MOST_ROWS, Options, run_import
from services.importing.source import STDIN, SourceFile, opened
from services.importing.tables import FileKind, Table, tables
from services.importing.watch import Watch
from services.settings import Settings, load_settings

ALL_IN, SOME_REFUSED, NOTHING_TOUCHED, STOPPED = 0, 1, 2, 3
Connect = Callable[[Settings], AbstractAsyncContextManager[Clients]]


class ImportWork(msgspec.Struct, frozen=True):
    """A file whose header was found right, and what it holds."""

    source: SourceFile
    table: Table


def main(arguments: Sequence[str], connect: Connect | None = None) -> int:
    """The command `import`; `arguments` without that word."""
    asked = _parser().parse_args(arguments)
    console = Console()
    try:
        settings = load_settings()
    except SettingsError as error:
        console.print(str(error), markup=False, highlight=False, soft_wrap=True)
        return NOTHING_TOUCHED
    return Import(asked, settings, console, connect or _connect(asked.dry_run)).run()


class Import:
    """One run of the command, over all its files."""

    def __init__(
        self, asked: argparse.Namespace, settings: Settings, console: Console, connect: Connect
    ) -> None:
        self._settings, self._console, self._connect = settings, console, connect
        self._files: list[str] = asked.files
        self._kind = FileKind(asked.kind) if asked.kind else None
        self._dry_run: bool = asked.dry_run
        self._options = Options(
            folder=settings.var_dir / ("rehearsals" if asked.dry_run else "imports"),
            destination=_destination(settings, asked.hold),
            batch=asked.batch,
            from_start=asked.from_start or asked.dry_run,
            hold=asked.hold,
            patience_seconds=asked.patience,
            at=crash_points(settings),
        )
        self._report: Path = asked.report or self._options.folder / "refused.csv"
        self._watch: Watch = watch_on(console)
        self._row_counts = RowCounts()

    def run(self) -> int:
        with ExitStack() as open_files:
            work = self._checked(open_files)
            if work is None or not self._can_report():
                return NOTHING_TOUCHED
            try:
                asyncio.run(self._import(work))
            except KeyboardInterrupt:
                return self._stopped("Stopped.")
            except AppError as error:
                return self._stopped(error.message)
            except OSError as error:
                return self._stopped(f"{error.filename}: {error.strerror}.")
            finally:
                self._publish(work)
        return self._finished()

    def _checked(self, open_files: ExitStack) -> list[ImportWork] | None:
        """All files in the order in which their kinds need each other, or none at all. What is
        wrong with any of them is said at once."""
        kinds = tables(self._settings.currency, self._settings.operator_time_zone)
        work: list[ImportWork] = []
        for name in self._files:
            try:
                work.append(self._one(name, kinds, open_files))
            except FileRefused as error:
                self._say(error.message)
        order = list(FileKind)
        work.sort(key=lambda one: order.index(one.table.kind))
        return work if len(work) == len(self._files) else None

    def _one(self, name: str, kinds: Mapping[FileKind, Table], open_files: ExitStack) -> ImportWork:
        source = open_files.enter_context(opened(name))
        return ImportWork(source, table_of(source, kinds, self._kind))

    def _can_report(self) -> bool:
        """Found out before, not when the rows that it should hold are through."""
        if self._report.exists() and any(
            self._report.samefile(name) for name in self._files if name != STDIN
        ):
            self._say(f"{self._report}: the report would overwrite a file to import.")
            return False
        try:
            publish([], self._report)
        except OSError as error:
            self._say(f"{self._report}: the report cannot be written ({error.strerror}).")
            return False
        return True

    async def _import(self, work: list[ImportWork]) -> None:
        async with self._connect(self._settings) as clients:
            for one in work:
                began = time.monotonic()
                row_counts = await run_import(
                    one.source, one.table, clients, self._options, watch=self._watch
                )
                self._row_counts += row_counts
                self._say(summary(one.source.label, row_counts, time.monotonic() - began))
            if isinstance(clients, Rehearses):
                self._tell(await clients.rehearsed())

    def _tell(self, rehearsal: Rehearsal) -> None:
        for line in lines(rehearsal):
            self._say(line)
        file = self._options.folder / "rehearsal.json"
        write(rehearsal, file)
        self._say(f"All of it, and a sample of members: {file}")

    def _publish(self, work: list[ImportWork]) -> None:
        parts = [self._checkpoint(one) for one in work]
        publish(dict.fromkeys(part.report for part in parts), self._report)
        for part in parts:
            if part.load() is None:
                part.report.unlink(missing_ok=True)

    def _checkpoint(self, one: ImportWork) -> Checkpoint:
        folder, destination = self._options.folder, self._options.destination
        return Checkpoint(folder, one.source, one.table.kind, destination)

    def _finished(self) -> int:
        if self._row_counts.complete:
            return ALL_IN
        self._say(f"What was refused, line by line: {self._report}")
        return SOME_REFUSED

    def _stopped(self, why: str) -> int:
        kept = "What was imported is kept; the same command goes on from there."
        self._say(f"{why} {'Nothing was written.' if self._dry_run else kept}")
        return STOPPED

    def _say(self, words: str) -> None:
        self._console.print(words, markup=False, highlight=False, soft_wrap=True)


def _destination(settings: Settings, hold: bool) -> str:
    """A checkpoint for one system says nothing about another one, nor one of members who are held
    about others."""
    urls = " ".join(settings.web_url_of(service) for service in ("membership", "notify"))
    return f"{urls} {settings.mongo_database_prefix}{' held' if hold else ''}"


def _connect(dry_run: bool) -> Connect:
    if dry_run:
        from services.rehearsal import rehearse  # noqa: PLC0415 (only where members are rehearsed)

        return rehearse
    from services.compose import connect_clients  # noqa: PLC0415 (a test brings its own services)

    return connect_clients


def _batch_size(text: str) -> int:
    size = int(text)
    if not 1 <= size <= MOST_ROWS:
        raise argparse.ArgumentTypeError(f"must be from 1 to {MOST_ROWS}")
    return size


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m services import",
        description="Takes over members, payments, orders and logins from CSV or JSONL files.",
    )
    add = parser.add_argument
    add("files", nargs="+", metavar="FILE", help="also .gz; - for standard input")
    add("--kind", choices=[kind.value for kind in FileKind], help="else the header decides")
    add("--report", type=Path, help="where the refused rows are listed (CSV)")
    add("--batch", type=_batch_size, default=MOST_ROWS, help="rows a call, at most 1000")
    add("--from-start", action="store_true", help="do not go on where a stopped import was")
    add("--hold", action="store_true", help="tell nobody anything until `golive`")
    add("--dry-run", action="store_true", help="only say what would change, and who would be told")
    add("--patience", type=float, default=120, help="seconds that a service may stay away")
    return parser
