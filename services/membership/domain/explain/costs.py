"""What a loss takes from the member: benefits, and the discount on orders made meanwhile."""

from decimal import Decimal

from infra.kernel.money import percentage_of
from services.membership.contract.views import Benefit, BenefitKind, Evidence
from services.membership.domain.explain.facts import Facts
from services.membership.domain.explain.inputs import OrderRecord
from services.membership.domain.wording.speech import say


def benefits_lost(facts: Facts) -> tuple[Benefit, ...]:
    """The benefits of the plan before, as they were, that are gone or smaller now."""
    if facts.loss is None:
        return ()
    now = {benefit.code: benefit.value for benefit in facts.view.benefits}
    return tuple(
        benefit for benefit in facts.plan_lost.benefits if _worse(benefit, now.get(benefit.code))
    )


def money_lost(facts: Facts) -> int:
    return sum(_overpaid(facts, order) for order in dearer_orders(facts))


def order_evidence(facts: Facts) -> tuple[Evidence, ...]:
    return tuple(_evidence(facts, order) for order in dearer_orders(facts))


def dearer_orders(facts: Facts) -> list[OrderRecord]:
    """Orders since the loss that the lost discount would have made cheaper, oldest first."""
    loss = facts.loss
    if loss is None:
        return []
    orders = [
        order
        for order in facts.given.orders
        if loss.since <= order.at <= facts.at and _overpaid(facts, order) > 0
    ]
    return sorted(orders, key=lambda order: (order.at, order.order_id))


def _overpaid(facts: Facts, order: OrderRecord) -> int:
    with_discount = percentage_of(order.full_price, Decimal(facts.plan_lost.discount))
    return max(0, order.paid_price - with_discount)


def _evidence(facts: Facts, order: OrderRecord) -> Evidence:
    return Evidence(
        kind="ORDER",
        id=order.order_id,
        at=order.at,
        says=say(
            "{at} 的订单您付了 {paid}，按原来的会员折扣可少付 {lost}。",
            "You paid {paid} for an order on {at}; your discount would have made it {lost} less.",
            at=facts.words.when(order.at),
            paid=facts.words.money(order.paid_price),
            lost=facts.words.money(_overpaid(facts, order)),
        ),
    )


def _worse(benefit: Benefit, now: bool | int | str | None) -> bool:
    """A rate is what is paid of the full price, so a higher one is worse."""
    if not benefit.value:
        return False
    if now is None:
        return True
    if benefit.kind is BenefitKind.RATE:
        return Decimal(str(now)) > Decimal(str(benefit.value))
    return int(now) < int(benefit.value)
