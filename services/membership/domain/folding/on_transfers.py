"""What the transfer of a membership does to the state at either end."""

from services.membership.contract import transfer_events as e
from services.membership.contract.events import Event
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.aggregate.lifecycle import moved
from services.membership.domain.aggregate.parts import (
    Transfer,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.folding.effects import (
    Effect,
    Fact,
    bound_at,
    changed,
    fresh_period,
)


def _offered(event: e.TransferOffered, state: Membership, fact: Fact) -> Membership:
    transfer = Transfer(
        id=event.transfer_id,
        giving=event.giving,
        other=event.other,
        accept_until=event.accept_until,
    )
    return changed(state, transfer=transfer)


def _agreed(event: e.TransferAgreed, state: Membership, fact: Fact) -> Membership:
    transfer = state.transfer and changed(state.transfer, effective_at=event.effective_at)
    return changed(state, transfer=transfer)


def _ended(event: e.TransferEnded, state: Membership, fact: Fact) -> Membership:
    return changed(state, transfer=None)


def _given(event: e.MembershipGiven, state: Membership, fact: Fact) -> Membership:
    return moved(
        state,
        Lifecycle.CANCELLED,
        cause=Cause.MEMBER_CANCELLED,
        ended_at=fact.happened_at,
        undo=None,
        transfer=None,
        gave_at=(*state.gave_at, fact.happened_at),
        announced={},
        ahead=None,
        warned=None,
    )


def _received(event: e.MembershipReceived, state: Membership, fact: Fact) -> Membership:
    return moved(
        state,
        Lifecycle.ACTIVE,
        cause=None,
        plan=event.plan,
        plan_version=event.plan_version,
        price=event.price,
        **fresh_period(event.period_start, event.period_end),
        anchor=event.anchor,
        usage=None,
        auto_renew=False,
        undo=None,
        transfer=None,
        announced={},
        ahead=None,
        clauses=bound_at(event.clauses, fact.happened_at),
        inactive_from=fact.happened_at,
        changed_at=fact.happened_at,
        warned=None,
    )


EFFECTS: dict[type[Event], Effect] = {
    e.TransferOffered: _offered,
    e.TransferAgreed: _agreed,
    e.TransferEnded: _ended,
    e.MembershipGiven: _given,
    e.MembershipReceived: _received,
}
