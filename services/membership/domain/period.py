"""What follows from the length of a plan's period: whether the next one is paid for, and the share
of a price for a part of it. What is quoted and what is charged are reckoned here."""

from datetime import datetime, timedelta

from services.membership.contract.plans import Plan

_SECOND = timedelta(seconds=1)


def length_of(plan: Plan) -> timedelta:
    return timedelta(days=plan.period_days)


def paid_ahead(plan: Plan, period_end: datetime, at: datetime) -> bool:
    """Whether more than one whole period is left: the next one is paid for already."""
    return period_end - at > length_of(plan)


def prorated(price: int, left: timedelta, period: timedelta) -> int:
    """The share of a price for what is left of a period: by the second, rounded down, nothing of
    what is negative."""
    return max(price, 0) * (max(left, timedelta()) // _SECOND) // (period // _SECOND)


def upgrade_price(to: Plan, held: Plan, price: int, left: timedelta) -> int:
    """What moving up costs now. `price`: what the membership costs a period as it is held."""
    return prorated(to.price - price, left, length_of(held))
