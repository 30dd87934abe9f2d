"""Shows how an import goes: a bar on a terminal, a line every few seconds anywhere else."""

import time
from collections.abc import Callable
from datetime import timedelta

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from services.importing.row_counts import RowCounts
from services.importing.source import SourceFile
from services.importing.tables import FileKind
from services.importing.watch import Watch

_SECONDS_BETWEEN_LINES = 5.0


def watch_on(console: Console) -> Watch:
    return Bar(console) if console.is_terminal else Lines(console)


class _Pace:
    """Rows a second since this start, and the time that the rest needs at that pace."""

    def __init__(self, size: int, offset: int, rows: int, now: Callable[[], float]) -> None:
        self._size, self._offset, self._rows = size, offset, rows
        self._now, self._began = now, now()

    def rows_per_second(self, rows: int) -> float:
        return (rows - self._rows) / max(self._now() - self._began, 0.001)

    def remaining(self, offset: int) -> timedelta:
        moved = max(offset - self._offset, 1)
        seconds = (self._now() - self._began) * (self._size - offset) / moved
        return timedelta(seconds=round(seconds))

    def percent(self, offset: int) -> int:
        return 100 * offset // max(self._size, 1)


class Lines(Watch):
    """For logs and pipes. `now`: seconds of a clock that never goes back."""

    def __init__(self, console: Console, now: Callable[[], float] = time.monotonic) -> None:
        self._console, self._now = console, now
        self._last = 0.0

    def begin(self, source: SourceFile, kind: FileKind, offset: int, row_counts: RowCounts) -> None:
        self._name = source.label
        self._pace = _Pace(source.size, offset, row_counts.rows, self._now)
        self._last = self._now()
        self.note(f"{source.label}: importing {kind.value}{_where(row_counts)}")

    def moved(self, offset: int, row_counts: RowCounts) -> None:
        if self._now() - self._last < _SECONDS_BETWEEN_LINES:
            return
        self._last = self._now()
        self.note(
            f"{self._name}: {self._pace.percent(offset)} %, "
            f"{self._pace.rows_per_second(row_counts.rows):,.0f} rows/s, "
            f"{self._pace.remaining(offset)} left; {counts(row_counts)}"
        )

    def waiting(self, service: str, seconds: float) -> None:
        self.note(f"{service} does not answer; asking again in {seconds:.1f} s")

    def note(self, words: str) -> None:
        self._console.print(words, markup=False, highlight=False, soft_wrap=True)


class Bar(Watch):
    def __init__(self, console: Console) -> None:
        self._console = console

    def begin(self, source: SourceFile, kind: FileKind, offset: int, row_counts: RowCounts) -> None:
        self._pace = _Pace(source.size, offset, row_counts.rows, time.monotonic)
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[said]}", markup=False),
            console=self._console,
        )
        self._progress.start()
        if row_counts.rows:
            self.note(f"{source.label}{_where(row_counts)}")
        self._task: TaskID = self._progress.add_task(
            source.label, total=source.size, completed=offset, said=counts(row_counts)
        )

    def moved(self, offset: int, row_counts: RowCounts) -> None:
        speed = f"{self._pace.rows_per_second(row_counts.rows):,.0f} rows/s"
        self._progress.update(self._task, completed=offset, said=f"{speed}; {counts(row_counts)}")

    def waiting(self, service: str, seconds: float) -> None:
        self._progress.update(self._task, said=f"{service} does not answer; asking again")

    def note(self, words: str) -> None:
        self._console.print(words, markup=False, highlight=False)

    def end(self) -> None:
        self._progress.stop()


def counts(rows: RowCounts) -> str:
    said = f"{rows.created:,} new, {rows.unchanged:,} unchanged, {rows.refused:,} refused"
    return said + (f", {rows.repeated:,} repeated" if rows.repeated else "")


def _where(row_counts: RowCounts) -> str:
    return f", going on after {row_counts.rows:,} rows" if row_counts.rows else ""


def summary(name: str, row_counts: RowCounts, seconds: float) -> str:
    """One file's end, in words."""
    words = f"{name}: {row_counts.rows:,} rows in {seconds:.1f} s: {counts(row_counts)}."
    if row_counts.new_contacts:
        words += f" New contacts: {row_counts.new_contacts:,}."
    if row_counts.without_contacts:
        words += f" Taken over without some of their contacts: {row_counts.without_contacts:,}."
    return words
