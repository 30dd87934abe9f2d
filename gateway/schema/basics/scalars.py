"""The small types that everything is made of: time, money, text in two languages."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, TypeVar

import strawberry
from strawberry.types.scalar import ScalarDefinition

from gateway.compiled.shows import Shows, from_view, itself
from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.basics.fields import computed
from gateway.schema.basics.words import enums, mean
from infra.kernel import events as kernel_events
from infra.kernel import text as kernel_text
from infra.kernel.clock import whole_milliseconds
from infra.kernel.money import formatted
from services.shared.callers import ActorKind

T = TypeVar("T")

NO_LETTERS: Final[Mapping[str, str]] = MappingProxyType({})

YEARS = range(1970, 2200)


"""Times outside them are mistakes, and near the ends of the calendar no zone can show them."""


def mapped(kind: Callable[..., T], view: Any, **given: Any) -> T:
    """`kind` with the given fields; the others are the view's, under the same name."""
    names = _taken_over(kind, tuple(given))
    return kind(**{name: getattr(view, name) for name in names}, **given)


@functools.cache
def _taken_over(kind: Any, given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind) if one.init and one.name not in given)


def _written(instant: datetime) -> str:
    if instant.tzinfo is not UTC:
        instant = instant.astimezone(UTC)
    return "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ" % (  # noqa: UP031 (others take thrice as long)
        instant.year, instant.month, instant.day,
        instant.hour, instant.minute, instant.second, instant.microsecond // 1_000,
    )  # fmt: skip


def _read(value: object) -> datetime:
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueError("Write a time as in 2026-11-21T08:30:00Z.") from None
    if instant.tzinfo is None:
        raise ValueError("Give the time's zone, as in 2026-11-21T08:30:00Z or …+08:00.")
    if instant.year not in YEARS:
        raise ValueError(f"Give a time from {YEARS.start} to {YEARS.stop - 1}.")
    return whole_milliseconds(instant.astimezone(UTC))


DATE_TIME: ScalarDefinition = strawberry.scalar(
    name="DateTime",
    description="An instant in ISO 8601 with its zone, e.g. 2026-11-21T08:30:00.000Z.",
    serialize=_written,
    parse_value=_read,
)


@strawberry.enum(description="A language that every text for members exists in.")
class Language(StrEnum):
    ZH = "zh"
    EN = "en"

    @property
    def tag(self) -> str:
        return "zh-CN" if self is Language.ZH else "en"

    @classmethod
    def of(cls, tag: str) -> "Language":
        return cls.ZH if tag.lower().startswith("zh") else cls.EN


mean(Language, {"ZH": "Simplified Chinese, zh-CN.", "EN": "English."})


@strawberry.type(description="A text in Chinese and English.")
class LocalText(Shows[kernel_text.LocalText]):
    zh: str
    en: str

    @computed(
        "In one language: the one asked for, else what Accept-Language prefers, "
        "else the member's own."
    )
    async def text(self, info: Info, language: Language | None = None) -> str:
        wanted = language or Language.of(await info.context.language())
        return self.zh if wanted is Language.ZH else self.en


@strawberry.type(description="An amount of money.")
class Money(Shows[int]):
    amount: int = from_view(itself, description="In minor units: 1250 is 12.50.")

    @computed("ISO 4217 code, e.g. CNY.")
    def currency(self, info: Info) -> str:
        return info.context.settings.currency

    @computed("For people, e.g. ¥12.50.")
    def formatted(self, info: Info) -> str:
        return formatted(self.amount, info.context.settings.currency)


enums(
    {ActorKind: "What kind of party acted."},
    {
        ActorKind: {
            "ANONYMOUS": "Nobody who signed in.",
            "MEMBER": "A member.",
            "STAFF": "A person of the staff.",
            "HOST": "The shop that the memberships belong to.",
            "PARTNER": "A platform that members let follow.",
            "CLAUSE": "A clause of the agreement, applied by itself.",
            "SYSTEM": "The system by itself, such as when a period ends.",
        }
    },
)


@strawberry.type(description="Who did something. Only staff are named, and only to staff.")
class Actor:
    kind: ActorKind
    actor: strawberry.Private[kernel_events.Actor]
    letter: strawberry.Private[str]

    @computed("Of staff only for staff; else empty.")
    def id(self, info: Info) -> str:
        return self.actor.id if self._known_to(info) else ""

    @computed(
        "Of staff, for staff. For all others staff are a letter, the same within one appeal and "
        "its package; elsewhere empty."
    )
    def name(self, info: Info) -> str:
        return self.actor.name if self._known_to(info) else self.letter

    def _known_to(self, info: Info) -> bool:
        return self.kind is not ActorKind.STAFF or info.context.viewer.role is Role.STAFF

    @classmethod
    def of(cls, actor: kernel_events.Actor, letters: Mapping[str, str] = NO_LETTERS) -> "Actor":
        """`letters`: of the staff of one appeal, by their ids."""
        return cls(kind=ActorKind(actor.kind), actor=actor, letter=letters.get(actor.id, ""))
