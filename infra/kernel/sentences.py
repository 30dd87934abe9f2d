"""What a refusal says, in both languages, told only where it is known who reads it: an amount
needs the deployment's currency, a time the reader's zone."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec
from babel.dates import format_datetime

from infra.kernel.money import formatted

CHINESE = "zh"


class Locale(msgspec.Struct, frozen=True, kw_only=True):
    """`zone`: IANA name; `own_zone`: it is the reader's, so that its name need not be said.
    `currency`: ISO 4217; empty where amounts are told in minor units, as in a log."""

    language: str = "en"
    zone: str = "UTC"
    own_zone: bool = False
    currency: str = ""


class Bilingual(Protocol):
    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


class Moment(msgspec.Struct, frozen=True, tag=True):
    at: datetime


class Amount(msgspec.Struct, frozen=True, tag=True):
    """In minor units."""

    minor: int


class Either(msgspec.Struct, frozen=True, tag=True):
    """A word that each language has its own of."""

    zh: str
    en: str


class Several(msgspec.Struct, frozen=True, tag=True):
    items: tuple["Value", ...]


class Sentence(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`{name}` in both patterns stands for a value."""

    zh: str
    en: str
    values: dict[str, "Value"] = {}

    @property
    def tells_time(self) -> bool:
        """Whether the reader's zone makes a difference."""
        return any(_tells_time(value) for value in self.values.values())

    def told(self, to: Locale) -> str:
        pattern = self.zh if to.language.startswith(CHINESE) else self.en
        return pattern.format_map({name: _told(value, to) for name, value in self.values.items()})


Value = str | int | Moment | Amount | Either | Several | Sentence


def both(zh: str, en: str, **values: Value | datetime) -> Sentence:
    """A sentence whose patterns are written in the code: what people wrote comes as a value."""
    return Sentence(zh=zh, en=en, values={name: _value(one) for name, one in values.items()})


def either(text: "Bilingual") -> Either:
    return Either(text.zh, text.en)


def several(values: Iterable[Value | datetime]) -> Several:
    return Several(tuple(_value(one) for one in values))


def _value(given: Value | datetime) -> Value:
    return Moment(given) if isinstance(given, datetime) else given


def _tells_time(value: Value) -> bool:
    match value:
        case Several(items):
            return any(_tells_time(item) for item in items)
        case Sentence():
            return value.tells_time
        case _:
            return isinstance(value, Moment)


def _told(value: Value, to: Locale) -> str:
    match value:
        case Moment(at):
            return _moment(at, to)
        case Amount(minor):
            return formatted(minor, to.currency) if to.currency else str(minor)
        case Either(zh, en):
            return zh if to.language.startswith(CHINESE) else en
        case Sentence():
            return value.told(to)
        case Several(items):
            times = any(isinstance(item, Moment) for item in items)
            between = "; " if times else ", "  # an English date has a comma of its own
            return ("、" if to.language.startswith(CHINESE) else between).join(
                _told(item, to) for item in items
            )
        case _:
            return str(value)


def _moment(at: datetime, to: Locale) -> str:
    """To the minute, as a person writes it; with the zone's name where it is not the reader's."""
    chinese = to.language.startswith(CHINESE)
    pattern, locale = ("y年M月d日HH:mm", "zh_CN") if chinese else ("d MMMM y, HH:mm", "en")
    told = format_datetime(at, pattern, tzinfo=ZoneInfo(to.zone), locale=locale)
    if to.own_zone:
        return told
    return f"{told}（{to.zone}）" if chinese else f"{told} ({to.zone})"
