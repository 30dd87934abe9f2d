"""One parser for each kind of cell. A reason never repeats the cell: it may be personal."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import StrEnum
from functools import cache, lru_cache
from ipaddress import ip_address
from typing import Any, TypeVar
from zoneinfo import available_timezones

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from infra.kernel.clock import whole_milliseconds
from infra.kernel.money import MINOR_UNITS, to_minor

Parser = Callable[[str], Any]
Word = TypeVar("Word", bound=StrEnum)

_IDENTIFIER = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\ufffd]{1,64}")
# Also marks that turn the direction of writing: they can make a message read as another one.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffd]")
_AMOUNT = re.compile(r"-?\d{1,12}(\.\d{1,6})?")
_PLAIN_LOCAL_PART = re.compile(r"(?=.{1,64}$)[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*")
_TRUE = frozenset({"true", "1", "yes", "是"})
_FALSE = frozenset({"false", "0", "no", "否"})
_YEARS = range(1970, 2200)
LONGEST_TEXT = 200
_MOST_DEVICES = 50


class BadValue(ValueError):
    """A cell that cannot be taken over; the text says what would be right."""


def identifier(cell: str) -> str:
    if not _IDENTIFIER.fullmatch(cell):
        raise BadValue("must be 1 to 64 characters without spaces")
    return cell


def one_line(cell: str) -> str:
    """Line breaks and runs of spaces become one space: people read this in a message."""
    text = " ".join(cell.split())
    if len(text) > LONGEST_TEXT:
        raise BadValue(f"is longer than {LONGEST_TEXT} characters")
    if _CONTROL.search(text):
        raise BadValue("holds a character that cannot be shown")
    return text


def phone(cell: str) -> str:
    """E.164, such as +8613800138000."""
    try:
        number = phonenumbers.parse(cell)
    except phonenumbers.NumberParseException:
        raise BadValue("must be a phone number with + and country code (E.164)") from None
    if not phonenumbers.is_valid_number(number):
        raise BadValue("is not a phone number that can exist in its country")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email(cell: str) -> str:
    """The same domains come again and again, so each is examined once."""
    local, _, domain = cell.rpartition("@")
    try:
        if _PLAIN_LOCAL_PART.fullmatch(local):
            return f"{local}@{_domain(domain)}"
        return validate_email(cell, check_deliverability=False).normalized
    except EmailNotValidError:
        raise BadValue("is not an e-mail address") from None


@lru_cache(maxsize=4096)
def _domain(domain: str) -> str:
    return validate_email(f"a@{domain}", check_deliverability=False).domain


def language(cell: str) -> str:
    primary = cell.lower().replace("_", "-").split("-")[0]
    if primary not in {"zh", "en"}:
        raise BadValue("must be zh-CN or en")
    return "zh-CN" if primary == "zh" else "en"


def time_zone(cell: str) -> str:
    if cell not in available_zones():
        raise BadValue(f"is not an IANA time zone{suggestion(cell, available_zones())}")
    return cell


@cache
def available_zones() -> frozenset[str]:
    """Reading them walks a directory tree, so it is done once."""
    return frozenset(available_timezones())


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
    return whole_milliseconds(parsed.astimezone(UTC))


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
