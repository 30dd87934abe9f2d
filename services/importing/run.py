"""Imports one file: goes on where an earlier start was stopped, and remembers where it is."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import msgspec

from services.importing.checkpoint import Checkpoint, CheckpointState
from services.importing.deliver import BatchSender, Clients, SentBatch, Sleep
from services.importing.pipe import delivered
from services.importing.records import records
from services.importing.report import ReportPart
from services.importing.row_counts import RowCounts
from services.importing.rows import batches
from services.importing.seen import SeenRows
from services.importing.source import SourceFile
from services.importing.tables import Table
from services.importing.watch import Watch

_IN_FLIGHT = 3
"""Batches: one is written, one decided, and one on its way through the services behind."""

MOST_ROWS = 1_000
"""What the membership service takes in one call."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """`folder`: where checkpoints lie; `destination`: which system they speak of; `hold`: whoever
    is taken over is told nothing until going live; `patience_seconds`: how long a service may stay
    away before the import stops; `at`: told each step, as `importing.KIND.BATCH`, when so many are
    through and the last one is not yet noted."""

    folder: Path
    destination: str = ""
    batch: int = MOST_ROWS
    from_start: bool = False
    hold: bool = False
    patience_seconds: float = 120
    at: Callable[[str], None] = lambda _step: None


class _OtherDatabase(Exception):
    """What the checkpoint calls done is not there."""


async def run_import(
    source: SourceFile,
    table: Table,
    clients: Clients,
    options: Options,
    *,
    watch: Watch,
    sleep: Sleep = asyncio.sleep,
) -> RowCounts:
    """Sends every row of the file and gives the count of all, also of an earlier start.

    Raises:
        ImportStopped: a service stayed away; the checkpoint is kept.
    """
    checkpoint = Checkpoint(options.folder, source, table.kind, options.destination)
    beginning = CheckpointState(place=source.start)
    found = None if options.from_start else checkpoint.load()
    with SeenRows(checkpoint.seen) as seen:
        run = _Run(
            source=source,
            table=table,
            deliver=BatchSender(
                clients, table.kind, watch, options.patience_seconds, sleep, hold=options.hold
            ),
            batch=options.batch,
            watch=watch,
            checkpoint=checkpoint,
            seen=seen,
            at=options.at,
        )
        try:
            row_counts = await run.from_state(found or beginning)
        except _OtherDatabase:
            watch.note("The checkpoint speaks of another database: starting at the beginning.")
            row_counts = await run.from_state(beginning)
    checkpoint.clear()
    return row_counts


@dataclass(frozen=True, kw_only=True)
class _Run:
    source: SourceFile
    table: Table
    deliver: BatchSender
    batch: int
    watch: Watch
    checkpoint: Checkpoint
    seen: SeenRows
    at: Callable[[str], None]

    async def from_state(self, state: CheckpointState) -> RowCounts:
        resumed = state.place != self.source.start
        if not resumed:
            self.seen.forget()
        report = ReportPart(self.checkpoint.report, self.source.name, state.report_size)
        self.watch.begin(self.source, self.table.kind, state.place.offset, state.row_counts)
        through = 0
        try:
            async with aclosing(self._results(state)) as results:
                async for done in results:
                    if resumed and done.row_counts.created:
                        raise _OtherDatabase
                    resumed = False
                    through += 1
                    self.at(f"importing.{self.table.kind}.{through}")
                    report.add(done.refused)
                    self.checkpoint.save(state)
                    state = _following(state, done, report.size)
                    self.watch.moved(state.place.offset, state.row_counts)
        finally:
            report.close()
            self.watch.end()
        return state.row_counts

    def _results(self, state: CheckpointState) -> AsyncGenerator[SentBatch, None]:
        read = records(self.source, state.place, self.table.free_text)
        sent = batches(read, self.table, self.seen, self.batch)
        return delivered(sent, self.deliver, _IN_FLIGHT)


def _following(state: CheckpointState, done: SentBatch, report_size: int) -> CheckpointState:
    return CheckpointState(
        place=done.batch.after,
        report_size=report_size,
        row_counts=state.row_counts + done.row_counts,
    )
