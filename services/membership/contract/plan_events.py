"""What was published of a plan, on the aggregate `plan-CODE`: its versions, and its end."""

from datetime import datetime

from services.membership.contract.events import Event
from services.membership.contract.plans import Plan, PlanDifference

PLAN_HISTORIES = "plan-"


class PlanPublished(Event, frozen=True, kw_only=True):
    """A version with all that it costs, gives and is called. `differences`: from the version that
    was in force. `adverse`: they make it worse for some, or staff declared it so
    (`declared_adverse`)."""

    plan: Plan
    plan_version: int
    effective_at: datetime
    adverse: bool
    declared_adverse: bool
    differences: tuple[PlanDifference, ...] = ()


class PlanRetired(Event, frozen=True, kw_only=True):
    """Nobody joins it from `effective_at` on; its members move to `moves_to` as they renew."""

    plan: str
    moves_to: str
    effective_at: datetime
