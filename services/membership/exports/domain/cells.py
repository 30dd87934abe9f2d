"""What stands in a cell: for a program, and for a person."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from functools import singledispatch
from typing import Any, Final

from infra.kernel.money import formatted
from infra.kernel.text import LocalText
from services.membership.exports.domain import words
from services.membership.exports.domain.columns import MinorUnits
from services.shared.packing.pages import when_in

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take a cell for a formula by (OWASP, CSV Injection)."""


def harmless(text: str) -> str:
    """As it is, but for what a spreadsheet would work out: an apostrophe stands before that."""
    return f"'{text}" if text.startswith(_FORMULA) else text


@singledispatch
def plain(value: Any) -> str:
    """For CSV: times in UTC as RFC 3339, amounts in minor units."""
    return harmless(str(value))


@plain.register(type(None))
def _(_value: None) -> str:
    return ""


@plain.register
def _(value: bool) -> str:
    return "true" if value else "false"


@plain.register
def _(value: int) -> str:
    return str(value)


@plain.register
def _(value: MinorUnits) -> str:
    return str(value.minor)


@plain.register
def _(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


@plain.register(tuple)
@plain.register(list)
def _(value: Any) -> str:
    return harmless("; ".join(plain(one) for one in value))


class PageReader:
    """Whoever reads a page. `language`: zh or en; `zone`: IANA name."""

    def __init__(self, language: str, zone: str, currency: str) -> None:
        self._language = language
        self._currency = currency
        self._when = when_in(zone, language)
        self._ways: tuple[tuple[type, Callable[[Any], str]], ...] = (
            (type(None), lambda _: ""),
            (bool, lambda value: self._in(words.YES if value else words.NO)),
            (datetime, self._when),
            (LocalText, self._in),
            (MinorUnits, lambda value: formatted(value.minor, self._currency)),
            (StrEnum, lambda value: self._in(words.said(value))),
            (tuple, lambda value: ", ".join(self.told(one) for one in value)),
        )

    def told(self, value: Any) -> str:
        """Not escaped yet."""
        ways = (tell for kind, tell in self._ways if isinstance(value, kind))
        return next(ways, str)(value)

    def _in(self, text: LocalText) -> str:
        return text.in_language(self._language)
