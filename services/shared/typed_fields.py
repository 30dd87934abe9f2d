"""What of a struct texts may speak of, as its types declare it."""

import types
from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec

Hint = Any
"""The type of a field as it is declared, perhaps with 'or none'."""


@cache
def fields_of(hint: Hint) -> Mapping[str, Hint]:
    """The fields that a value of this type is made of; none where it is a single value."""
    kind = _plain(hint)
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        return {}
    hints = get_type_hints(kind)
    return {name: hints[name] for name in kind.__struct_fields__}


def leaves(name: str, hint: Hint) -> Iterator[tuple[str, str]]:
    """Each single value in it, as it is written, with what it is."""
    fields = fields_of(hint)
    for field, inner in fields.items():
        yield from leaves(f"{name}.{field}", inner)
    if not fields:
        missing = types.NoneType in get_args(hint)
        yield name, _said(_plain(hint)) + (", may be missing" if missing else "")


_NAMES: dict[Any, str] = {datetime: "time", int: "number", str: "text", bool: "yes or no"}


def _said(kind: Any) -> str:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return f"word: {', '.join(member.value for member in kind)}"
    return _NAMES.get(kind, "several: only whether there are any")


def _plain(hint: Hint) -> Any:
    """The type without its parameters and without 'or none'."""
    if isinstance(hint, types.UnionType):
        [hint] = [part for part in hint.__args__ if part is not types.NoneType]
    return getattr(hint, "__origin__", hint)
