"""Above which one of the staff does not correct alone."""

import msgspec

from services.membership.contract.staff_commands import (
    AdjustBalance,
    AnyCorrection,
    GrantDays,
    GrantPlan,
    MergeMembers,
)
from services.membership.domain.aggregate.catalog import Catalog


class AloneLimits(msgspec.Struct, frozen=True, kw_only=True):
    """`amount`: in minor units; `members`: at once."""

    days: int
    amount: int
    members: int


def needs_second(
    correction: AnyCorrection, members: int, limits: AloneLimits, catalog: Catalog
) -> bool:
    """Whether a second of the staff has to confirm it. A plan counts by its price, and by the days
    of it that are asked for."""
    if members > limits.members:
        return True
    match correction:
        case MergeMembers():
            return True  # nothing takes it back
        case GrantDays(days=days):
            return days > limits.days
        case AdjustBalance(amount=amount):
            return abs(amount) > limits.amount
        case GrantPlan(plan=code, days=days):
            return (days or 0) > limits.days or _price(code, catalog) > limits.amount
    return False


def _price(code: str, catalog: Catalog) -> int:
    """Of a plan that there is not, none: that it cannot be granted is said when it is tried."""
    known = catalog.plans.versions.get(code)
    return known[-1].plan.price if known else 0
