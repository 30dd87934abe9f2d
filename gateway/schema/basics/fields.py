"""Fields that are worked out when asked for."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import strawberry

F = TypeVar("F", bound=Callable[..., Any])


class Decorator(Protocol):
    def __call__(self, resolver: F, /) -> F: ...


def computed(description: str) -> Decorator:
    """A field with a resolver."""
    made: Decorator = strawberry.field(description=description)
    return made
