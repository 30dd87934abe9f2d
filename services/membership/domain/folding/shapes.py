"""Which fields a release knows of a state. A state that an earlier release stored is held against
the fold only in the fields that it knew: what it left out of others says nothing.
"""

import hashlib
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

import msgspec

from services.membership.domain.aggregate.state import Membership

Fields = frozenset[str]
"""As `Type.field`, of the state and of all that is in it."""

_LEFT_OUT_BEFORE = frozenset(
    {
        "Membership.status_since",
        "Membership.fell",
        "Undoable.fell",
        "Membership.imported_at",
    }
)


@cache
def fields() -> Fields:
    """Those of this release."""
    return frozenset(_fields(Membership, set()))


@cache
def shape() -> str:
    """What the fields of this release are stored under."""
    return hashlib.sha256(" ".join(sorted(fields())).encode()).hexdigest()[:16]


def before_shapes() -> Fields:
    """Of releases that did not store what they knew: they may have left out since when a state
    stands, why the plan fell, and when it was taken over."""
    return fields() - _LEFT_OUT_BEFORE


def leads_to(folded: Membership, stored: Membership, known: Fields) -> bool:
    """Whether the state is what its history leads to. `known`: to the release that stored it; in
    all else it may be as if nobody had said anything, but not otherwise."""
    return _alike(folded, stored, known)


def _alike(folded: Any, stored: Any, known: Fields) -> bool:
    if folded == stored:
        return True
    if isinstance(folded, msgspec.Struct) and isinstance(stored, type(folded)):
        return all(_field_alike(f, folded, stored, known) for f in msgspec.structs.fields(folded))
    if isinstance(folded, dict) and isinstance(stored, dict) and folded.keys() == stored.keys():
        return all(_alike(folded[key], stored[key], known) for key in folded)
    if isinstance(folded, tuple) and isinstance(stored, tuple) and len(folded) == len(stored):
        return all(_alike(a, b, known) for a, b in zip(folded, stored, strict=True))
    return False


def _field_alike(
    field: msgspec.structs.FieldInfo, folded: msgspec.Struct, stored: msgspec.Struct, known: Fields
) -> bool:
    a, b = getattr(folded, field.name), getattr(stored, field.name)
    if f"{type(folded).__name__}.{field.name}" not in known and b == _unsaid(field):
        return True
    return _alike(a, b, known)


def _unsaid(field: msgspec.structs.FieldInfo) -> Any:
    made = field.default_factory
    return made() if made is not msgspec.NODEFAULT else field.default


def _fields(kind: type[msgspec.Struct], seen: set[type]) -> Iterator[str]:
    seen.add(kind)
    for field in msgspec.structs.fields(kind):
        yield f"{kind.__name__}.{field.name}"
        for within in _structs(field.type):
            if within not in seen:
                yield from _fields(within, seen)


def _structs(annotation: Any) -> Iterator[type[msgspec.Struct]]:
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        yield annotation
    for part in get_args(annotation):
        yield from _structs(part)
