"""Payments that the host reports: to the balance first, then for the renewal they are meant for.

A payment made before grace ended counts as if it had been reported then. One made within the days
after it that the renewal clause allows begins a new period at the plan and price that were held,
from the moment of payment: the time between stays a gap. What renews nothing stays on the balance,
and the member is told what it buys.
"""

from datetime import datetime, timedelta

from infra.kernel.sentences import Either
from services.membership.contract.commands import ReportPayment
from services.membership.contract.events import PaymentKept
from services.membership.contract.words import Cause, Kept, Lifecycle, PaymentPurpose, RenewedVia
from services.membership.domain.decision import Decision
from services.membership.domain.evidence import CLOCK_TOLERANCE, require_past
from services.membership.domain.ledger import top_up
from services.membership.domain.lifecycle import live
from services.membership.domain.renewal import (
    Paid,
    charge_and_renew,
    late_payment_until,
    may_renew_ahead,
)


def report_payment(decision: Decision, command: ReportPayment) -> None:
    """Money, then balance, then renewal where one is due and affordable."""
    require_past(command.paid_at, decision.now, Either("付款", "payment"), "paidAt")
    top_up(decision, command.amount, command.order_id)
    if command.purpose is not PaymentPurpose.RENEWAL or not decision.state.plan:
        return
    paid = _what_it_renews(decision, command)
    if paid is None:
        _keep(decision, command)
    else:
        charge_and_renew(decision, RenewedVia.HOST_PAYMENT, paid=paid)


def _what_it_renews(decision: Decision, command: ReportPayment) -> Paid | None:
    """None: no renewal is due, or the balance does not cover it."""
    state = decision.state
    paid_at = min(command.paid_at, decision.now)
    if state.balance < state.price:
        return None
    if live(state):
        renewing = Paid(order_id=command.order_id, paid_at=paid_at)
        return renewing if may_renew_ahead(decision) else None
    if not _in_time_after(decision, paid_at) or state.grace_until is None:
        return None
    if paid_at <= state.grace_until:
        ended = state.ended_at or decision.now
        return _credited(command, paid_at, decision.now - ended)
    return _begun_again(command, paid_at, decision.now - paid_at)


def _in_time_after(decision: Decision, paid_at: datetime) -> bool:
    """Whether it expired, and is begun again by what was paid then."""
    until = late_payment_until(decision.state, decision.catalog)
    expired = decision.state.lifecycle is Lifecycle.EXPIRED
    return expired and until is not None and paid_at <= until


def _begun_again(command: ReportPayment, paid_at: datetime, late: timedelta) -> Paid:
    """Time that passed between payment and report is given back, as it was paid for."""
    if late <= CLOCK_TOLERANCE:
        return Paid(order_id=command.order_id, paid_at=paid_at, begins=paid_at)
    return _credited(command, paid_at, late, begins=paid_at)


def _credited(
    command: ReportPayment, paid_at: datetime, time: timedelta, begins: datetime | None = None
) -> Paid:
    return Paid(
        order_id=command.order_id,
        paid_at=paid_at,
        credited=max(time, timedelta(0)),
        cause=Cause.SYNC_DELAY,
        begins=begins,
    )


def _keep(decision: Decision, command: ReportPayment) -> None:
    state = decision.state
    kept, price, until = _what_it_buys(decision)
    decision.record(
        PaymentKept(
            order_id=command.order_id,
            amount=command.amount,
            balance=state.balance,
            plan=state.plan,
            price=price,
            missing=max(price - state.balance, 0),
            kept=kept,
            until=until,
            paid_at=command.paid_at,
        )
    )


def _what_it_buys(decision: Decision) -> tuple[Kept, int, datetime | None]:
    """Why it renews nothing, the price of what it buys, and until when it does."""
    state = decision.state
    if live(state):
        too_little = state.balance < state.price
        until = state.grace_until or state.period_end
        return (Kept.TOO_LITTLE if too_little else Kept.PAID_AHEAD), state.price, until
    if _in_time_after(decision, decision.now):
        return Kept.TOO_LITTLE, state.price, late_payment_until(state, decision.catalog)
    price = decision.catalog.plans[state.plan].price
    if state.lifecycle is Lifecycle.EXPIRED:
        return Kept.TOO_LATE, price, None
    return Kept.ENDED, price, state.undo.until if state.undo else None
