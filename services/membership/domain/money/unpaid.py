"""A renewal on record that the host finds not paid for: held while it is looked at, never lost in
silence.

Staff release the hold; where nobody has by its latest time it ends by itself. The time held is
given back. What was indeed not paid is reported as a refund of the whole.
"""

from collections.abc import Sequence
from datetime import timedelta

from infra.kernel.errors import NotFound
from infra.kernel.events import EventEnvelope
from infra.kernel.sentences import Either, both
from services.membership.contract.claim_commands import ReportUnpaidRenewal
from services.membership.contract.hold_events import Hold
from services.membership.contract.words import Cause, HoldKind, ReleaseBy
from services.membership.domain.holds.holds import place
from services.membership.domain.periods.bought_periods import bought_periods
from services.membership.domain.recording.recorder import Recorder

LOOKED_AT_WITHIN = timedelta(days=7)


def report_unpaid(
    recorder: Recorder, command: ReportUnpaidRenewal, history: Sequence[EventEnvelope]
) -> None:
    """`history`: all events of the membership so far.

    Raises:
        NotFound: this order renewed nothing that still runs.
        NotAllowed: a payment is being looked at already.
    """
    periods = bought_periods(recorder.history_after(history))
    orders = {one.order_id for one in periods if one.end > recorder.now} - {""}
    if command.order_id not in orders:
        raise NotFound(
            both(
                "订单 {order} 没有续过现在有效的会员；请核对编号。",
                "The order {order} renewed nothing that runs now; check its id.",
                order=command.order_id or "–",
            ),
            field="orderId",
        )
    hold = Hold(
        kind=HoldKind.PAYMENT_REVIEW,
        cause=Cause.DATA_FAULT,
        owner="STAFF",
        released_by=ReleaseBy.STAFF,
        placed_at=recorder.now,
        latest_release=recorder.now + LOOKED_AT_WITHIN,
        stops_period=True,
        order_id=command.order_id,
    )
    place(recorder, hold, Either("付款核查", "The payment review"))
