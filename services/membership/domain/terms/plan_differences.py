"""What differs between two versions of a plan, and which differences are worse for who holds it.

A version that costs more or gives less is adverse. Where that cannot be told (another length of
period, another plan to fall to, another kind of benefit) it counts as worse: in doubt the member
gets the notice and the 30 days.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from services.membership.contract.periods import Period
from services.membership.contract.plans import BENEFIT, Benefit, BenefitKind, Plan, PlanDifference

Worse = Callable[[Any, Any], bool]

_TERMS: dict[str, Worse] = {
    "price": lambda before, after: after > before,
    "period": lambda before, after: after.shortest < before.longest,
    "grace_hours": lambda before, after: after < before,
    "discount": lambda before, after: Decimal(after) > Decimal(before),
    "falls_to": lambda before, after: after is not None,
    "rank": lambda before, after: False,
}


def plan_differences(before: Plan, after: Plan) -> tuple[PlanDifference, ...]:
    """Terms first, then benefits by code; names are none of it."""
    return (*_of_terms(before, after), *_of_benefits(before, after))


def is_worse(before: Plan, after: Plan) -> bool:
    return any(one.worse for one in plan_differences(before, after))


def _of_terms(before: Plan, after: Plan) -> Iterator[PlanDifference]:
    for field, worse in _TERMS.items():
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            yield PlanDifference(
                field=field, before=_written(old), after=_written(new), worse=worse(old, new)
            )


def _written(value: Any) -> Any:
    return str(value) if isinstance(value, Period) else value


def _of_benefits(before: Plan, after: Plan) -> Iterator[PlanDifference]:
    old = {one.code: one for one in before.benefits}
    new = {one.code: one for one in after.benefits}
    for code in sorted(old.keys() | new.keys()):
        was, is_ = old.get(code), new.get(code)
        if _said(was) != _said(is_):
            yield PlanDifference(
                field=BENEFIT,
                benefit=code,
                name=(is_ or was or before.benefits[0]).name,
                before=was and was.value,
                after=is_ and is_.value,
                worse=benefit_worse(was, is_),
            )


def _said(benefit: Benefit | None) -> tuple[str, str] | None:
    """Compared as written: to Python, true and 1 are the same."""
    return (benefit.kind.value, repr(benefit.value)) if benefit else None


def benefit_worse(before: Benefit | None, after: Benefit | None) -> bool:
    """A rate is what is paid of the full price, so a higher one is worse."""
    if before is None or not before.value:
        return False
    if after is None or after.kind is not before.kind:
        return True
    if before.kind is BenefitKind.RATE:
        return Decimal(str(after.value)) > Decimal(str(before.value))
    return int(after.value) < int(before.value)
