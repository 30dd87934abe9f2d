"""Payments that the host reports: to the balance first, then for the renewal they are meant for.

A payment made before grace ended counts as if it had been reported then. One made within the days
after it that the renewal clause allows begins a new period at the plan and price that were held,
from the moment of payment: the time between stays a gap. What renews nothing stays on the balance,
and the member is told what it buys. What was paid before a former platform's member was taken over,
for a time that was over by then, gives no free time months later: a person looks at it.
"""

from datetime import datetime, timedelta

from infra.kernel.sentences import Either
from services.membership.contract.breaker_words import LossKind
from services.membership.contract.commands import ReportPayment
from services.membership.contract.events import PaymentKept
from services.membership.contract.words import (
    Cause,
    ClaimEnd,
    KeptBecause,
    Lifecycle,
    PaymentPurpose,
    RenewedVia,
)
from services.membership.domain.aggregate.evidence import CLOCK_TOLERANCE, require_past
from services.membership.domain.aggregate.lifecycle import live
from services.membership.domain.aggregate.parts import (
    OpenClaim,
)
from services.membership.domain.former_platform.past_payments import have_looked_at, is_of_the_past
from services.membership.domain.money.claims import close, provisional
from services.membership.domain.periods import offers
from services.membership.domain.periods.grace import late_payment_time, late_payment_until
from services.membership.domain.periods.renewal import (
    PaymentTerms,
    charge_and_renew,
    may_renew_ahead,
)
from services.membership.domain.recording.ledger import settle, top_up
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.terms.terms import renewal_terms


def report_payment(recorder: Recorder, command: ReportPayment) -> None:
    """Money, then balance, then renewal where one is due and affordable."""
    require_past(command.paid_at, recorder.now, Either("付款", "payment"), "paidAt")
    top_up(recorder, command.amount, command.order_id)
    claim = recorder.state.claim
    claimed = claim is not None and claim.order_id == command.order_id
    if command.purpose is not PaymentPurpose.RENEWAL or not recorder.state.plan:
        _settled(recorder, ClaimEnd.KEPT, claimed)
        return
    past = is_of_the_past(recorder.state, recorder.catalog, command.paid_at)
    paid = None if past else _what_it_renews(recorder, command)
    if paid is None:
        settle(recorder)
        _settled(recorder, ClaimEnd.KEPT, claimed)
        _keep(recorder, command)
        if past:
            have_looked_at(recorder)
    else:
        charge_and_renew(recorder, RenewedVia.HOST_PAYMENT, paid=paid)
        _settled(recorder, ClaimEnd.CONFIRMED, claimed)


def _settled(recorder: Recorder, how: ClaimEnd, claimed: bool) -> None:
    """What the member said of the payment is settled by the report of it."""
    if claimed:
        close(recorder, how)


def _what_it_renews(recorder: Recorder, command: ReportPayment) -> PaymentTerms | None:
    """None: no renewal is due, or the balance does not cover it."""
    state = recorder.state
    paid_at = min(command.paid_at, recorder.now)
    if state.balance < _price_due(recorder):
        return None
    if (claim := provisional(state)) is not None:
        return _of_claimed(recorder, command, paid_at, claim)
    if live(state):
        renewing = PaymentTerms(order_id=command.order_id, paid_at=paid_at)
        return renewing if may_renew_ahead(recorder) else None
    return _after_the_end(recorder, command, paid_at)


def _after_the_end(
    recorder: Recorder, command: ReportPayment, paid_at: datetime
) -> PaymentTerms | None:
    state = recorder.state
    if offers.open_offer(state) is not None:
        return PaymentTerms(order_id=command.order_id, paid_at=paid_at)
    if not _in_time_after(recorder, paid_at):
        return None
    if state.grace_until is None:
        return _begun_again(command, max(paid_at, state.ended_at or paid_at), recorder.now)
    if paid_at <= state.grace_until:
        ended = state.ended_at or recorder.now
        return _credited(command, paid_at, recorder.now - ended)
    return _begun_again(command, paid_at, recorder.now)


def _of_claimed(
    recorder: Recorder, command: ReportPayment, paid_at: datetime, claim: OpenClaim
) -> PaymentTerms | None:
    """As if the membership had stayed expired; it was out only until the claim."""
    state = recorder.state
    if claim.grace_until is None:
        return None
    if paid_at <= claim.grace_until:
        out = claim.claimed_at - (state.ended_at or claim.claimed_at)
        return _credited(command, paid_at, out, begins=state.period_end)
    if paid_at > claim.grace_until + late_payment_time(state, recorder.catalog):
        return None
    return _begun_again(command, paid_at, max(claim.claimed_at, paid_at))


def _price_due(recorder: Recorder) -> int:
    return renewal_terms(recorder.state, recorder.catalog).price


def _in_time_after(recorder: Recorder, paid_at: datetime) -> bool:
    """Whether it expired, and is begun again by what was paid then."""
    until = late_payment_until(recorder.state, recorder.catalog)
    expired = recorder.state.lifecycle is Lifecycle.EXPIRED
    return expired and until is not None and paid_at <= until


def _begun_again(command: ReportPayment, begins: datetime, now: datetime) -> PaymentTerms:
    """Time that passed between payment and report is given back, as it was paid for. What paid
    before the membership ended by a refund counts from that end."""
    paid_at, late = min(command.paid_at, now), now - begins
    if late <= CLOCK_TOLERANCE:
        return PaymentTerms(order_id=command.order_id, paid_at=paid_at, begins=begins)
    return _credited(command, paid_at, late, begins=begins)


def _credited(
    command: ReportPayment, paid_at: datetime, time: timedelta, begins: datetime | None = None
) -> PaymentTerms:
    return PaymentTerms(
        order_id=command.order_id,
        paid_at=paid_at,
        credited=max(time, timedelta(0)),
        cause=Cause.SYNC_DELAY,
        begins=begins,
    )


def _keep(recorder: Recorder, command: ReportPayment) -> None:
    state = recorder.state
    kept, price, until = _what_it_buys(recorder)
    recorder.record(
        PaymentKept(
            order_id=command.order_id,
            amount=command.amount,
            balance=state.balance,
            plan=state.plan,
            plan_version=state.plan_version,
            price=price,
            missing=max(price - state.balance, 0),
            kept=kept,
            until=until,
            paid_at=command.paid_at,
        )
    )


def _what_it_buys(recorder: Recorder) -> tuple[KeptBecause, int, datetime | None]:
    """Why it renews nothing, the price of what it buys, and until when it does."""
    state = recorder.state
    if live(state):
        price = _price_due(recorder)
        too_little = state.balance < price
        under_review = state.defers(LossKind.LAPSE)
        until = None if under_review else state.grace_until or state.period_end
        return (
            (KeptBecause.TOO_LITTLE if too_little else KeptBecause.PAID_AHEAD),
            price,
            until,
        )
    if (offered := offers.open_offer(state)) is not None:
        return KeptBecause.TOO_LITTLE, state.price, offered
    if _in_time_after(recorder, recorder.now):
        return KeptBecause.TOO_LITTLE, state.price, late_payment_until(state, recorder.catalog)
    price = recorder.catalog.plans.successor(state.plan, recorder.now).plan.price
    if state.lifecycle is Lifecycle.EXPIRED:
        return KeptBecause.TOO_LATE, price, None
    return KeptBecause.ENDED, price, state.undo.until if state.undo else None
