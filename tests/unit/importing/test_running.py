"""Sending: nothing lost, nothing twice, whatever stops on the way; memory that does not grow."""

import asyncio
import csv
import multiprocessing
import tracemalloc
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from infra.kernel.errors import InvalidInput, Unavailable
from services.importing.checkpoint import Checkpoint
from services.importing.problems import ImportStopped
from services.importing.row_counts import RowCounts
from services.importing.source import SourceFile
from services.importing.tables import FileKind
from services.importing.watch import Watch
from services.membership.contract.import_rows import (
    ImportBatch,
)
from tests.unit.importing.fakes import FakeClients
from tests.unit.importing.working import (
    ORDER_HEADER,
    checked,
    import_file,
    order,
    orders,
    write,
)


class Stop(BaseException):
    """The process is gone."""


class Listening(Watch):
    def __init__(self) -> None:
        self.began_at: list[RowCounts] = []
        self.waits: list[float] = []
        self.notes: list[str] = []

    def begin(self, source: SourceFile, kind: FileKind, offset: int, row_counts: RowCounts) -> None:
        self.began_at.append(row_counts)

    def waiting(self, service: str, seconds: float) -> None:
        self.waits.append(seconds)

    def note(self, words: str) -> None:
        self.notes.append(words)


def with_member(*, before: Any = lambda _: None) -> FakeClients:
    clients = FakeClients()
    clients.membership.before = before
    clients.membership.kept["members"]["m1"] = "is there"
    return clients


def stopping_at(call: int, clients: FakeClients, error: BaseException) -> None:
    def before(_: ImportBatch) -> None:
        if clients.membership.calls == call:
            raise error

    clients.membership.before = before


async def test_a_second_start_goes_on_where_the_first_was_killed(tmp_path: Path) -> None:
    lines = [ORDER_HEADER, *orders(35), order(36, full="bad"), order(1), *orders(60, first=37)]
    file = write(tmp_path / "orders.csv", lines)
    clients = with_member()
    stopping_at(7, clients, Stop())
    with pytest.raises(Stop):
        await import_file(file, clients)

    clients.membership.before = lambda _: None
    watch = Listening()
    row_counts = await import_file(file, clients, watch=watch)
    assert watch.began_at[0].rows == 50  # six batches were acknowledged; the last is sent again
    assert len(clients.membership.kept["orders"]) == 95
    assert (row_counts.rows, row_counts.refused, row_counts.repeated) == (97, 1, 1)
    assert (row_counts.created, row_counts.unchanged) == (85, 10)
    assert reported_lines(file) == [37]


async def test_the_report_is_the_same_after_a_kill(tmp_path: Path) -> None:
    lines = [
        ORDER_HEADER,
        *(order(n, full="bad" if n % 7 == 0 else "10.00") for n in range(1, 101)),
    ]
    file = write(tmp_path / "orders.csv", lines)
    for call in (2, 5, 5, 9):
        clients = with_member()
        stopping_at(call, clients, Stop())
        with pytest.raises(Stop):
            await import_file(file, clients)
    await import_file(file, with_member())
    assert reported_lines(file) == list(range(8, 102, 7))


def reported_lines(file: Path) -> list[int]:
    with checked(file) as (source, table):
        part = Checkpoint(file.parent / "var", source, table.kind, "").report
    with part.open(newline="") as stream:
        return [int(row[1]) for row in csv.reader(stream)]


async def test_a_checkpoint_of_another_database_is_not_believed(tmp_path: Path) -> None:
    file = write(tmp_path / "orders.csv", [ORDER_HEADER, *orders(50)])
    first = with_member()
    stopping_at(4, first, Stop())
    with pytest.raises(Stop):
        await import_file(file, first)

    emptied, watch = with_member(), Listening()
    row_counts = await import_file(file, emptied, watch=watch)
    assert len(emptied.membership.kept["orders"]) == 50
    assert row_counts.rows == 50
    assert "another database" in watch.notes[0]


async def test_from_start_passes_nothing_over(tmp_path: Path) -> None:
    file = write(tmp_path / "orders.csv", [ORDER_HEADER, *orders(30)])
    clients = with_member()
    stopping_at(3, clients, Stop())
    with pytest.raises(Stop):
        await import_file(file, clients)
    clients.membership.before = lambda _: None
    row_counts = await import_file(file, clients, from_start=True)
    assert (row_counts.created, row_counts.unchanged) == (10, 20)


async def test_a_service_that_comes_back_is_asked_again_with_growing_pauses(tmp_path: Path) -> None:
    refusals = iter([Unavailable("away")] * 5)

    def before(_: ImportBatch) -> None:
        for error in refusals:
            raise error

    clients, watch = with_member(before=before), Listening()
    row_counts = await import_file(
        write(tmp_path / "orders.csv", [ORDER_HEADER, *orders(3)]), clients, watch=watch
    )
    assert row_counts.created == 3
    assert len(watch.waits) == 5
    assert watch.waits[-1] > watch.waits[0]


