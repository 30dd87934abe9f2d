"""How events change what comes for a member by new versions of plans, and the terms held."""

from services.membership.contract import events as e
from services.membership.contract import terms_events as t
from services.membership.domain.aggregate.parts import (
    Announced,
    terms_key,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.folding.effects import (
    Effect,
    Fact,
    changed,
)


def _announced(event: t.TermsAnnounced, state: Membership, fact: Fact) -> Membership:
    told = Announced(
        plan=event.plan,
        version=event.plan_version,
        event=fact.version,
        effective_at=event.effective_at,
        catalogue=event.catalogue,
    )
    return changed(state, announced={**state.announced, _key(event): told})


def _received(event: t.TermsReceived, state: Membership, fact: Fact) -> Membership:
    told = state.announced.get(_key(event))
    if told is None:
        return state
    got = changed(told, received_at=event.received_at)
    return changed(state, announced={**state.announced, _key(event): got})


def _withdrawn(event: t.TermsWithdrawn, state: Membership, fact: Fact) -> Membership:
    return changed(state, announced=_without(state, _key(event)))


def _bound(event: t.TermsBound, state: Membership, fact: Fact) -> Membership:
    """What was announced beyond it is still to come."""
    return changed(
        state,
        plan=event.plan,
        plan_version=event.plan_version,
        price=event.price,
        announced={
            key: told for key, told in state.announced.items() if _still_to_come(told, event)
        },
        ahead=None,
        changed_at=fact.happened_at,
    )


def _still_to_come(told: Announced, bound: t.TermsBound) -> bool:
    if told.plan == bound.plan:
        return told.version > bound.plan_version
    return bound.plan == bound.plan_before


def _key(
    event: t.TermsAnnounced | t.TermsReceived | t.TermsWithdrawn | t.TermsBound,
) -> str:
    return terms_key(event.plan, event.plan_version)


def _without(state: Membership, key: str) -> dict[str, Announced]:
    return {name: told for name, told in state.announced.items() if name != key}


EFFECTS: dict[type[e.Event], Effect] = {
    t.TermsAnnounced: _announced,
    t.TermsReceived: _received,
    t.TermsWithdrawn: _withdrawn,
    t.TermsBound: _bound,
}
