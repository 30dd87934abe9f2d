"""Reads the operator's plans, and says what is wrong with them."""

from decimal import Decimal, InvalidOperation

import msgspec

from services.membership.contract.plans import BenefitKind, Plan


class PlansError(Exception):
    """The plans file cannot be used; the message says where and why."""


class _PlansFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    plans: tuple[Plan, ...]


def parse_plans(content: bytes) -> dict[str, Plan]:
    """Plans by code.

    Raises:
        PlansError: every fault that was found, one a line.
    """
    try:
        plans = msgspec.json.decode(content, type=_PlansFile).plans
    except msgspec.DecodeError as error:
        raise PlansError(f"The plans file cannot be read: {error}") from None
    by_code = {plan.code: plan for plan in plans}
    faults = [fault for plan in plans for fault in _faults_of(plan, by_code)]
    if not plans:
        faults.append("there is no plan")
    if len(by_code) != len(plans):
        faults.append("two plans have the same code")
    if len({plan.rank for plan in plans}) != len(plans):
        faults.append("two plans have the same rank")
    if faults:
        raise PlansError("The plans file is not usable:\n" + "\n".join(f"  {f}" for f in faults))
    return by_code


def _faults_of(plan: Plan, by_code: dict[str, Plan]) -> list[str]:
    faults = []
    if plan.price < 0 or plan.period_days < 1 or plan.grace_hours < 0:
        faults.append(f"{plan.code}: price, period_days and grace_hours must not be negative")
    if not _is_rate(plan.discount):
        faults.append(f"{plan.code}: discount {plan.discount!r} is not between 0 and 1")
    lower = by_code.get(plan.falls_to or "")
    if plan.falls_to is not None and (lower is None or lower.rank >= plan.rank):
        faults.append(f"{plan.code}: falls_to {plan.falls_to!r} is not a plan of lower rank")
    for benefit in plan.benefits:
        if not _fits(benefit.kind, benefit.value):
            faults.append(f"{plan.code}: benefit {benefit.code} has no {benefit.kind} value")
    return faults


def _fits(kind: BenefitKind, value: bool | int | str) -> bool:
    if kind is BenefitKind.BOOLEAN:
        return isinstance(value, bool)
    if kind is BenefitKind.QUOTA:
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return isinstance(value, str) and _is_rate(value)


def _is_rate(text: str) -> bool:
    try:
        return Decimal(0) <= Decimal(text) <= Decimal(1)
    except InvalidOperation:
        return False
