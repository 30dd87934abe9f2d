"""What the templates of one event may speak of, as its type decides."""

import types
from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec

from services.notify.contract.words import CodePurpose
from services.notify.core.rules.alert_rules import ALERTS, CODE_EVENT
from services.notify.core.rules.facts import event_type_named

PHRASES = ("title", "what", "why", "detail", "next")
"""What a template is made of. A field of the same name is reached through `event`."""

EVENT_TYPES = (*sorted(ALERTS), CODE_EVENT)

Hint = Any
"""The type of a field as its event declares it, perhaps with 'or none'."""


@cache
def variables_of(event_type: str) -> Mapping[str, Hint]:
    """The type of each variable by its name.

    Raises:
        KeyError: no such event.
    """
    if event_type == CODE_EVENT:
        return {"code": str, "purpose": CodePurpose}
    event = event_type_named(event_type)
    fields = {name: hint for name, hint in fields_of(event).items() if name not in PHRASES}
    return {**fields, "event": event}


@cache
def fields_of(hint: Hint) -> Mapping[str, Hint]:
    """The fields that a value of this type is made of; none where it is a single value."""
    kind = _plain(hint)
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        return {}
    hints = get_type_hints(kind)
    return {name: hints[name] for name in kind.__struct_fields__}


@cache
def described(event_type: str) -> Mapping[str, str]:
    """Every variable as it is written, with what it is. `event` is named only where there is no
    shorter way to a field."""
    variables = variables_of(event_type)
    listed = {name: hint for name, hint in variables.items() if name != "event"}
    fields = fields_of(variables["event"]) if "event" in variables else {}
    listed |= {f"event.{name}": hint for name, hint in fields.items() if name not in variables}
    return dict(sorted(pair for name, hint in listed.items() for pair in _leaves(name, hint)))


def _leaves(name: str, hint: Hint) -> Iterator[tuple[str, str]]:
    fields = fields_of(hint)
    for field, inner in fields.items():
        yield from _leaves(f"{name}.{field}", inner)
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
