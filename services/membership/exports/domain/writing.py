"""Records of a table as JSON, CSV and pages, part by part: no more of a table is ever held than the
records that are being written.
"""

import csv
import io
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any, Final

import msgspec

from infra.kernel.text import LocalText
from services.membership.exports.domain import words
from services.membership.exports.domain.cells import PageReader, harmless, plain
from services.membership.exports.domain.columns import ExportTable, TableColumn
from services.shared.packing.pages import LANGUAGES, POLICY, STYLE, tag_of

_BOM: Final = "\ufeff"
"""By which spreadsheets know UTF-8."""


class Form(ABC):
    """One of the files of a table. `name`: in the export."""

    def __init__(self, table: ExportTable, name: str) -> None:
        self.table = table
        self.name = name

    @abstractmethod
    def head(self) -> str: ...

    @abstractmethod
    def rows(self, records: Sequence[Any], *, first: bool) -> str:
        """`first`: none were written before."""

    @abstractmethod
    def foot(self, *, empty: bool) -> str:
        """`empty`: no records were written."""


class Json(Form):
    """An array of the records as the services give them."""

    def __init__(self, table: ExportTable) -> None:
        super().__init__(table, f"data/{table.name}.json")

    def head(self) -> str:
        return "["

    def rows(self, records: Sequence[Any], *, first: bool) -> str:
        written = (msgspec.json.encode(one, order="sorted").decode() for one in records)
        return ("\n" if first else ",\n") + ",\n".join(written)

    def foot(self, *, empty: bool) -> str:
        return "\n]\n"


class Csv(Form):
    """RFC 4180. Times in UTC as RFC 3339, amounts in minor units."""

    def __init__(self, table: ExportTable) -> None:
        super().__init__(table, f"csv/{table.name}.csv")

    def head(self) -> str:
        keys = (
            [f"{one.key}_{language}" for language in LANGUAGES] if one.both else [one.key]
            for one in self.table.columns
        )
        return _BOM + _lines([[key for some in keys for key in some]])

    def rows(self, records: Sequence[Any], *, first: bool) -> str:
        return _lines([self._cells(one) for one in records])

    def foot(self, *, empty: bool) -> str:
        return ""

    def _cells(self, record: Any) -> list[str]:
        return [cell for column in self.table.columns for cell in _cells_of(column, record)]


class TablePage(Form):
    """To be read, in one language."""

    def __init__(self, table: ExportTable, language: str, zone: str, currency: str) -> None:
        super().__init__(table, f"{language}/{table.name}.html")
        self._language = language
        self._reader = PageReader(language, zone, currency)

    def head(self) -> str:
        names = "".join(f"<th>{self._in(one.name)}</th>" for one in self.table.columns)
        kind = ' class="key"' if self.table.single else ""
        top = "" if self.table.single else f"<tr>{names}</tr>\n"
        back = f'<p class="small"><a href="../{first_page(self._language)}">'
        return (
            page_head(self._in(self.table.title), self._language)
            + f"{back}{self._in(words.BACK)}</a></p>\n<table{kind}>\n{top}"
        )

    def rows(self, records: Sequence[Any], *, first: bool) -> str:
        write = self._downwards if self.table.single else self._across
        return "".join(write(one) for one in records)

    def foot(self, *, empty: bool) -> str:
        none = f"<tr><td>{self._in(words.NONE)}</td></tr>\n" if empty else ""
        return f"{none}</table>\n{page_foot()}"

    def _across(self, record: Any) -> str:
        cells = "".join(f"<td>{self._cell(one, record)}</td>" for one in self.table.columns)
        return f"<tr>{cells}</tr>\n"

    def _downwards(self, record: Any) -> str:
        return "".join(
            f"<tr><th>{self._in(one.name)}</th><td>{self._cell(one, record)}</td></tr>\n"
            for one in self.table.columns
        )

    def _cell(self, column: TableColumn, record: Any) -> str:
        said = escape(self._reader.told(column.of(record)))
        return f'<div class="words">{said}</div>' if column.both else said

    def _in(self, text: LocalText) -> str:
        return escape(text.in_language(self._language))


def forms_of(table: ExportTable, zone: str, currency: str) -> list[Form]:
    pages = [TablePage(table, language, zone, currency) for language in LANGUAGES]
    return [Json(table), Csv(table), *pages]


def first_page(language: str) -> str:
    return f"index.{language}.html"


def page_head(title: str, language: str) -> str:
    """`title`: escaped."""
    return (
        f'<!doctype html>\n<html lang="{tag_of(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f"<title>{title}</title>\n<style>\n{STYLE}\n</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    )


def page_foot() -> str:
    return "</body>\n</html>\n"


def _lines(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _cells_of(column: TableColumn, record: Any) -> Iterator[str]:
    value = column.of(record)
    if column.both:
        texts = (value.in_language(one) if value else "" for one in LANGUAGES)
        yield from (harmless(text) for text in texts)
    else:
        yield plain(value)
