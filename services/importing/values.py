"""One parser for each kind of cell. A reason never repeats the cell: it may be personal.

Names, phones, addresses, languages and time zones are read by the rules of `infra.kernel`, which
notification has, too."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import StrEnum
from ipaddress import ip_address
from typing import Any, TypeVar

from infra.kernel.clock import whole_milliseconds
from infra.kernel.money import MINOR_UNITS, to_minor
from infra.kernel.values import BadValue, one_line

Parser = Callable[[str], Any]
Word = TypeVar("Word", bound=StrEnum)

_IDENTIFIER = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\ufffd]{1,64}")
_AMOUNT = re.compile(r"-?\d{1,12}(\.\d{1,6})?")
_TRUE = frozenset({"true", "1", "yes", "是"})
_FALSE = frozenset({"false", "0", "no", "否"})
_YEARS = range(1970, 2200)
LONGEST_TEXT = 200
_MOST_DEVICES = 50


def identifier(cell: str) -> str:
    if not _IDENTIFIER.fullmatch(cell):
        raise BadValue("must be 1 to 64 characters without spaces")
    return cell


def label(cell: str) -> str:
    return one_line(cell, LONGEST_TEXT)


def instant(cell: str) -> datetime:
    """ISO 8601 with an offset, given back in UTC and whole milliseconds."""
    try:
        parsed = datetime.fromisoformat(cell)
    except ValueError:
        raise BadValue("must be a time such as 2026-11-21T20:00:00+08:00") from None
    if parsed.tzinfo is None:
        raise BadValue("has no offset from UTC; add one, such as +08:00 or Z")
    if parsed.year not in _YEARS:
        raise BadValue(f"must be in a year from {_YEARS.start} to {_YEARS.stop - 1}")
    return whole_milliseconds(parsed if parsed.tzinfo is UTC else parsed.astimezone(UTC))


def word(choices: type[Word]) -> Callable[[str], Word]:
    """A member of a closed set, in capitals or not."""

    def parse(cell: str) -> Word:
        try:
            return choices(cell.upper())
        except ValueError:
            names = [choice.value for choice in choices]
            hint = suggestion(cell.upper(), names)
            raise BadValue(f"must be one of {', '.join(names)}{hint}") from None

    return parse


def yes_or_no(cell: str) -> bool:
    lowered = cell.lower()
    if lowered not in _TRUE | _FALSE:
        raise BadValue("must be true or false")
    return lowered in _TRUE


def money(currency: str, *, least: int = 0) -> Callable[[str], int]:
    """A decimal amount in the currency, such as 12.34, given back in minor units."""

    def parse(cell: str) -> int:
        if not _AMOUNT.fullmatch(cell):
            raise BadValue("must be a decimal amount such as 12.34, without a currency sign")
        try:
            minor = to_minor(Decimal(cell), currency)
        except (ValueError, InvalidOperation):
            decimals = MINOR_UNITS[currency]
            raise BadValue(f"has more decimals than {currency} has ({decimals})") from None
        if minor < least:
            raise BadValue("must be above 0" if least else "must not be below 0")
        return minor

    return parse


def ip(cell: str) -> str:
    try:
        return str(ip_address(cell))
    except ValueError:
        raise BadValue("is not an IP address") from None


def devices(cell: str) -> tuple[str, ...]:
    """Ids with | between them; each is kept once, in their order."""
    parts = tuple(dict.fromkeys(identifier(part.strip()) for part in cell.split("|")))
    if len(parts) > _MOST_DEVICES:
        raise BadValue(f"names more than {_MOST_DEVICES} devices")
    return parts


def suggestion(given: str, known: "frozenset[str] | list[str]") -> str:
    close = get_close_matches(given, sorted(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""
