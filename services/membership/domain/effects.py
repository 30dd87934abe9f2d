"""What an event does to the state: one function for each type of event.

The functions are in `effects_on_period` and `effects_on_standing`; `evolve` puts them to use.
"""

from datetime import datetime
from functools import singledispatch
from typing import Any, TypeVar

import msgspec

from services.membership.contract import events as e
from services.membership.domain.state import Membership

S = TypeVar("S", bound=msgspec.Struct)


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """An event with what its envelope adds to its meaning."""

    event: e.Event
    version: int
    cause: str | None
    happened_at: datetime
    recorded_at: datetime


@singledispatch
def effect(event: e.Event, state: Membership, fact: Fact) -> Membership:
    """Events that only tell change nothing."""
    return state


def changed(item: S, **changes: Any) -> S:
    return msgspec.structs.replace(item, **changes)
