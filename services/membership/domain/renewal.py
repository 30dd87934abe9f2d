"""Enrol, renew, auto-renew, lapse.

A membership can be renewed ahead while at most one whole period is left, so that at most two are
ever paid for. In grace the new period starts where the old one ended, at the original price.
"""

from datetime import datetime, timedelta

import msgspec

from infra.kernel.errors import Conflict, InvalidInput
from services.membership.contract import events as e
from services.membership.contract.commands import Enrol, Renew, ReportPayment, SetAutoRenew
from services.membership.contract.views import Plan
from services.membership.contract.words import Cause, Lifecycle, PaymentPurpose, RenewedVia
from services.membership.domain.decision import FILLED_IN, Decision
from services.membership.domain.effects_on_period import ATTEMPT_OFFSETS
from services.membership.domain.ledger import debit, top_up
from services.membership.domain.lifecycle import live, refusal, require_live
from services.membership.domain.state import Membership

REMINDER_DAYS = 3
CLOCK_TOLERANCE = timedelta(minutes=5)


def enrol(decision: Decision, command: Enrol) -> None:
    if live(decision.state):
        raise refusal(decision.state, "There is a running membership already.")
    if decision.state.lifecycle is Lifecycle.CLOSED:
        raise refusal(decision.state, "The membership is closed.")
    plan = decision.catalog.plan(command.plan)
    debit(decision, plan.price, "ENROL", plan.code)
    decision.record(
        e.MembershipEnrolled(
            plan=plan.code,
            price=plan.price,
            period_start=decision.now,
            period_end=decision.now + timedelta(days=plan.period_days),
            auto_renew=command.auto_renew,
            clauses=decision.catalog.in_force(decision.now),
            benefits_after=FILLED_IN,
        )
    )


def set_auto_renew(decision: Decision, command: SetAutoRenew) -> None:
    require_live(decision.state, "Automatic renewal")
    if decision.state.auto_renew is not command.on:
        decision.record(e.AutoRenewSet(on=command.on))


def renew(decision: Decision, command: Renew) -> None:
    state = decision.state
    require_live(state, "Renewing")
    if command.expected_price is not None and command.expected_price != state.price:
        raise Conflict(
            f"The price is {state.price} minor units now; look at it and confirm again.",
            field="expectedPrice",
            details={"price": state.price},
        )
    if not may_renew_ahead(decision):
        raise refusal(state, "More than one whole period is paid for already.")
    charge_and_renew(decision, RenewedVia.MEMBER)


def may_renew_ahead(decision: Decision) -> bool:
    state = decision.state
    return state.period_end - decision.now <= period_of(decision)


def period_of(decision: Decision) -> timedelta:
    return timedelta(days=_plan(decision).period_days)


def _plan(decision: Decision) -> Plan:
    return decision.catalog.plan(decision.state.plan)


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """What a renewal owes to the way in which it was paid."""

    order_id: str = ""
    paid_at: datetime | None = None
    credited: timedelta = timedelta(0)
    cause: Cause | None = None


def charge_and_renew(
    decision: Decision,
    via: RenewedVia,
    at: datetime | None = None,
    payment: Payment | None = None,
) -> None:
    """Debits the price and adds a period to where the last one ended.

    Raises:
        InsufficientBalance: nothing was recorded.
    """
    payment = payment or Payment()
    state, price = decision.state, decision.state.price
    debit(decision, price, "RENEWAL", payment.order_id or via.value, at)
    decision.record(
        e.MembershipRenewed(
            via=via,
            plan=state.plan,
            price=price,
            order_id=payment.order_id,
            period_start=state.period_end,
            period_end=state.period_end + period_of(decision) + payment.credited,
            continuous=True,
            credited_seconds=int(payment.credited.total_seconds()),
            lifecycle_before=state.lifecycle or Lifecycle.ACTIVE,
            paid_at=payment.paid_at or decision.happens_at(at or decision.now),
            benefits_before=FILLED_IN,
            benefits_after=FILLED_IN,
        ),
        cause=payment.cause,
        at=at,
    )


