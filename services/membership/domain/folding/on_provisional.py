"""What a restoration for the time being does to the state."""

from services.membership.contract import provisional_events as e
from services.membership.contract.events import Event
from services.membership.contract.words import Lifecycle
from services.membership.domain.aggregate.lifecycle import live
from services.membership.domain.aggregate.parts import Provisional
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.folding.effects import Effect, Fact, changed


def _granted(event: e.ProvisionalGranted, state: Membership, fact: Fact) -> Membership:
    given = Provisional(
        id=event.restoration_id, appeal_number=event.appeal_number, since=fact.happened_at
    )
    return changed(state, provisional=given)


def _withheld(event: e.ProvisionalWithheld, state: Membership, fact: Fact) -> Membership:
    """The hold stops the period from now on, if it did not: its release gives the time back."""
    holds = tuple(
        changed(hold, stops_period=True) if hold.kind is event.hold else hold
        for hold in state.holds
    )
    return changed(
        state,
        holds=holds,
        clock_stopped_at=state.clock_stopped_at or fact.happened_at,
        provisional_withheld=event.restoration_id,
    )


def _ended(event: e.ProvisionalEnded, state: Membership, fact: Fact) -> Membership:
    given, id = state.provisional, event.restoration_id
    here = given is not None and given.id == id
    return changed(
        state,
        provisional=None if here else given,
        provisional_over=(*state.provisional_over, id),
    )


def overtaken(state: Membership) -> Membership:
    """Who is entitled otherwise, or closed, has nothing for the time being any more."""
    if state.provisional is None:
        return state
    over = state.lifecycle is Lifecycle.CLOSED or (live(state) and not state.holds)
    return changed(state, provisional=None) if over else state


EFFECTS: dict[type[Event], Effect] = {
    e.ProvisionalGranted: _granted,
    e.ProvisionalWithheld: _withheld,
    e.ProvisionalEnded: _ended,
}
