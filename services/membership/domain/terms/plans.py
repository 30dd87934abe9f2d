"""Reads the operator's plans, and says what is wrong with them."""

import msgspec

from services.membership.contract.plans import Plan
from services.membership.domain.terms.plan_faults import faults_among


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
    faults = [f"{one.plan}: {one.says.en}" for one in faults_among(plans)]
    if not plans:
        faults.append("there is no plan")
    if faults:
        raise PlansError("The plans file is not usable:\n" + "\n".join(f"  {f}" for f in faults))
    return {plan.code: plan for plan in plans}