def report_payment(decision: Decision, command: ReportPayment) -> None:
    """Money, then balance, then renewal where one is due and affordable."""
    if command.paid_at > decision.now + CLOCK_TOLERANCE:
        raise InvalidInput("paid_at is in the future.", field="paidAt")
    top_up(decision, command.amount, command.order_id)
    affordable = decision.state.balance >= decision.state.price
    if command.purpose is not PaymentPurpose.RENEWAL or not affordable:
        return
    payment = Payment(order_id=command.order_id, paid_at=command.paid_at)
    if live(decision.state) and may_renew_ahead(decision):
        charge_and_renew(decision, RenewedVia.HOST_PAYMENT, payment=payment)
    elif paid_in_time(decision.state, command.paid_at):
        _give_back(decision, payment)


def paid_in_time(state: Membership, paid_at: datetime) -> bool:
    """It expired although the money had been there before the end of grace."""
    expired = state.lifecycle is Lifecycle.EXPIRED and state.grace_until is not None
    return expired and state.grace_until is not None and paid_at <= state.grace_until


def _give_back(decision: Decision, payment: Payment) -> None:
    ended = decision.state.ended_at or decision.now
    late = msgspec.structs.replace(
        payment, credited=max(decision.now - ended, timedelta(0)), cause=Cause.SYNC_DELAY
    )
    charge_and_renew(decision, RenewedVia.HOST_PAYMENT, payment=late)


def remind(decision: Decision, at: datetime) -> None:
    """Three days before the end; a shortfall is told as such."""
    state = decision.state
    if state.auto_renew and state.balance < state.price:
        decision.record(
            e.BalanceLow(
                period_end=state.period_end,
                price=state.price,
                balance=state.balance,
                missing=state.price - state.balance,
            ),
            at=at,
        )
        return
    decision.record(
        e.RenewalComing(
            period_end=state.period_end,
            price=state.price,
            balance=state.balance,
            auto_renew=state.auto_renew,
        ),
        at=at,
    )


def end_period(decision: Decision, at: datetime) -> None:
    """Auto-renewal, or grace when it is off or fails."""
    if decision.state.auto_renew and _attempt(decision, at):
        return
    state = decision.state
    decision.record(
        e.GraceStarted(
            period_end=state.period_end,
            grace_until=_grace_end(decision, at),
            price=state.price,
            balance=state.balance,
            auto_renew=state.auto_renew,
        ),
        cause=_lapse_cause(state),
        at=at,
    )


def attempt_again(decision: Decision, at: datetime) -> None:
    _attempt(decision, at)


def _attempt(decision: Decision, at: datetime) -> bool:
    """Tries the next auto-renewal; a failure says what is missing."""
    state = decision.state
    if state.balance >= state.price:
        charge_and_renew(decision, RenewedVia.AUTO_RENEW, at)
        return True
    decision.record(
        e.AutoRenewFailed(
            attempt=state.attempts + 1,
            price=state.price,
            balance=state.balance,
            missing=state.price - state.balance,
            next_attempt_at=_next_attempt(decision, at),
            grace_until=_grace_end(decision, at),
        ),
        cause=Cause.PAYMENT_FAILED,
        at=at,
    )
    return False


def _next_attempt(decision: Decision, due: datetime) -> datetime | None:
    """After the one that is due, if grace lasts that long."""
    attempts = decision.state.attempts + 1
    if attempts >= len(ATTEMPT_OFFSETS):
        return None
    began = decision.state.grace_from or decision.happens_at(due)
    at = began + ATTEMPT_OFFSETS[attempts]
    return at if at < _grace_end(decision, due) else None


def _grace_end(decision: Decision, due: datetime) -> datetime:
    """In grace the end that was promised; before it, the whole grace from when it begins: a
    member who learns late that the period is over has all of it still."""
    state = decision.state
    if state.lifecycle is Lifecycle.GRACE and state.grace_until is not None:
        return state.grace_until
    return decision.happens_at(due) + timedelta(hours=_plan(decision).grace_hours)


def expire(decision: Decision, at: datetime) -> None:
    state = decision.state
    decision.record(
        e.MembershipExpired(
            plan=state.plan,
            price=state.price,
            period_end=state.period_end,
            grace_until=state.grace_until or at,
            balance=state.balance,
            auto_renew=state.auto_renew,
            benefits_before=FILLED_IN,
            benefits_after=FILLED_IN,
        ),
        cause=_lapse_cause(state),
        at=at,
    )


def _lapse_cause(state: Membership) -> Cause:
    return Cause.PAYMENT_FAILED if state.auto_renew and state.attempts else Cause.LAPSED
