"""The discount that an order missed: what it cost more than with the plan that was lost."""

from collections.abc import Iterable
from decimal import Decimal

from infra.kernel.money import percentage_of
from infra.kernel.values import LARGEST_INT
from services.membership.contract.plans import Plan
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.evidence import Order
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.explain.loss import Loss
from services.membership.domain.terms.binding import parameter
from services.membership.domain.terms.clause_parameters import UP_TO

MEMBER_DISCOUNT = UP_TO + "member_discount"


def missed_discount(order: Order, plans: Iterable[Plan], up_to: int) -> int:
    """Minor units, by the best of the plans; the discount applies to so much of an order."""
    within = min(order.full_price, up_to)
    beyond = order.full_price - within
    discounted = [percentage_of(within, Decimal(plan.discount)) + beyond for plan in plans]
    return max(0, order.paid_price - min(discounted, default=order.paid_price))


def discounted_up_to(state: Membership, catalog: Catalog) -> int:
    """By the clause that binds the member."""
    return int(parameter(state, catalog, "benefits", MEMBER_DISCOUNT, LARGEST_INT))


def during(order: Order, loss: Loss) -> bool:
    return loss.since <= order.at and (loss.until is None or order.at < loss.until)
