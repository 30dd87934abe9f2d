"""What a loss takes from the member: benefits, and the discount on orders made meanwhile."""

from decimal import Decimal

from services.membership.contract import events
from services.membership.contract.clause_views import ClauseStanding
from services.membership.contract.explanations import Evidence
from services.membership.contract.plans import Benefit, BenefitKind
from services.membership.domain.aggregate.evidence import Order
from services.membership.domain.aggregate.public_facts import hash_of
from services.membership.domain.explain.facts import Facts
from services.membership.domain.explain.missed import MEMBER_DISCOUNT, during, missed_discount
from services.membership.domain.periods.period import prorated, share
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
    """Minor units: the discount missed on orders, and what was paid ahead for a plan that a clause
    took."""
    return sum(overpaid(facts, order) for order in dearer_orders(facts)) + paid_ahead(facts)


def cost_evidence(facts: Facts) -> tuple[Evidence, ...]:
    orders = tuple(of_order(facts, order) for order in dearer_orders(facts))
    return orders + (facts.proof(facts.this_period[0]) if paid_ahead(facts) else ())


def dearer_orders(facts: Facts) -> list[Order]:
    """Orders since the loss that the lost discount would have made cheaper, oldest first; where
    nothing is lost now, those of all earlier losses."""
    orders = [
        order for order in facts.given.orders if order.at <= facts.at and overpaid(facts, order) > 0
    ]
    return sorted(orders, key=lambda order: (order.at, order.order_id))


def overpaid(facts: Facts, order: Order) -> int:
    """What the order cost more than with the best of the discounts that were lost at its time."""
    lost = [facts.loss] if facts.loss else facts.earlier_losses
    plans = [
        facts.given.plans.of(loss.plan_before, loss.version_before)
        for loss in lost
        if during(order, loss)
    ]
    return missed_discount(order, plans, _discounted_up_to(facts, order))


def _discounted_up_to(facts: Facts, order: Order) -> int:
    """So much of an order the discount applies to, by the clause that binds the member."""
    bound = (
        one
        for one in facts.given.clauses
        if one.clause == "benefits" and one.standing is ClauseStanding.BINDING
    )
    limits = [one.parameters.get(MEMBER_DISCOUNT, order.full_price) for one in bound]
    return int(min(limits, default=order.full_price))


def paid_ahead(facts: Facts) -> int:
    """The share of a price that was paid for the plan which a clause then took, for what was left
    of the period; rounded down."""
    fall, first = facts.main_as(events.MembershipDowngraded), facts.this_period[:1]
    if fall is None or not fall.body.clause or not first:
        return 0
    paid = first[0].body
    if not isinstance(paid, events.MembershipRenewed | events.MembershipEnrolled):
        return 0
    if paid.plan == fall.body.to_plan:
        return 0
    left = paid.period_end - fall.envelope.happened_at
    periods = share(left, paid.period_end - paid.period_start)
    return prorated(paid.price - fall.body.price, periods)


def of_order(facts: Facts, order: Order) -> Evidence:
    return Evidence(
        kind="ORDER",
        id=order.order_id,
        at=order.at,
        says=say(
            "{at} 的订单您付了 {paid}，按原来的会员折扣可少付 {lost}。",
            "You paid {paid} for an order on {at}; your discount would have made it {lost} less.",
            at=facts.formatter.when(order.at),
            paid=facts.formatter.money(order.paid_price),
            lost=facts.formatter.money(overpaid(facts, order)),
        ),
        hash=hash_of(order),
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
