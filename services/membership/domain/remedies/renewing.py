"""A renewal that a decision gives: at the price held, from the balance, as if grace had not ended.

Continuous within the days in which a payment still counts for the period that ended (clause
`renewal`); later it begins now, for nobody pays for time that is over. What the balance lacks is
asked for as an offer. A period that was paid for is given as if the payment had been recorded when
it was made: the time out is given back.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from infra.kernel.errors import NotAllowed
from infra.kernel.events import EventEnvelope
from infra.kernel.sentences import both
from services.membership.contract import events as e
from services.membership.contract.event_types import body_of
from services.membership.contract.money_events import PaymentRefunded
from services.membership.contract.words import Cause, Lifecycle, RenewedVia
from services.membership.domain.aggregate.lifecycle import AS_SAID, live, refusal
from services.membership.domain.periods import offers
from services.membership.domain.periods.grace import late_payment_until
from services.membership.domain.periods.renewal import PaymentTerms, charge_and_renew
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.remedies.asked_part import AskedPart
from services.membership.domain.remedies.lifting import lift_wrong_holds
from services.membership.domain.remedies.restoring import time_lost
from services.membership.domain.terms.terms import held_terms


def renew_at_price_held(recorder: Recorder, asked: AskedPart) -> None:
    """
    Raises:
        NotAllowed: it neither expired nor is in grace.
    """
    state, command = recorder.state, asked.command
    if state.lifecycle not in (Lifecycle.EXPIRED, Lifecycle.GRACE):
        raise refusal(
            state,
            both(
                "只有宽限期内或已过期的会员可以按原价续费；目前的状态是：{current}。",
                "Only a membership in grace, or one that expired, is renewed at its price; this "
                "one is {current}.",
                current=AS_SAID[state.lifecycle],
            ),
        )
    if state.balance < state.price:
        offers.offer(recorder, command.remedy_id, command.appeal_number, command.loss_cause,
                     asked.reason)  # fmt: skip
        return
    paid = PaymentTerms(begins=_begins(recorder))
    terms = held_terms(state, recorder.catalog)
    charge_and_renew(recorder, RenewedVia.MEMBER, paid=paid, terms=terms)


def _begins(recorder: Recorder) -> datetime | None:
    """None: where the last period ended."""
    until = late_payment_until(recorder.state, recorder.catalog)
    in_time = live(recorder.state) or (until is not None and recorder.now <= until)
    return None if in_time else recorder.now


def give_paid_period(recorder: Recorder, asked: AskedPart) -> None:
    """
    Raises:
        NotAllowed: no such payment is on record, it paid for a period already or went back, or the
            membership was ended.
        InsufficientBalance: what it paid is not on the balance any more.
    """
    state, order_id = recorder.state, asked.part.order_id
    history = asked.history_with(recorder)
    _require_unused(history, order_id)
    if not live(state) and state.lifecycle is not Lifecycle.EXPIRED:
        raise refusal(
            state,
            both(
                "会员已被终止，付款不能再用于续费；可按剩余时间恢复（不填 orderId）。",
                "The membership was ended, so a payment renews nothing; restore what was left of "
                "it, without orderId.",
            ),
        )
    lift_wrong_holds(recorder, asked)
    loss = asked.loss(recorder)
    out = time_lost(loss, history, recorder.now) if loss else timedelta(0)
    terms = held_terms(state, recorder.catalog)
    paid = PaymentTerms(
        order_id=order_id, paid_at=recorder.now, credited=out, cause=Cause.SYNC_DELAY
    )
    charge_and_renew(recorder, RenewedVia.HOST_PAYMENT, paid=paid, terms=terms)


def _require_unused(history: Sequence[EventEnvelope], order_id: str) -> None:
    bodies = [body_of(event) for event in history]
    if not any(isinstance(b, e.BalanceToppedUp) and b.reference == order_id for b in bodies):
        raise NotAllowed(
            both(
                "没有该会员的付款 {order} 的记录；请先由商城上报这笔付款。",
                "No payment {order} of this member is on record; have the shop report it first.",
                order=order_id,
            ),
            field="orderId",
        )
    used = any(isinstance(b, e.MembershipRenewed) and b.order_id == order_id for b in bodies)
    back = any(isinstance(b, PaymentRefunded) and b.order_id == order_id for b in bodies)
    if used or back:
        raise NotAllowed(
            both(
                "付款 {order} 已用于续费或已退还。",
                "The payment {order} has paid for a period already, or went back.",
                order=order_id,
            ),
            field="orderId",
        )
