"""Imports one file: goes on where an earlier start was stopped, and remembers where it is."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import msgspec

from services.importing.checkpoint import Checkpoint, State
from services.importing.deliver import Clients, Delivered, Delivery, Sleep
from services.importing.pipe import delivered
from services.importing.records import records
from services.importing.report import ReportPart
from services.importing.rows import batches
from services.importing.seen import Seen
from services.importing.source import Source
from services.importing.tables import Table
from services.importing.tally import Tally
from services.importing.watch import Watch

MOST_ROWS = 1_000
"""What the membership service takes in one call."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """`folder`: where checkpoints lie; `destination`: which system they speak of;
    `patience_seconds`: how long a service may stay away before the import stops; `at`: told each
    step, as `importing.KIND.ROW`, when the rows up to there are through and not yet noted."""

    folder: Path
    destination: str = ""
    batch: int = 500
    from_start: bool = False
    patience_seconds: float = 120
    at: Callable[[str], None] = lambda _step: None


class _OtherDatabase(Exception):
    """What the checkpoint calls done is not there."""


async def run_import(
    source: Source,
    table: Table,
    clients: Clients,
    options: Options,
    *,
    watch: Watch,
    sleep: Sleep = asyncio.sleep,
) -> Tally:
    """Sends every row of the file and gives the count of all, also of an earlier start.

    Raises:
        ImportStopped: a service stayed away; the checkpoint is kept.
    """
    checkpoint = Checkpoint(options.folder, source, table.kind, options.destination)
    beginning = State(place=source.start)
    found = None if options.from_start else checkpoint.load()
    with Seen(checkpoint.seen) as seen:
        run = _Run(
            source=source,
            table=table,
            deliver=Delivery(clients, table.kind, watch, options.patience_seconds, sleep),
            batch=options.batch,
            watch=watch,
            checkpoint=checkpoint,
            seen=seen,
            at=options.at,
        )
        try:
            tally = await run.from_state(found or beginning)
        except _OtherDatabase:
            watch.note("The checkpoint speaks of another database: starting at the beginning.")
            tally = await run.from_state(beginning)
    checkpoint.clear()
    return tally


@dataclass(frozen=True, kw_only=True)
class _Run:
    source: Source
    table: Table
    deliver: Delivery
    batch: int
    watch: Watch
    checkpoint: Checkpoint
    seen: Seen
    at: Callable[[str], None]

    async def from_state(self, state: State) -> Tally:
        resumed = state.place != self.source.start
        if not resumed:
            self.seen.forget()
        report = ReportPart(self.checkpoint.report, self.source.name, state.report_size)
        self.watch.begin(self.source, self.table.kind, state.place.offset, state.tally)
        try:
            async with aclosing(self._results(state)) as results:
                async for done in results:
                    if resumed and done.tally.created:
                        raise _OtherDatabase
                    resumed = False
                    self.at(f"importing.{self.table.kind}.{state.tally.rows + done.tally.rows}")
                    report.add(done.refused)
                    self.checkpoint.save(state)
                    state = _following(state, done, report.size)
                    self.watch.moved(state.place.offset, state.tally)
        finally:
            report.close()
            self.watch.end()
        return state.tally

    def _results(self, state: State) -> AsyncGenerator[Delivered, None]:
        read = records(self.source, state.place, self.table.free_text)
        sent = batches(read, self.table, self.seen, self.batch)
        return delivered(sent, self.deliver, self.table.in_flight)


def _following(state: State, done: Delivered, report_size: int) -> State:
    return State(place=done.batch.after, report_size=report_size, tally=state.tally + done.tally)
