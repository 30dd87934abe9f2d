"""Short ways to write a file, read it as the import does, and import it."""

import gzip
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from services.importing.deliver import Sleep
from services.importing.header import table_of
from services.importing.records import records
from services.importing.row_counts import RowCounts
from services.importing.rows import RefusedRow, batches
from services.importing.run import Options, run_import
from services.importing.seen import SeenRows
from services.importing.source import SourceFile, opened
from services.importing.tables import FileKind, Row, Table, tables
from services.importing.watch import Watch
from tests.unit.importing.fakes import FakeClients

TABLES = tables("CNY", "Asia/Shanghai")
ORDER_HEADER = "order_id,member_id,at,full_price,paid_price"
AT = "2026-11-01T08:00:00+08:00"


def order(number: int | str, full: str = "10.00", paid: str = "9.00", at: str = AT) -> str:
    return f"o{number},m1,{at},{full},{paid}"


def orders(count: int, first: int = 1) -> list[str]:
    return [order(number) for number in range(first, first + count)]


def write(file: Path, lines: Iterable[str], *, encoding: str = "utf-8", end: str = "\n") -> Path:
    content = "".join(line + end for line in lines).encode(encoding)
    file.write_bytes(gzip.compress(content) if file.suffix == ".gz" else content)
    return file


@contextmanager
def checked(file: Path, kind: FileKind | None = None) -> Iterator[tuple[SourceFile, Table]]:
    with opened(str(file)) as source:
        yield source, table_of(source, TABLES, kind)


def read(file: Path, kind: FileKind | None = None) -> tuple[list[Row], list[RefusedRow], int]:
    """All rows, all faults, and how many lines said again what was said."""
    rows: list[Row] = []
    refused: list[RefusedRow] = []
    repeated = 0
    with checked(file, kind) as (source, table), SeenRows(file.with_suffix(".seen")) as seen:
        seen.forget()
        for batch in batches(records(source, source.start, table.free_text), table, seen, 100):
            rows += batch.rows
            refused += (*batch.refused, *batch.left_out)
            repeated += batch.repeated
    return rows, refused, repeated


async def no_sleep(seconds: float) -> None:
    """Backoff without waiting."""


async def import_file(
    file: Path,
    clients: FakeClients,
    *,
    batch: int = 10,
    watch: Watch | None = None,
    sleep: Sleep = no_sleep,
    from_start: bool = False,
) -> RowCounts:
    with checked(file) as (source, table):
        options = Options(folder=file.parent / "var", batch=batch, from_start=from_start)
        return await run_import(
            source, table, clients, options, watch=watch or Watch(), sleep=sleep
        )
