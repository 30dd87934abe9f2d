"""The fold: a state and what happened next give the state after it. Total over all events."""

from collections.abc import Iterable

import msgspec

from infra.kernel.events import EventEnvelope
from services.membership.contract import event_types
from services.membership.domain import (
    effects_on_period,  # noqa: F401  (registers its effects)
    effects_on_standing,  # noqa: F401  (registers its effects)
)
from services.membership.domain.effects import Fact, effect
from services.membership.domain.state import Membership


def fact_of(envelope: EventEnvelope) -> Fact:
    return Fact(
        event=event_types.body_of(envelope),
        version=envelope.version,
        cause=envelope.cause,
        happened_at=envelope.happened_at,
        recorded_at=envelope.recorded_at,
    )


def evolve(state: Membership, fact: Fact) -> Membership:
    """The state after the fact."""
    after = effect(fact.event, state, fact)
    return msgspec.structs.replace(after, version=fact.version, happened_at=fact.happened_at)


def fold(member_id: str, history: Iterable[EventEnvelope]) -> Membership:
    """The state that a history leaves behind."""
    state = Membership(member_id=member_id)
    for envelope in history:
        state = evolve(state, fact_of(envelope))
    return state
