"""Words of the services become enums of the graph."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

import strawberry

Values = Mapping[type[Enum], Mapping[str, str]]
"""What each value of an enum means, by the value's name."""

_NONE: Final[Values] = MappingProxyType({})


def enums(described: Mapping[type[Enum], str], values: Values = _NONE) -> None:
    """Each with its description, under its own name."""
    for word, description in described.items():
        strawberry.enum(word, description=description)
    for word, meanings in values.items():
        mean(word, meanings)


def mean(word: type[Enum], meanings: Mapping[str, str]) -> None:
    """Says what the values of an enum of the graph mean; the services' words know no graph.

    Raises:
        KeyError: it has no such value.
    """
    made: Any = word
    values = {value.name: value for value in made.__strawberry_definition__.values}
    for name, meaning in meanings.items():
        values[name].description = meaning
