"""The fold: a state and what happened next give the state after it. Total over all events."""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from infra.kernel.errors import AppError
from infra.kernel.events import EventEnvelope
from services.membership.contract.event_types import body_of
from services.membership.contract.events import Event, PaymentKept
from services.membership.contract.integrity_events import RecordRepaired, RecordRestored
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.folding import (
    on_benefits,
    on_changes,
    on_charging,
    on_claims,
    on_corrections,
    on_deferrals,
    on_erasure,
    on_gifts,
    on_links,
    on_money,
    on_period,
    on_points,
    on_provisional,
    on_rectifications,
    on_remedies,
    on_risk,
    on_standing,
    on_terms,
    on_transfers,
    sharing,
)
from services.membership.domain.folding.effects import (
    Effect,
    Fact,
    unchanged,
)

EFFECTS: dict[type[Event], Effect] = {
    **on_changes.EFFECTS,
    **on_period.EFFECTS,
    **on_standing.EFFECTS,
    **on_terms.EFFECTS,
    **on_money.EFFECTS,
    **on_benefits.EFFECTS,
    **on_transfers.EFFECTS,
    **on_gifts.EFFECTS,
    **on_claims.EFFECTS,
    **on_corrections.EFFECTS,
    **on_remedies.EFFECTS,
    **on_points.EFFECTS,
    **on_charging.EFFECTS,
    **on_risk.EFFECTS,
    **on_deferrals.EFFECTS,
    **on_links.EFFECTS,
    **on_provisional.EFFECTS,
    **on_erasure.EFFECTS,
    **on_rectifications.EFFECTS,
    **sharing.EFFECTS,
    PaymentKept: unchanged,
    RecordRepaired: unchanged,
    RecordRestored: unchanged,
}
"""What each event of a membership does to its state."""


def fact_of(envelope: EventEnvelope) -> Fact:
    return Fact(
        event=body_of(envelope),
        version=envelope.version,
        cause=envelope.cause,
        happened_at=envelope.happened_at,
        recorded_at=envelope.recorded_at,
    )


def evolve(state: Membership, fact: Fact) -> Membership:
    """The state after the fact."""
    after = EFFECTS[type(fact.event)](fact.event, state, fact)
    after = msgspec.structs.replace(
        after,
        version=fact.version,
        happened_at=fact.happened_at,
        fell=on_changes.fell(state, after, fact),
    )
    after = on_points.followed(state, after, fact)
    after = on_deferrals.still_deferred(after)
    after = on_remedies.still_offered(on_provisional.overtaken(after))
    return sharing.counted(state, after)


def fold(member_id: str, history: Iterable[EventEnvelope]) -> Membership:
    """The state that a history leaves behind."""
    state = Membership(member_id=member_id)
    for envelope in history:
        state = evolve(state, fact_of(envelope))
    return state


class Folded(NamedTuple):
    """`events`: how many lead to the state; fewer than there are where the next does not fold."""

    state: Membership
    events: int


_DOES_NOT_FOLD = (msgspec.ValidationError, AppError, LookupError, TypeError, ValueError)


def followed_by(state: Membership, envelope: EventEnvelope) -> Membership | None:
    """The state after an event; none where it cannot be read, because somebody damaged it."""
    try:
        return evolve(state, fact_of(envelope))
    except _DOES_NOT_FOLD:
        return None


def fold_readable(member_id: str, history: Iterable[EventEnvelope]) -> Folded:
    """As far as a history can be read, which is all of it unless it was damaged."""
    folded = Folded(Membership(member_id=member_id), 0)
    for envelope in history:
        after = followed_by(folded.state, envelope)
        if after is None:
            break
        folded = Folded(after, folded.events + 1)
    return folded
