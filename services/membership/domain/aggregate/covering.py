"""What a backup membership has through its main, and what is in force of the two.

A backup is entitled by its own membership while that runs. Only while it does not, and nothing
holds it back, it has the main's plan: the flags and rates of it, and no quotas, which are counted
once, at the main.
"""

from typing import Any

from services.membership.contract.link_words import LinkRole
from services.membership.contract.plans import Benefit, BenefitKind
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.lifecycle import benefits_of, live
from services.membership.domain.aggregate.parts import (
    Cover,
)
from services.membership.domain.aggregate.state import (
    Membership,
)


def covered(state: Membership) -> bool:
    """Whether the member is entitled through the main, and not by an own membership."""
    return state.cover is not None and not state.holds and not live(state)


def main_of(state: Membership) -> str:
    """Empty where this is no backup."""
    own = (link for link in state.links.values() if link.role is LinkRole.BACKUP)
    return next((link.other for link in own if link.since is not None), "")


def shared_benefits(cover: Cover, catalog: Catalog) -> tuple[Benefit, ...]:
    plan = catalog.plans.of(cover.plan, cover.plan_version)
    return tuple(one for one in plan.benefits if one.kind is not BenefitKind.QUOTA)


def benefits_in_force(state: Membership, catalog: Catalog) -> dict[str, Any]:
    """The own or the main's, never both: code to value; empty when not entitled."""
    if state.cover is not None and covered(state):
        return {one.code: one.value for one in shared_benefits(state.cover, catalog)}
    return benefits_of(state, catalog.held(state))
