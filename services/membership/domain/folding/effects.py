"""What an event does to the state: one function for each type of event, in the tables of
`on_period` and `on_standing`, which `evolve` puts to use."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from services.membership.contract import events as e
from services.membership.domain.aggregate.state import Membership

S = TypeVar("S", bound=msgspec.Struct)


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """An event with what its envelope adds to its meaning."""

    event: e.Event
    version: int
    cause: str | None
    happened_at: datetime
    recorded_at: datetime


Effect = Callable[[Any, Membership, Fact], Membership]
"""The event, the state before it and the fact give the state after it."""


def unchanged(event: e.Event, state: Membership, fact: Fact) -> Membership:
    """Of an event that only tells."""
    return state


def changed(item: S, **changes: Any) -> S:
    return msgspec.structs.replace(item, **changes)
