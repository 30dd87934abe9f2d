"""Refunds and chargebacks: money of an order went back to the payer.

A part leaves the period alone that the order paid for, and the whole of a past one changes nothing
now. The whole of the running one ends it; where another is paid for, that one begins in its place.
The whole of one paid ahead takes that one only. What paid for no period is taken from the balance,
never below zero: what is missing is owed, and settled by the next money that renews nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from infra.kernel.errors import InvalidInput, NotFound
from infra.kernel.events import EventEnvelope
from infra.kernel.sentences import Amount, Either, both
from services.membership.contract import money_events as m
from services.membership.contract.commands import ReportRefund
from services.membership.contract.event_types import body_of
from services.membership.contract.events import (
    BalanceToppedUp,
    MembershipImported,
    MembershipRenewed,
)
from services.membership.contract.words import Cause, PaymentPurpose, RefundOutcome
from services.membership.domain.aggregate.evidence import Payment, require_past
from services.membership.domain.aggregate.lifecycle import live
from services.membership.domain.periods.bought_periods import BoughtPeriod, bought_periods
from services.membership.domain.periods.grace import late_payment_time
from services.membership.domain.periods.period import prorated, share
from services.membership.domain.recording.ledger import (
    credit,
    require_reference,
    settle,
    shifted,
)
from services.membership.domain.recording.recorder import Recorder


class Purchase(msgspec.Struct, frozen=True, kw_only=True):
    """What an order paid in all, what of it went back so far, and the price of the period that it
    bought, zero where it bought none. `place`: of that period among `periods`, none where it is not
    among those of the membership that runs."""

    paid: int
    refunded: int
    price: int
    periods: Sequence[BoughtPeriod]
    place: int | None

    @property
    def left(self) -> int:
        return self.paid - self.refunded

    @property
    def beside(self) -> int:
        """What it paid beyond the price, and is not back yet; it goes back first."""
        return max(self.paid - self.price - self.refunded, 0)


def report_refund(
    recorder: Recorder,
    command: ReportRefund,
    history: Sequence[EventEnvelope],
    payment: Payment | None,
) -> None:
    """`history`: all events of the membership so far; `payment`: as it is kept, where it is.

    Raises:
        NotFound: no payment of this order is known.
        InvalidInput: more than what is left of it, in the future, or not an id.
    """
    require_past(command.refunded_at, recorder.now, Either("退款", "refund"), "refundedAt")
    require_reference(command.refund_id, "refundId")
    bought = _purchase(command.order_id, recorder.history_after(history), payment)
    _require_left(command, bought)
    outcome = _outcome(recorder, bought, whole=command.amount == bought.left)
    _take_money(recorder, command, bought, outcome)
    if outcome is RefundOutcome.ENDED:
        _end(recorder, command, bought)
    elif outcome in (RefundOutcome.NEXT_BEGAN, RefundOutcome.AHEAD):
        _take_period(recorder, command, bought, outcome)


def _purchase(order_id: str, history: Sequence[EventEnvelope], payment: Payment | None) -> Purchase:
    """
    Raises:
        NotFound: no payment of this order is known.
    """
    bodies = [body_of(one) for one in history]
    paid = [b.amount for b in bodies if isinstance(b, BalanceToppedUp) and b.reference == order_id]
    if not paid and payment is not None and payment.imported:
        paid = [payment.amount]
    if not order_id or not paid:
        raise _unknown(order_id)
    periods = bought_periods(history)
    return Purchase(
        paid=paid[0],
        refunded=sum(_gone_back(body, order_id) for body in bodies),
        price=_price_of(bodies, order_id, payment),
        periods=periods,
        place=_place(periods, bodies, order_id, payment),
    )


def _unknown(order_id: str) -> NotFound:
    return NotFound(
        both(
            "没有订单 {order} 的付款记录；请核对编号，或先报告付款（reportPayment），再报退款。",
            "No payment of the order {order} is known; check the id, or report the payment first "
            "(reportPayment), and then the refund again.",
            order=order_id or "–",
        ),
        field="orderId",
    )


def _gone_back(body: object, order_id: str) -> int:
    match body:
        case m.PaymentRefunded(order_id=own, amount=amount) if own == order_id:
            return amount
        case m.ChargebackWon(order_id=own, amount=amount) if own == order_id:
            return -amount
    return 0


def _price_of(bodies: Sequence[object], order_id: str, payment: Payment | None) -> int:
    for body in reversed(bodies):
        if isinstance(body, MembershipRenewed) and body.order_id == order_id:
            return body.price
    if payment is None or not payment.imported or payment.purpose is not PaymentPurpose.RENEWAL:
        return 0
    paid_for = _taken_over(bodies, payment)
    return paid_for.price if paid_for else payment.amount


def _taken_over(bodies: Sequence[object], payment: Payment) -> MembershipImported | None:
    """The period of a former platform that the payment was for, by that platform's word."""
    imported = [body for body in bodies if isinstance(body, MembershipImported)]
    return next((one for one in imported if one.period_start == payment.pays_from), None)


