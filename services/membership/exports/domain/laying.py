"""Lays what was gathered into the files of an export, as pieces of them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from services.membership.exports.domain import words
from services.membership.exports.domain.columns import ExportTable
from services.membership.exports.domain.export import Export, FileSoFar
from services.membership.exports.domain.gathered import FoundPage
from services.membership.exports.domain.tables import TABLES
from services.membership.exports.domain.writing import (
    Form,
    first_page,
    forms_of,
    page_foot,
    page_head,
)
from services.shared.packing.manifest import (
    HISTORY,
    PROGRAMS,
    ListedFile,
    ListedHistory,
    manifest,
)
from services.shared.packing.pages import LANGUAGES, local_in, when_in

LARGEST_PIECE: Final = 255 * 1024
"""Bytes."""
_BY_NAME: Final[Mapping[str, ExportTable]] = {table.name: table for table in TABLES}


class ExportPiece(NamedTuple):
    name: str
    place: int
    data: bytes


class LaidStep(NamedTuple):
    """`export`: with its files as they are then."""

    export: Export
    pieces: list[ExportPiece]


def lay(export: Export, gathered: FoundPage, currency: str) -> LaidStep:
    """A step further: to the next page, or to the next step."""
    files, zone = _Files(export), export.zone
    for name, records in gathered.records.items():
        if records:
            for form in forms_of(_BY_NAME[name], zone, currency):
                files.add_rows(form, records)
    for name, content in gathered.raw.items():
        files.add(name, content)
    files.refer(gathered.evidence)
    over = not gathered.cursor
    after = replace(
        export,
        step=export.step + 1 if over else export.step,
        cursor=gathered.cursor,
        done=0.0 if over else gathered.done,
        files=files.all(),
        history=gathered.history or export.history,
    )
    return LaidStep(after, files.pieces)


def close(export: Export, currency: str, made_at: datetime) -> LaidStep:
    """Ends every table, empty ones too, and adds the first pages and the programs that verify."""
    files = _Files(export)
    counts = {table.name: files.rows_of(f"data/{table.name}.json") for table in TABLES}
    for table in TABLES:
        for form in forms_of(table, export.zone, currency):
            files.end(form)
    for language in LANGUAGES:
        files.add(first_page(language), _index(export, counts, language, made_at).encode())
    for name, content in PROGRAMS.items():
        files.add(name, content)
    return LaidStep(replace(export, step=export.step + 1, files=files.all()), files.pieces)


def manifest_of(export: Export, made_at: datetime) -> bytes:
    about = {
        "format": "reinstate-export/1",
        "export": export.id,
        "member": export.member_id,
        "made_at": made_at,
    }
    history = ListedHistory(
        name=HISTORY,
        aggregate=export.member_id,
        events=export.history.events,
        head=export.history.head,
    )
    named = (ListedFile(name=one.name, size=one.size, sha256=one.sha256) for one in export.files)
    return manifest(about, named, [history] if history.events else [], [])


def in_pieces(name: str, content: bytes, first: int = 0) -> list[ExportPiece]:
    """`first`: the place of the first one."""
    starts = range(0, len(content), LARGEST_PIECE)
    return [
        ExportPiece(name, place, content[start : start + LARGEST_PIECE])
        for place, start in enumerate(starts, start=first)
    ]


class _Files:
    def __init__(self, export: Export) -> None:
        self._files = {one.name: one for one in export.files}
        self.pieces: list[ExportPiece] = []

    def all(self) -> tuple[FileSoFar, ...]:
        return tuple(self._files.values())

    def rows_of(self, name: str) -> int:
        return self._file(name).rows

    def add_rows(self, form: Form, records: Sequence[Any]) -> None:
        file = self._file(form.name)
        head = "" if file.pieces else form.head()
        self.add(form.name, (head + form.rows(records, first=not file.rows)).encode())
        self._put(replace(self._file(form.name), rows=file.rows + len(records)))

    def end(self, form: Form) -> None:
        file = self._file(form.name)
        head = "" if file.pieces else form.head()
        self.add(form.name, (head + form.foot(empty=not file.rows)).encode())

    def add(self, name: str, content: bytes) -> None:
        file = self._file(name)
        pieces = in_pieces(name, content, file.pieces)
        self.pieces += pieces
        self._put(replace(file, pieces=file.pieces + len(pieces)))

    def refer(self, evidence: Iterable[FileSoFar]) -> None:
        for one in evidence:
            self._put(one)

    def _file(self, name: str) -> FileSoFar:
        return self._files.get(name, FileSoFar(name=name))

    def _put(self, file: FileSoFar) -> None:
        self._files[file.name] = file


def _index(export: Export, counts: Mapping[str, int], language: str, made_at: datetime) -> str:
    local = local_in(language)
    when = when_in(export.zone, language)(made_at)
    title = escape(local(words.TITLE))
    made = local(words.MADE).format(at=when)
    times = local(words.TIMES).format(zone=export.zone)
    lines = "".join(_line(table, counts[table.name], language) for table in TABLES)
    return (
        page_head(f"{title} · {escape(export.member_id)}", language)
        + f'<p class="small">{escape(local(words.ABOUT))} {escape(made)} {escape(times)}</p>\n'
        + f"<table>\n{lines}</table>\n<p>{escape(local(words.VERIFY))}</p>\n"
        + page_foot()
    )


def _line(table: ExportTable, count: int, language: str) -> str:
    title = escape(local_in(language)(table.title))
    page, data, rows = (f"{language}/{table.name}.html", f"data/{table.name}.json",
                        f"csv/{table.name}.csv")  # fmt: skip
    return (
        f'<tr><td><a href="{page}">{title}</a></td><td>{count}</td>'
        f'<td><a href="{data}">JSON</a></td><td><a href="{rows}">CSV</a></td></tr>\n'
    )
