"""What an event does to the state: one function for each type of event, in the tables of
the `on_…` files, which `evolve` puts to use."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from services.membership.contract import events as e
from services.membership.contract.words import Cause
from services.membership.domain.aggregate.parts import (
    Announced,
    Bound,
)
from services.membership.domain.aggregate.state import (
    Membership,
)

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


NO_TERMS: dict[str, Any] = {"announced": {}, "ahead": None}
"""What was announced or paid ahead is of one plan, and goes with it."""


def cause_of(fact: Fact) -> Cause | None:
    return Cause(fact.cause) if fact.cause and fact.cause in Cause.__members__ else None


def received(announced: dict[str, Announced]) -> dict[str, Announced]:
    """What has not arrived is overtaken with the plan that it is about, and told anew."""
    return {key: told for key, told in announced.items() if told.received_at}


def bound_at(versions: dict[str, int], at: datetime) -> dict[str, Bound]:
    return {code: Bound(version=version, at=at) for code, version in versions.items()}


def fresh_period(start: datetime, end: datetime) -> dict[str, Any]:
    return {
        "period_start": start,
        "period_end": end,
        "grace_from": None,
        "grace_until": None,
        "ended_at": None,
        "attempts": 0,
    }
