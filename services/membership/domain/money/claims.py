"""A member's own proof of payment: it gives access at once where our record disagrees, and is
settled by the host's report or by staff.

It counts for as long as that takes: being late with it is not the member's doing. It gives none
where it could not have renewed, and none for a year after one that was refused; it is checked all
the same. It lifts no hold.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from infra.kernel.errors import Conflict, NotAllowed
from infra.kernel.events import EventEnvelope
from infra.kernel.sentences import Either, Moment, both
from services.membership.contract.claim_commands import ClaimPayment, RefuseClaim
from services.membership.contract.claim_events import ClaimClosed, ClaimOverdue, PaymentClaimed
from services.membership.contract.event_types import body_of
from services.membership.contract.events import BalanceToppedUp
from services.membership.contract.words import CaseReason, Cause, ClaimEnd, Lifecycle
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.evidence import Payment, require_past
from services.membership.domain.aggregate.lifecycle import refusal
from services.membership.domain.aggregate.parts import (
    OpenClaim,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.aggregate.texts import checked_reason
from services.membership.domain.periods.grace import late_payment_time, late_payment_until
from services.membership.domain.recording.cases import want_case
from services.membership.domain.recording.ledger import require_amount, require_reference
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.terms.binding import parameter
from services.membership.domain.terms.terms import renewal_terms

CLAIM_HOURS = 72
NONE_AFTER_A_REFUSAL = timedelta(days=365)


def claim_payment(
    recorder: Recorder,
    command: ClaimPayment,
    history: Sequence[EventEnvelope],
    payment: Payment | None,
) -> None:
    """`history`: all events of the membership so far; `payment`: what is kept under the order's id,
    whoever's it is.

    Raises:
        NotAllowed: it is on record already, another one is being checked, or there is nothing that
            it could have renewed.
        Conflict: the order is another member's.
    """
    require_reference(command.order_id, "orderId")
    require_amount(command.amount)
    require_past(command.paid_at, recorder.now, Either("付款", "payment"), "paidAt")
    _require_unknown(recorder, command, history, payment)
    state = recorder.state
    if state.claim is not None and state.claim.order_id == command.order_id:
        return
    _require_free(state)
    recorder.record(
        PaymentClaimed(
            order_id=command.order_id,
            amount=command.amount,
            paid_at=command.paid_at,
            decide_by=recorder.now + _time_to_decide(state, recorder.catalog),
            access=_gives_access(recorder, command),
            plan=state.plan,
            plan_version=state.plan_version,
            price=renewal_terms(state, recorder.catalog).price,
            lifecycle_before=state.lifecycle or Lifecycle.EXPIRED,
        )
    )


def _require_unknown(
    recorder: Recorder,
    command: ClaimPayment,
    history: Sequence[EventEnvelope],
    payment: Payment | None,
) -> None:
    if payment is not None and payment.member_id != command.member_id:
        raise Conflict(
            both(
                "这个订单号不是您的付款；请核对后重新提交。",
                "This order is not a payment of yours; check its number and send it again.",
            ),
            field="orderId",
        )
    counted = [
        one.recorded_at
        for one in history
        if isinstance(body := body_of(one), BalanceToppedUp) and body.reference == command.order_id
    ]
    if payment is not None:
        counted.append(payment.recorded_at)
    if counted:
        raise refusal(
            recorder.state,
            both(
                "这笔付款已于 {at} 入账，不需要再核对。",
                "This payment is on record since {at}; there is nothing to check.",
                at=Moment(counted[0]),
            ),
        )


def _require_free(state: Membership) -> None:
    if state.claim is not None:
        raise refusal(
            state,
            both(
                "您的另一笔付款 {order} 正在核对，请等结果出来再提交。",
                "Another payment of yours, {order}, is being checked; send this one after that.",
                order=state.claim.order_id,
            ),
        )
    if state.lifecycle in (None, Lifecycle.CLOSED):
        raise NotAllowed(
            both(
                "没有可以续费的会员；请联系客服核对付款。",
                "There is no membership that it could have renewed; ask for a person to look.",
            )
        )


def _gives_access(recorder: Recorder, command: ClaimPayment) -> bool:
    state, refused = recorder.state, recorder.state.claim_refused_at
    if refused is not None and recorder.now < refused + NONE_AFTER_A_REFUSAL:
        return False
    covers = state.balance + command.amount >= renewal_terms(state, recorder.catalog).price
    if not covers or command.paid_at < state.period_start:
        return False
    if state.lifecycle is Lifecycle.GRACE:
        return True
    until = late_payment_until(state, recorder.catalog)
    lapsed = state.lifecycle is Lifecycle.EXPIRED and state.cause is not Cause.PAYMENT_REVERSED
    return lapsed and until is not None and command.paid_at <= until


def _time_to_decide(state: Membership, catalog: Catalog) -> timedelta:
    return timedelta(hours=parameter(state, catalog, "renewal", "claim_hours", CLAIM_HOURS))


def overdue(recorder: Recorder, at: datetime) -> None:
    claim = recorder.state.claim
    if claim is not None:
        recorder.record(
            ClaimOverdue(
                order_id=claim.order_id,
                amount=claim.amount,
                paid_at=claim.paid_at,
                decide_by=claim.decide_by,
                access=claim.access,
            ),
            cause=Cause.SYNC_DELAY,
            at=at,
        )
        want_case(recorder, CaseReason.OVERDUE_RECONCILIATION, recorder.state.ended_at)


def refuse_claim(recorder: Recorder, command: RefuseClaim) -> None:
    """
    Raises:
        NotAllowed: no such payment is being checked.
    """
    claim = recorder.state.claim
    if claim is None or claim.order_id != command.order_id:
        raise refusal(
            recorder.state,
            both(
                "没有正在核对的付款 {order}。",
                "No payment {order} is being checked.",
                order=command.order_id or "–",
            ),
        )
    close(recorder, ClaimEnd.REFUSED, checked_reason(command.reason))


def close(recorder: Recorder, how: ClaimEnd, reason: str = "") -> None:
    """Ends the claim, and the access that the member had by it alone unless it was confirmed."""
    state = recorder.state
    ended = provisional(state) is not None and how is not ClaimEnd.CONFIRMED
    recorder.record(
        ClaimClosed(
            order_id=state.claim.order_id if state.claim else "",
            how=how,
            access_ended=ended,
            plan=state.plan,
            plan_version=state.plan_version,
            price=state.price,
            balance=state.balance,
            reason=reason,
            pay_until=_pay_until(recorder) if ended else None,
        ),
        cause=state.cause if ended else None,
    )


def _pay_until(recorder: Recorder) -> datetime | None:
    claim = recorder.state.claim
    if claim is None or claim.grace_until is None:
        return None
    until = claim.grace_until + late_payment_time(recorder.state, recorder.catalog)
    return until if until > recorder.now else None


def provisional(state: Membership) -> OpenClaim | None:
    """The claim by which alone the member is one: the membership had expired."""
    claim = state.claim
    if claim is None or not claim.after_expiry or state.lifecycle is not Lifecycle.GRACE:
        return None
    return claim
