"""How what a decision gave changes the state, beside the period."""

from services.membership.contract import remedy_events as r
from services.membership.contract.events import Event
from services.membership.contract.words import Lifecycle
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.folding.effects import Effect, Fact, changed


def _credited(event: r.DiscountCredited, state: Membership, fact: Fact) -> Membership:
    return changed(state, balance=event.balance_after)


def _offered(event: r.RenewalOffered, state: Membership, fact: Fact) -> Membership:
    return changed(state, offered_until=event.until)


def _ended(event: r.RenewalOfferEnded, state: Membership, fact: Fact) -> Membership:
    return changed(state, offered_until=None)


def still_offered(state: Membership) -> Membership:
    """Without an offer that was taken up, or that another way back overtook."""
    waits = state.lifecycle in (Lifecycle.EXPIRED, Lifecycle.GRACE)
    return state if waits or state.offered_until is None else changed(state, offered_until=None)


EFFECTS: dict[type[Event], Effect] = {
    r.DiscountCredited: _credited,
    r.RenewalOffered: _offered,
    r.RenewalOfferEnded: _ended,
}
