"""How events of money that goes back change balance, debt and period."""

from datetime import datetime

from services.membership.contract import money_events as m
from services.membership.contract.events import Event
from services.membership.contract.words import Cause, Lifecycle, RefundOutcome
from services.membership.domain.aggregate.lifecycle import moved
from services.membership.domain.aggregate.parts import (
    Undoable,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.folding.effects import (
    Effect,
    Fact,
    changed,
)


def _credited(event: m.BalanceCredited, state: Membership, fact: Fact) -> Membership:
    return changed(state, balance=event.balance_after)


def _withdrawn(event: m.BalanceWithdrawn, state: Membership, fact: Fact) -> Membership:
    return changed(state, balance=event.balance_after)


def _settled(event: m.OwedSettled, state: Membership, fact: Fact) -> Membership:
    return changed(state, balance=event.balance_after, owed=event.owed_after)


def _won(event: m.ChargebackWon, state: Membership, fact: Fact) -> Membership:
    return changed(state, balance=event.balance_after, owed=event.owed_after)


def _refunded(event: m.PaymentRefunded, state: Membership, fact: Fact) -> Membership:
    undone = event.outcome is RefundOutcome.UNDO_ENDED
    return changed(
        state,
        balance=event.balance_after,
        owed=event.owed_after,
        undo=None if undone else state.undo,
    )


def _reversed(event: m.MembershipReversed, state: Membership, fact: Fact) -> Membership:
    return moved(
        state,
        Lifecycle.EXPIRED,
        cause=Cause.PAYMENT_REVERSED,
        period_end=fact.happened_at,
        grace_from=None,
        grace_until=None,
        ended_at=fact.happened_at,
        undo=None,
        ahead=None,
        warned=None,
    )


def _taken_back(event: m.PeriodTakenBack, state: Membership, fact: Fact) -> Membership:
    period = {"period_start": event.period_start, "period_end": event.period_end}
    begins = event.period_start if event.begins_next else None
    return changed(
        state,
        **period,
        changed_at=fact.happened_at,
        undo=_without_it(event, state, period),
        ahead=changed(state.ahead, begins=begins) if state.ahead and begins else None,
    )


def _without_it(
    event: m.PeriodTakenBack, state: Membership, period: dict[str, datetime]
) -> Undoable | None:
    """Undoing gives no period back that is not paid for, and charges nothing for it."""
    if state.undo is None:
        return None
    owed = max(state.undo.owed - max(state.undo.price - event.price, 0), 0)
    cancelled = state.lifecycle is Lifecycle.CANCELLED
    return changed(state.undo, owed=owed, **(period if cancelled else {}))


def _reinstated(event: m.MembershipReinstated, state: Membership, fact: Fact) -> Membership:
    began_again = event.lifecycle_before is not Lifecycle.ACTIVE
    return moved(
        state,
        Lifecycle.ACTIVE,
        cause=None,
        period_start=event.period_start,
        period_end=event.period_end,
        grace_from=None,
        grace_until=None,
        ended_at=None,
        attempts=0,
        inactive_from=fact.happened_at if began_again else state.inactive_from,
        changed_at=fact.happened_at,
    )


EFFECTS: dict[type[Event], Effect] = {
    m.PaymentRefunded: _refunded,
    m.MembershipReversed: _reversed,
    m.PeriodTakenBack: _taken_back,
    m.ChargebackWon: _won,
    m.MembershipReinstated: _reinstated,
    m.BalanceCredited: _credited,
    m.OwedSettled: _settled,
    m.BalanceWithdrawn: _withdrawn,
}
