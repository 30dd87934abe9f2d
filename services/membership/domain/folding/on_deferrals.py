"""How deferring a change, and deciding on it, change the state."""

from services.membership.contract.breaker_events import (
    ChangeDeferred,
    DeferredChangeDiscarded,
    DeferredChangeReleased,
)
from services.membership.contract.breaker_words import LossKind
from services.membership.contract.events import Event
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.aggregate.lifecycle import live
from services.membership.domain.aggregate.parts import (
    DeferredChange,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.folding.effects import Effect, Fact, changed


def _deferred(event: ChangeDeferred, state: Membership, fact: Fact) -> Membership:
    change = DeferredChange(
        kind=event.kind,
        cause=Cause(fact.cause or Cause.UNKNOWN),
        incident_id=event.incident_id,
        due_at=event.due_at,
        since=fact.happened_at,
    )
    return changed(state, deferred=(*_without(state, event.kind), change))


def _without(state: Membership, kind: LossKind) -> tuple[DeferredChange, ...]:
    return tuple(one for one in state.deferred if one.kind is not kind)


def _released(event: DeferredChangeReleased, state: Membership, fact: Fact) -> Membership:
    """The member was entitled until now, so grace lasted until now."""
    lapses = event.kind is LossKind.LAPSE and state.grace_until is not None
    return changed(
        state,
        deferred=_without(state, event.kind),
        grace_until=fact.happened_at if lapses else state.grace_until,
    )


def _discarded(event: DeferredChangeDiscarded, state: Membership, fact: Fact) -> Membership:
    """As if we had been away until now: what ran out meanwhile begins anew."""
    now, left = fact.happened_at, changed(state, deferred=_without(state, event.kind))
    if event.kind is LossKind.LAPSE:
        return changed(left, back_at=now, discarded_at=now)
    if event.kind is LossKind.INACTIVITY:
        return changed(left, warned=None, inactive_from=max(now, state.inactive_from))
    if event.kind is LossKind.POINTS:
        return changed(left, points_warned=None, plan_since=now)
    return changed(left, verification=None)


def still_deferred(state: Membership) -> Membership:
    """Without what was overtaken: by a renewal, an activity, points that came in."""
    if not state.deferred:
        return state
    return changed(state, deferred=tuple(one for one in state.deferred if _stands(one, state)))


def _stands(change: DeferredChange, state: Membership) -> bool:
    if change.kind is LossKind.LAPSE:
        return state.lifecycle is Lifecycle.GRACE and state.grace_until == change.due_at
    if change.kind is LossKind.INACTIVITY:
        return state.warned is not None
    if change.kind is LossKind.POINTS:
        return state.points_warned is not None
    return live(state) and state.verification is not None


EFFECTS: dict[type[Event], Effect] = {
    ChangeDeferred: _deferred,
    DeferredChangeReleased: _released,
    DeferredChangeDiscarded: _discarded,
}
