"""Cuts a source into records, one at a time, each with its line and the place after it.

A record that cannot be read costs only its first line: reading goes on at the next one, so that
a stray quote cannot swallow the rows behind it.
"""

import csv
import json
from collections.abc import Iterator
from typing import IO

import msgspec

from services.importing.source import LONGEST_LINE, FilePosition, SourceFile
from services.importing.values import LONGEST_TEXT

_UNCLOSED = "opens a quote that is not closed"


class RawRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`cells` by column name, as text; `fault`: why there are none. `after`: the next record."""

    line: int
    after: FilePosition
    cells: dict[str, str] = {}
    fault: str = ""
    field: str = ""


class _Lines:
    """The lines of a stream as text; knows where it stands."""

    def __init__(self, stream: IO[bytes], start: FilePosition) -> None:
        self._stream = stream
        self.go_to(start)

    def go_to(self, place: FilePosition) -> None:
        self._stream.seek(place.offset)
        self.place, self._ended = place, True

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        raw = self._stream.readline(LONGEST_LINE)
        if not raw:
            raise StopIteration
        self._ended = raw.endswith(b"\n")
        self.place = FilePosition(self.place.offset + len(raw), self.place.line + self._ended)
        return raw.decode(errors="replace")

    def go_behind_first_line_of(self, began: FilePosition) -> None:
        self.go_to(began)
        next(self)
        self.end_line()

    def end_line(self) -> None:
        """Passes what is left of a line that is longer than a line may be, in pieces."""
        while not self._ended and next(self, None) is not None:
            pass


def records(
    source: SourceFile, start: FilePosition, free_text: frozenset[str]
) -> Iterator[RawRecord]:
    """All records from `start` on. `free_text`: the columns that may hold line breaks."""
    lines = _Lines(source.stream, start)
    if source.delimiter is None:
        return _json_records(lines)
    return _csv_records(lines, source.header, source.delimiter, free_text)


def _csv_records(
    lines: _Lines, header: tuple[str, ...], delimiter: str, free_text: frozenset[str]
) -> Iterator[RawRecord]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        began, cells, fault = lines.place, [], ""
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fault = _csv_fault(str(error))
        if not fault and not any(cells):
            continue
        fault = fault or _miscounted(cells, header)
        if not fault and lines.place.line > began.line + 1:
            fault = _unclosed(cells, header, free_text)
        if fault:
            lines.end_line()
        if fault and lines.place.line > began.line + 1:
            lines.go_behind_first_line_of(began)
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
        named = {} if fault else dict(zip(header, (cell.strip() for cell in cells), strict=True))
        yield RawRecord(line=began.line, after=lines.place, cells=named, fault=fault)


def _miscounted(cells: list[str], header: tuple[str, ...]) -> str:
    if len(cells) != len(header):
        return f"has {len(cells)} columns, but the header has {len(header)}"
    return ""


def _unclosed(cells: list[str], header: tuple[str, ...], free_text: frozenset[str]) -> str:
    """Of a record that goes over several lines."""
    for name, cell in zip(header, cells, strict=True):
        if "\n" in cell and (name not in free_text or len(cell) > LONGEST_TEXT):
            return _UNCLOSED
    return ""


def _csv_fault(words: str) -> str:
    if "unexpected end" in words or "field larger" in words:
        return _UNCLOSED
    if "expected after" in words:
        return "has text behind a closing quote; a quote inside a cell is written twice"
    return "cannot be read as CSV"


def _json_records(lines: _Lines) -> Iterator[RawRecord]:
    while True:
        began = lines.place
        try:
            text = next(lines)
        except StopIteration:
            return
        lines.end_line()
        if not text.strip():
            continue
        try:
            yield RawRecord(line=began.line, after=lines.place, cells=_cells(text))
        except _NotARow as error:
            yield RawRecord(
                line=began.line, after=lines.place, fault=error.reason, field=error.field
            )  # fmt: skip


class _NotARow(Exception):
    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.reason, self.field = reason, field


def _cells(text: str) -> dict[str, str]:
    try:
        # Numbers stay as written: an amount must not pass through binary floating point.
        pairs = json.loads(text, parse_float=str, parse_int=str, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        raise _NotARow("is not valid JSON") from None
    if not isinstance(pairs, _Pairs):
        raise _NotARow("is not a JSON object")
    cells = {_whole("", key): _cell(key, value) for key, value in pairs}
    if len(cells) != len(pairs):
        raise _NotARow("names a field twice")
    return cells


class _Pairs(list[tuple[str, object]]):
    """A JSON object with its doubled keys, which a dict would hide."""


def _whole(key: str, text: str) -> str:
    r"""JSON can write half a character (\ud800), which nothing behind this could encode."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _NotARow("holds half a character", key) from None
    return text


def _cell(key: str, value: object) -> str:
    """The text that a CSV file would have."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = "|".join(value)
    if isinstance(value, str):
        return _whole(key, value).strip()
    raise _NotARow("must be a text, a number, true, false, or a list of texts", key)
