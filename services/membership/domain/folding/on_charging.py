"""What reports of a method of payment, and requests to charge it, do to the state."""

from services.membership.contract import method_events as m
from services.membership.contract.events import Event
from services.membership.contract.method_words import ChargeEnd
from services.membership.domain.aggregate.bound_method import BoundMethod, Charge, RefusedMethod
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.folding.effects import (
    Effect,
    Fact,
    changed,
)


def _reported(event: m.MethodReported, state: Membership, fact: Fact) -> Membership:
    method = BoundMethod(
        masked=event.masked, expires_at=event.expires_at, reported_at=fact.happened_at
    )
    return changed(state, method=method)


def _removed(event: m.MethodRemoved, state: Membership, fact: Fact) -> Membership:
    return changed(state, method=None)


def _expiring(event: m.MethodExpiring, state: Membership, fact: Fact) -> Membership:
    method = state.method and changed(state.method, warned_for=event.period_end)
    return changed(state, method=method)


def _requested(event: m.ChargeRequested, state: Membership, fact: Fact) -> Membership:
    charge = Charge(
        version=fact.version,
        amount=event.amount,
        period_start=state.period_start,
        period_end=event.period_end,
        open_until=event.answer_by,
    )
    return changed(state, charge=charge)


def _refused(event: m.ChargeRefused, state: Membership, fact: Fact) -> Membership:
    """An answer that comes after its time is one all the same."""
    charge, method = state.charge, state.method
    if event.charge_id and charge is not None:
        charge = changed(charge, open_until=None, end=ChargeEnd.REFUSED, reason=event.reason)
    if method is not None and event.refused_at >= method.reported_at:
        refused = RefusedMethod(reason=event.reason, period_start=state.period_start)
        method = changed(method, refused=refused)
    return changed(state, charge=charge, method=method)


def _closed(event: m.ChargeClosed, state: Membership, fact: Fact) -> Membership:
    charge = state.charge and changed(state.charge, open_until=None, end=event.how)
    return changed(state, charge=charge)


EFFECTS: dict[type[Event], Effect] = {
    m.MethodReported: _reported,
    m.MethodRemoved: _removed,
    m.MethodExpiring: _expiring,
    m.ChargeRequested: _requested,
    m.ChargeRefused: _refused,
    m.ChargeClosed: _closed,
}
