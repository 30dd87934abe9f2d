"""How events of a member's own proof of payment change the state."""

from services.membership.contract.claim_events import ClaimClosed, ClaimOverdue, PaymentClaimed
from services.membership.contract.events import Event
from services.membership.contract.words import ClaimEnd, Lifecycle
from services.membership.domain.aggregate.lifecycle import moved
from services.membership.domain.aggregate.parts import (
    OpenClaim,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.folding.effects import (
    Effect,
    Fact,
    changed,
)


def _claimed(event: PaymentClaimed, state: Membership, fact: Fact) -> Membership:
    again = event.access and event.lifecycle_before is Lifecycle.EXPIRED
    claim = OpenClaim(
        order_id=event.order_id,
        amount=event.amount,
        paid_at=event.paid_at,
        claimed_at=fact.happened_at,
        decide_by=event.decide_by,
        access=event.access,
        after_expiry=again,
        grace_until=state.grace_until,
    )
    if not again:
        return changed(state, claim=claim)
    return moved(state, Lifecycle.GRACE, claim=claim, grace_until=None)


def _overdue(event: ClaimOverdue, state: Membership, fact: Fact) -> Membership:
    return changed(state, claim=state.claim and changed(state.claim, overdue=True))


def _closed(event: ClaimClosed, state: Membership, fact: Fact) -> Membership:
    refused = event.how is ClaimEnd.REFUSED
    open_again = changed(
        state,
        claim=None,
        claim_refused_at=fact.happened_at if refused else state.claim_refused_at,
    )
    if state.claim is None or not state.claim.after_expiry:
        return open_again
    if state.lifecycle is Lifecycle.CANCELLED and state.undo is not None:
        back = changed(state.undo, grace_until=state.claim.grace_until)
        return changed(open_again, undo=back)  # undone, it is as expired as it was
    if not event.access_ended:
        return open_again
    return moved(
        open_again,
        Lifecycle.EXPIRED,
        grace_until=state.claim.grace_until,
        ended_at=fact.happened_at,
    )


EFFECTS: dict[type[Event], Effect] = {
    PaymentClaimed: _claimed,
    ClaimOverdue: _overdue,
    ClaimClosed: _closed,
}
