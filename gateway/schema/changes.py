"""What the graph takes from clients that were written against the last release.

How long something is kept that is out of date says `docs/breaking-changes.md`, beside what breaks
all the same."""

import re
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from graphql import (
    BreakingChange,
    GraphQLSchema,
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
    parse,
    print_ast,
    visit,
)
from graphql.language import Visitor

RELEASED: Final = Path(__file__).parent.parent / "released.graphql"
PAGE: Final = Path(__file__).parents[2] / "docs" / "breaking-changes.md"
_KEPT_UNTIL: Final = re.compile(r"Kept until (\d{4}-\d{2}-\d{2})\b")
_PLACE: Final = re.compile(r"\b(\w+)\.(\w+)\b")


class Effect(StrEnum):
    """`BREAKING`: a valid operation is valid no more, or its answer has another shape.
    `DANGEROUS`: a client that does not expect what is new may stumble over it."""

    BREAKING = "BREAKING"
    DANGEROUS = "DANGEROUS"


class Change(NamedTuple):
    """`what`: in graphql-core's words, which name the place."""

    effect: Effect
    what: str


@lru_cache(maxsize=4)
def _read(text: str) -> GraphQLSchema:
    """Takes a second, and the release is asked for again and again."""
    return build_schema(text)


def changes(before: str, after: str, today: date) -> list[Change]:
    """From one schema to a later one, but for what was announced and whose time is over."""
    old, new = _read(before), _read(after)
    breaking = [one for one in find_breaking_changes(old, new) if not _was_due(one, old, today)]
    return [
        *(Change(Effect.BREAKING, one.description) for one in breaking),
        *(Change(Effect.DANGEROUS, one.description) for one in find_dangerous_changes(old, new)),
    ]


def unannounced(found: list[Change], page: str) -> list[Change]:
    """Breaking changes that the page does not name word for word."""
    return [one for one in found if one.effect is Effect.BREAKING and f"`{one.what}`" not in page]


def kept_until(reason: str | None) -> date | None:
    """The day that a deprecation's reason names; from the next one on it may be gone."""
    named = _KEPT_UNTIL.search(reason or "")
    return date.fromisoformat(named[1]) if named else None


def released(text: str) -> str:
    """A schema as it is kept for comparison: without descriptions, which break nobody."""
    return print_ast(visit(parse(text), _WithoutDescriptions())) + "\n"


def _was_due(change: BreakingChange, old: GraphQLSchema, today: date) -> bool:
    place = _PLACE.search(change.description)
    if place is None or not change.type.name.endswith(("_REMOVED", "_REMOVED_FROM_ENUM")):
        return False
    type_ = old.get_type(place[1])
    parts = {**getattr(type_, "fields", {}), **getattr(type_, "values", {})}
    part = parts.get(place[2])
    until = kept_until(getattr(part, "deprecation_reason", None))
    return until is not None and until < today


class _WithoutDescriptions(Visitor):
    @staticmethod
    def leave(node: Any, *_: object) -> Any:
        described = getattr(node, "description", None) is not None
        return replace(node, description=None) if described else None  # none: as it is
