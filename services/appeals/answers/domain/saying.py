"""Puts a template of an answer into words, in both languages. What could not be said of some appeal
is refused when it is saved."""

import re
from datetime import datetime
from enum import Enum
from functools import lru_cache
from typing import Any

from jinja2 import Template, pass_context
from jinja2.runtime import Context

from infra.kernel.errors import AppError, InvalidInput
from infra.kernel.sentences import Locale, both
from infra.kernel.text import LocalText
from services.appeals.answers.domain.facts import AnswerFacts, samples
from services.appeals.domain.aggregate.texts import permanent_text
from services.shared.placeholders import MISSING, Vocabulary, check_syntax, sandboxed
from services.shared.typed_fields import fields_of, leaves

CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
LONGEST_TITLE = 100
LANGUAGES = ("zh", "en")
VARIABLES = tuple(
    pair for name, hint in fields_of(AnswerFacts).items() for pair in leaves(name, hint)
)


def say(text: LocalText, facts: AnswerFacts, zone: str) -> LocalText:
    """`zone`: the member's, by IANA name.

    Raises:
        InvalidInput: with these facts nothing can be said, or something that must not be.
    """
    return LocalText(**{one: _said(getattr(text, one), facts, zone, one) for one in LANGUAGES})


def check(code: str, title: LocalText, text: LocalText) -> None:
    """
    Raises:
        InvalidInput: `field` names what to mend, such as "text.zh".
    """
    if not CODE.fullmatch(code):
        raise InvalidInput(
            both(
                "code 为 1 至 60 个小写字母、数字或横线。",
                "A code has 1 to 60 lower-case letters, digits or dashes.",
            ),
            field="code",
        )
    for language in LANGUAGES:
        _check_title(getattr(title, language), f"title.{language}")
    check_text(text)


def check_text(text: LocalText) -> None:
    """
    Raises:
        InvalidInput: `field` names what to mend.
    """
    for language in LANGUAGES:
        check_syntax(f"text.{language}", getattr(text, language), _WORDS)
    for facts in samples():
        say(text, facts, "Asia/Shanghai")


def _check_title(title: str, field: str) -> None:
    if not title.strip() or len(title) > LONGEST_TITLE or "\n" in title:
        raise InvalidInput(
            both(
                "{field} 为一行 1 至 {most} 个字符。",
                "{field} is one line of 1 to {most} characters.",
                field=field,
                most=LONGEST_TITLE,
            ),
            field=field,
        )


def _said(source: str, facts: AnswerFacts, zone: str, language: str) -> str:
    field = f"text.{language}"
    try:
        values = {name: _plain(getattr(facts, name)) for name in facts.__struct_fields__}
        locale = Locale(language=language, zone=zone, own_zone=True)
        said = _compiled(source).render(values, locale=locale)
        return permanent_text(said, field)
    except AppError:
        raise
    except Exception as error:  # whatever a template can raise is a reason to refuse it
        raise InvalidInput(
            both(
                "{field} 无法生成：{fault}。",
                "{field} cannot be said: {fault}.",
                field=field,
                fault=str(error),
            ),
            field=field,
        ) from error


def _plain(value: Any) -> Any:
    """Words compare with what they are written like; a text that prints one prints no word."""
    return _Word(value.value) if isinstance(value, Enum) else value


class _Word:
    def __init__(self, value: str) -> None:
        self._value = value

    def __eq__(self, other: object) -> bool:
        return other == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return f"the word {self._value}"


@pass_context
def _when(context: Context, at: Any) -> str:
    if at is None:
        raise TypeError(MISSING)
    if not isinstance(at, datetime):
        raise TypeError(f"{at!r} is no time")
    return both("{at}", "{at}", at=at).told(context["locale"])


_ENVIRONMENT = sandboxed({"when": _when})
FILTERS = tuple(sorted(_ENVIRONMENT.filters))
_WORDS = Vocabulary(fields_of(AnswerFacts), [name for name, _ in VARIABLES], _ENVIRONMENT.filters)


@lru_cache(256)
def _compiled(source: str) -> Template:
    """By content: a version never changes."""
    return _ENVIRONMENT.from_string(source)
