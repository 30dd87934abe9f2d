"""Turns records into rows for the services, or into words about what is wrong with them."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from infra.kernel.batches import batched
from infra.kernel.values import BadValue
from services.importing.records import RawRecord
from services.importing.seen import KeyedLine, SeenRows
from services.importing.source import FilePosition
from services.importing.tables import Column, Row, Table
from services.importing.values import suggestion

_MEMBER = "member_id"
_LONGEST_SHOWN = 40
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PERSONAL = re.compile(
    r"@|\d[\d ()-]{5,}\d|(\d+\.){3}\d|[0-9a-f]*:[0-9a-f]*:[0-9a-f]*:|[A-Za-z] [A-Za-z]|[^\x20-\x7e]"
)


class RefusedRow(msgspec.Struct, frozen=True, kw_only=True):
    """One fault of one line. `value` is empty where it could be personal data."""

    line: int
    field: str
    reason: str
    value: str = ""


class RowBatch(msgspec.Struct, frozen=True, kw_only=True):
    """What one call carries, and the place behind it. `refused`: faults found here; `left_out`:
    faults that cost only their cell, of lines among `rows`; `repeated`: lines that say again what
    an earlier line said."""

    rows: tuple[Row, ...]
    refused: tuple[RefusedRow, ...]
    left_out: tuple[RefusedRow, ...]
    repeated: int
    after: FilePosition


def batches(
    records: Iterable[RawRecord], table: Table, seen: SeenRows, size: int
) -> Iterator[RowBatch]:
    """The records in batches of `size` lines at most, so that a batch of refused ones is bounded,
    too."""
    for some in _cut(records, size, table):
        rows: list[Row] = []
        refused: list[RefusedRow] = []
        left_out: list[RefusedRow] = []
        for row, faults in _unless_seen([_checked(one, table) for one in some], table, seen):
            if row is None:
                refused += faults
            else:
                rows.append(row)
                left_out += faults
        seen.keep()
        yield RowBatch(
            rows=tuple(rows),
            refused=tuple(refused),
            left_out=tuple(left_out),
            repeated=len(some) - len(rows) - len({one.line for one in refused}),
            after=some[-1].after,
        )


def _cut(records: Iterable[RawRecord], size: int, table: Table) -> Iterator[Sequence[RawRecord]]:
    """Where one member's rows end and the next one's begin, so that batches seldom have to wait for
    each other."""
    if table.key == _MEMBER:
        yield from batched(records, size)
        return
    held: list[RawRecord] = []
    for record in records:
        held.append(record)
        if len(held) == size:
            end = _where_the_last_begins(held) or size
            yield held[:end]
            held = held[end:]
    if held:
        yield held


def _where_the_last_begins(records: Sequence[RawRecord]) -> int:
    """0 where all are about one member."""
    last = records[-1].cells.get(_MEMBER)
    for place in range(len(records), 0, -1):
        if records[place - 1].cells.get(_MEMBER) != last:
            return place
    return 0


class _Checked(NamedTuple):
    """The row, with what it has to do without; or none, with all that is wrong with it."""

    record: RawRecord
    row: Row | None
    faults: list[RefusedRow]


def _checked(record: RawRecord, table: Table) -> _Checked:
    if record.fault:
        wrong = RefusedRow(line=record.line, field=record.field, reason=record.fault)
        return _Checked(record, None, [wrong])
    fields, faults = _fields(record, table)
    if any(fault.field not in table.dispensable for fault in faults):
        return _Checked(record, None, faults)
    try:
        row = table.build(record.line, fields)
    except BadValue as error:
        wrong = RefusedRow(line=record.line, field="period_end", reason=str(error))
        return _Checked(record, None, [*faults, wrong])
    return _Checked(record, row, faults)


def _fields(record: RawRecord, table: Table) -> tuple[dict[str, Any], list[RefusedRow]]:
    fields: dict[str, Any] = {}
    faults = _unknown(record, table)
    for column in table.columns:
        cell = record.cells.get(column.name, "")
        try:
            fields[column.target] = column.parse(cell) if cell else column.empty()
        except BadValue as error:
            fields[column.target] = None
            faults.append(
                RefusedRow(
                    line=record.line,
                    field=column.name,
                    reason=str(error),
                    value=_shown(column, cell),
                )
            )
    return fields, faults


def _unknown(record: RawRecord, table: Table) -> list[RefusedRow]:
    """Only JSONL can name other fields than the header did."""
    unknown = record.cells.keys() - table.known
    return [
        RefusedRow(
            line=record.line,
            field=_harmless(name),
            reason=f"is not a field of {table.kind.value}{suggestion(name.lower(), table.names)}",
        )
        for name in record.cells
        if name in unknown
    ]


def _unless_seen(
    some: Sequence[_Checked], table: Table, seen: SeenRows
) -> Iterator[tuple[Row | None, list[RefusedRow]]]:
    """Rows and faults; neither for a line that was there before."""
    earlier = seen.earlier(_keyed(one.record, table) for one in some if one.row is not None)
    for record, row, faults in some:
        before = next(earlier) if row is not None else None
        if before is None:
            yield row, faults
        elif before.same:
            yield None, []
        else:
            reason = f"is also in line {before.line}, with other content; that line was taken"
            yield None, [*faults, RefusedRow(line=record.line, field=table.key, reason=reason)]


def _keyed(record: RawRecord, table: Table) -> KeyedLine:
    content = msgspec.json.encode(record.cells, order="sorted")
    return KeyedLine(record.line, record.cells[table.key], _digest(content))


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()


def _shown(column: Column, cell: str) -> str:
    return _harmless(cell) if column.shown else ""


def _harmless(cell: str) -> str:
    """The cell, unless it looks like a phone number, an address or a name: a row whose cells
    have moved by one column would otherwise put them into the report."""
    personal = len(cell) > _LONGEST_SHOWN or _PERSONAL.search(_DATE.sub("", cell))
    return "" if personal else cell
