"""The discount that a loss took from orders made meanwhile, back on the balance: each order once,
however many decisions there are."""

from collections.abc import Iterable, Iterator

from infra.kernel.errors import NotAllowed
from infra.kernel.events import EventEnvelope
from infra.kernel.sentences import both
from services.membership.contract.event_types import body_of
from services.membership.contract.remedies import CreditedOrder
from services.membership.contract.remedy_events import DiscountCredited
from services.membership.domain.explain.loss import Loss
from services.membership.domain.explain.missed import discounted_up_to, during, missed_discount
from services.membership.domain.recording.ledger import require_room
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.remedies.asked_part import AskedPart


def credit_difference(recorder: Recorder, asked: AskedPart) -> None:
    """
    Raises:
        NotAllowed: no loss, or no order that the discount would have made cheaper and that was not
            made good yet.
        InvalidInput: more than a balance holds.
    """
    loss = asked.loss(recorder)
    orders = _dearer(recorder, asked, loss) if loss else ()
    amount = sum(order.amount for order in orders)
    if not amount:
        raise NotAllowed(
            both(
                "此次损失期间没有因缺少会员折扣而多付的订单，无可补差价。",
                "No order of that time cost more for want of the discount, so there is nothing to "
                "credit.",
            ),
            field="kind",
        )
    require_room(recorder.state, amount)
    recorder.record(
        DiscountCredited(
            remedy_id=asked.command.remedy_id,
            appeal_number=asked.command.appeal_number,
            loss_cause=asked.command.loss_cause,
            amount=amount,
            balance_after=recorder.state.balance + amount,
            orders=orders,
            reason=asked.reason,
        ),
        cause=asked.command.loss_cause,
    )


def _dearer(recorder: Recorder, asked: AskedPart, loss: Loss) -> tuple[CreditedOrder, ...]:
    """Oldest first."""
    plan = recorder.catalog.plans.of(loss.plan_before, loss.version_before)
    limit = discounted_up_to(recorder.state, recorder.catalog)
    already = set(_made_good(asked.history))
    made = sorted(
        (one for one in asked.orders if during(one, loss) and one.order_id not in already),
        key=lambda one: (one.at, one.order_id),
    )
    lost = ((one.order_id, missed_discount(one, [plan], limit)) for one in made)
    return tuple(CreditedOrder(order_id=id, amount=amount) for id, amount in lost if amount)


def _made_good(history: Iterable[EventEnvelope]) -> Iterator[str]:
    for event in history:
        if isinstance(body := body_of(event), DiscountCredited):
            yield from (order.order_id for order in body.orders)
