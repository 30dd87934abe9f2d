"""A chargeback that was won gives back exactly what it took: the money lies where it lay before,
and the time that was left is there again.

A membership that runs grows by that time; one that has run out begins again with it. Where neither
can be, because it was cancelled or closed meanwhile, the money is on the balance instead.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from infra.kernel.errors import InvalidInput, NotFound
from infra.kernel.events import EventEnvelope
from infra.kernel.sentences import both
from services.membership.contract import money_events as m
from services.membership.contract.commands import ReportChargebackWon
from services.membership.contract.event_types import body_of
from services.membership.contract.events import Event
from services.membership.contract.words import Cause, Lifecycle, RefundKind
from services.membership.domain.aggregate.lifecycle import live
from services.membership.domain.recording.ledger import shifted
from services.membership.domain.recording.recorder import Recorder

_Taken = m.MembershipReversed | m.PeriodTakenBack


def report_chargeback_won(
    recorder: Recorder, command: ReportChargebackWon, history: Sequence[EventEnvelope]
) -> None:
    """`history`: all events of the membership so far.

    Raises:
        NotFound: nothing of this id went back.
        InvalidInput: it was a refund, which no bank gives back.
    """
    bodies = [body_of(one) for one in recorder.history_after(history)]
    lost = _chargeback(bodies, command.refund_id)
    if any(isinstance(b, m.ChargebackWon) and b.refund_id == lost.refund_id for b in bodies):
        return
    taken = _time_taken(bodies, lost.order_id)
    gives_time = taken is not None and _can_run(recorder)
    if taken is None:
        to_revenue = lost.from_revenue
    else:
        to_revenue = lost.from_revenue + taken.credited if gives_time else 0
    _take_money(recorder, lost, to_revenue)
    if taken is not None and gives_time:
        _reinstate(recorder, lost, taken)


def _chargeback(bodies: Sequence[Event], refund_id: str) -> m.PaymentRefunded:
    found = (b for b in bodies if isinstance(b, m.PaymentRefunded) and b.refund_id == refund_id)
    lost = next(found, None)
    if lost is None:
        raise NotFound(
            both(
                "没有编号为 {id} 的拒付记录；请先报告拒付（reportRefund）。",
                "No chargeback {id} is known; report the chargeback first (reportRefund).",
                id=refund_id or "–",
            ),
            field="refundId",
        )
    if lost.kind is not RefundKind.CHARGEBACK:
        raise InvalidInput(
            both(
                "{id} 是退款，不是拒付；如会员又付了款，请报告新的付款（reportPayment）。",
                "{id} was a refund and no chargeback; if the member paid again, report a new "
                "payment (reportPayment).",
                id=refund_id,
            ),
            field="refundId",
        )
    return lost


def _time_taken(bodies: Sequence[Event], order_id: str) -> _Taken | None:
    """What the refunds of the order took of the membership, unless it is there again."""
    about = [
        body
        for body in bodies
        if isinstance(body, m.MembershipReversed | m.PeriodTakenBack | m.MembershipReinstated)
        and body.order_id == order_id
    ]
    last = about[-1] if about else None
    return last if isinstance(last, m.MembershipReversed | m.PeriodTakenBack) else None


def _can_run(recorder: Recorder) -> bool:
    return live(recorder.state) or recorder.state.lifecycle is Lifecycle.EXPIRED


def _take_money(recorder: Recorder, lost: m.PaymentRefunded, to_revenue: int) -> None:
    state = recorder.state
    balance, owed = shifted(state, lost.amount - to_revenue)
    recorder.record(
        m.ChargebackWon(
            order_id=lost.order_id,
            refund_id=lost.refund_id,
            amount=lost.amount,
            to_revenue=to_revenue,
            balance_change=balance - state.balance,
            owed_change=owed - state.owed,
            balance_after=balance,
            owed_after=owed,
        )
    )


def _reinstate(recorder: Recorder, lost: m.PaymentRefunded, taken: _Taken) -> None:
    state = recorder.state
    start, end = _period(recorder, _length(taken))
    recorder.record(
        m.MembershipReinstated(
            order_id=lost.order_id,
            refund_id=lost.refund_id,
            plan=state.plan,
            plan_version=state.plan_version,
            price=state.price,
            lifecycle_before=state.lifecycle or Lifecycle.EXPIRED,
            period_start=start,
            period_end=end,
        )
    )


def _length(taken: _Taken) -> timedelta:
    if isinstance(taken, m.MembershipReversed):
        return taken.period_end - taken.left_from
    return taken.period_end_before - taken.period_end


def _period(recorder: Recorder, time: timedelta) -> tuple[datetime, datetime]:
    """In grace the time counts from now: grace is free."""
    state = recorder.state
    if state.lifecycle is Lifecycle.ACTIVE:
        return state.period_start, state.period_end + time
    begins = state.clock_stopped_at or recorder.now
    ended_by_it = state.lifecycle is Lifecycle.EXPIRED and state.cause is Cause.PAYMENT_REVERSED
    return state.period_start if ended_by_it else begins, begins + time