async def test_a_service_that_stays_away_stops_the_import(tmp_path: Path) -> None:
    def before(_: ImportBatch) -> None:
        raise Unavailable("away")

    watch = Listening()
    with pytest.raises(ImportStopped, match="membership could not take a batch"):
        await import_file(
            write(tmp_path / "orders.csv", [ORDER_HEADER, *orders(3)]),
            with_member(before=before),
            watch=watch,
        )
    assert 100 < sum(watch.waits) < 140


async def test_a_refused_batch_is_not_sent_again(tmp_path: Path) -> None:
    clients = with_member()
    stopping_at(1, clients, InvalidInput("no"))
    with pytest.raises(ImportStopped, match="refused a batch: no"):
        await import_file(write(tmp_path / "orders.csv", [ORDER_HEADER, *orders(3)]), clients)
    assert clients.membership.calls == 1


async def test_the_same_file_is_not_imported_twice_at_once(tmp_path: Path) -> None:
    file = write(tmp_path / "orders.csv", [ORDER_HEADER, *orders(3)])

    class Waiting(Watch):
        async def second(self, seconds: float) -> None:
            with pytest.raises(ImportStopped, match="by another process"):
                await import_file(file, clients)
            clients.membership.before = lambda _: None

    def before(_: ImportBatch) -> None:
        raise Unavailable("away")

    clients = with_member(before=before)
    row_counts = await import_file(file, clients, sleep=Waiting().second)
    assert row_counts.created == 3


@pytest.mark.parametrize(("kind", "most"), [(FileKind.MEMBERS, 2), (FileKind.ORDERS, 1)])
async def test_only_members_are_sent_side_by_side(
    kind: FileKind, most: int, tmp_path: Path
) -> None:
    """Rows about one member are applied in the order of the file."""
    clients = Slow()
    file = _file_of(kind, tmp_path)
    await import_file(file, clients, batch=5)
    assert clients.membership.most_at_once == most


class Slow(FakeClients):
    def __init__(self) -> None:
        super().__init__()
        self.membership = _SlowMembership(self.membership)  # type: ignore[assignment]  # wraps it
        self.membership.kept["members"]["m1"] = "is there"


class _SlowMembership:
    def __init__(self, inner: Any) -> None:
        self._inner, self.kept = inner, inner.kept
        self._now = self.most_at_once = 0

    async def import_batch(self, batch: ImportBatch) -> Any:
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        for _ in range(500):  # long enough for the next batch to be read in its thread
            await asyncio.sleep(0.0001)
            if self._now > 1:
                break
        self._now -= 1
        return await self._inner.import_batch(batch)


def _file_of(kind: FileKind, folder: Path) -> Path:
    if kind is FileKind.ORDERS:
        return write(folder / "orders.csv", [ORDER_HEADER, *orders(20)])
    header = "member_id,name,phone,email,plan,status,period_start,period_end,auto_renew,balance"
    times = "2026-11-01T08:00:00Z,2026-12-01T08:00:00Z"
    rows = [f"m{n},A,,,gold,ACTIVE,{times},true,1" for n in range(20)]
    return write(folder / "members.csv", [header, *rows])


class _Forgetful:
    """Keeps nothing, so that only the import's own memory is measured."""

    async def import_batch(self, batch: ImportBatch) -> Any:
        from services.membership.contract.import_views import ImportResult

        return ImportResult(created=len(batch.orders), unchanged=0, refused=())


@pytest.mark.parametrize("bad_every", [10**9, 3])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, bad_every: int) -> None:
    """In a process of its own: other tests' leftovers would be measured, too."""
    alone = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=alone) as pool:
        small, large = pool.submit(_peaks, tmp_path, bad_every).result()
    assert large - small < 300_000


def _peaks(folder: Path, bad_every: int) -> tuple[int, int]:
    async def peak(count: int) -> int:
        lines = (
            order(n, full="bad" if n % bad_every == 0 else "10.00") for n in range(1, count + 1)
        )
        file = _streamed(folder / f"{count}.csv", lines)
        clients = FakeClients(membership=_Forgetful())  # type: ignore[arg-type]  # one call of it
        tracemalloc.start()
        try:
            await import_file(file, clients, batch=100)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    async def both() -> tuple[int, int]:
        await peak(100)  # what is loaded once
        return await peak(500), await peak(4_000)

    return asyncio.run(both())


def _streamed(file: Path, lines: Any) -> Path:
    with file.open("w") as stream:
        stream.write(ORDER_HEADER + "\n")
        stream.writelines(line + "\n" for line in lines)
    return file
