"""Words of the services become enums of the graph."""

from collections.abc import Mapping
from enum import Enum

import strawberry


def enums(described: Mapping[type[Enum], str]) -> None:
    """Each with its description, under its own name."""
    for word, description in described.items():
        strawberry.enum(word, description=description)