def _place(
    periods: Sequence[BoughtPeriod],
    bodies: Sequence[object],
    order_id: str,
    payment: Payment | None,
) -> int | None:
    found = (i for i, one in enumerate(periods) if one.order_id == order_id)
    if (place := next(found, None)) is not None or payment is None or not payment.imported:
        return place
    former = _taken_over(bodies, payment)
    starts = (i for i, one in enumerate(periods) if former and one.start == former.period_start)
    return next(starts, None)


def _require_left(command: ReportRefund, bought: Purchase) -> None:
    if not 0 < command.amount <= bought.left:
        raise InvalidInput(
            both(
                "这笔订单共付 {paid}，已退 {refunded}；退款须在 {least} 与 {left} 之间。",
                "The order was paid {paid}, of which {refunded} went back already; a refund is "
                "between {least} and {left}.",
                paid=Amount(bought.paid),
                refunded=Amount(bought.refunded),
                least=Amount(1),
                left=Amount(bought.left),
            )
            if bought.left
            else both(
                "这笔订单的 {paid} 已全部退回。",
                "All of the {paid} that this order was paid went back already.",
                paid=Amount(bought.paid),
            ),
            field="amount",
            details={"paid": bought.paid, "refunded": bought.refunded, "left": bought.left},
        )


def _instant(recorder: Recorder) -> datetime:
    """Where the membership's time stands: a hold may have stopped it."""
    return recorder.state.clock_stopped_at or recorder.now


def _outcome(recorder: Recorder, bought: Purchase, *, whole: bool) -> RefundOutcome:
    if not bought.price:
        return RefundOutcome.BALANCE
    if bought.place is None or not _can_run(recorder):
        return RefundOutcome.PAST
    if bought.periods[bought.place].end <= _instant(recorder):
        return RefundOutcome.PAST
    return _of_whole(recorder, bought, bought.place) if whole else RefundOutcome.PART


def _of_whole(recorder: Recorder, bought: Purchase, place: int) -> RefundOutcome:
    if bought.periods[place].start > _instant(recorder):
        return RefundOutcome.AHEAD
    if place + 1 < len(bought.periods):
        return RefundOutcome.NEXT_BEGAN
    return RefundOutcome.ENDED if live(recorder.state) else RefundOutcome.UNDO_ENDED


def _can_run(recorder: Recorder) -> bool:
    """It runs, or would if its cancellation were undone."""
    return live(recorder.state) or recorder.state.undo is not None


def _take_money(
    recorder: Recorder, command: ReportRefund, bought: Purchase, outcome: RefundOutcome
) -> None:
    state = recorder.state
    from_member = min(command.amount, bought.beside)
    balance, owed = shifted(state, -from_member)
    recorder.record(
        m.PaymentRefunded(
            order_id=command.order_id,
            refund_id=command.refund_id,
            kind=command.kind,
            outcome=outcome,
            amount=command.amount,
            refunded=bought.refunded + command.amount,
            paid=bought.paid,
            from_revenue=command.amount - from_member,
            balance_change=balance - state.balance,
            owed_change=owed - state.owed,
            balance_after=balance,
            owed_after=owed,
            refunded_at=command.refunded_at,
        )
    )


def _give_back(recorder: Recorder, bought: Purchase, period: BoughtPeriod, left: timedelta) -> int:
    """What the balance had paid for the period is on it again, as far as it was not used: the rest
    of its price, and upgrades within it for the time that was `left`."""
    upgrades = sum(prorated(paid, share(left, period.end - at)) for at, paid in period.upgraded)
    amount = max(bought.price - bought.paid, 0) + upgrades
    credit(recorder, amount, "REVERSAL", period.order_id)
    settle(recorder)
    return amount


def _end(recorder: Recorder, command: ReportRefund, bought: Purchase) -> None:
    state, period = recorder.state, bought.periods[bought.place or 0]
    left = state.period_end - _instant(recorder)
    credited = _give_back(recorder, bought, period, left)
    recorder.record(
        m.MembershipReversed(
            plan=state.plan,
            plan_version=state.plan_version,
            price=state.price,
            order_id=command.order_id,
            refund_id=command.refund_id,
            kind=command.kind,
            amount=bought.paid,
            period_end=state.period_end,
            left_from=_instant(recorder),
            credited=credited,
            balance=recorder.state.balance,
            pay_until=recorder.now + late_payment_time(state, recorder.catalog),
        ),
        cause=Cause.PAYMENT_REVERSED,
    )


def _take_period(
    recorder: Recorder, command: ReportRefund, bought: Purchase, outcome: RefundOutcome
) -> None:
    state, period = recorder.state, bought.periods[bought.place or 0]
    ahead = outcome is RefundOutcome.AHEAD
    taken = period.length if ahead else period.end - _instant(recorder)
    credited = _give_back(recorder, bought, period, taken)
    recorder.record(
        m.PeriodTakenBack(
            plan=state.plan,
            plan_version=state.plan_version,
            price=bought.price,
            order_id=command.order_id,
            refund_id=command.refund_id,
            kind=command.kind,
            amount=bought.paid,
            begins_next=not ahead,
            period_start=state.period_start if ahead else _instant(recorder),
            period_end=state.period_end - taken,
            period_end_before=state.period_end,
            credited=credited,
        ),
        cause=Cause.PAYMENT_REVERSED,
    )
