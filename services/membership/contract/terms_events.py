"""What happens to one member by a new version of a plan: told of it, and bound by it.

*Terms*: what a membership costs and gives, that is, a version of a plan.
"""

from datetime import datetime

from infra.kernel.text import LocalText
from services.membership.contract.events import ChangesBenefits, Event
from services.membership.contract.plans import PlanDifference


class TermsAnnounced(Event, frozen=True, kw_only=True):
    """A version that is worse for this member was published, or one of another plan to which the
    members of this one move. It begins with the first period that starts at or after `binds_from`,
    and only where this notice was received `NOTICE_PERIOD` before.

    `plan_before`, `version_before`, `price_before`: as the member holds them now.
    `changes`: the differences but for the price, as a person reads them. `period_end`: of the
    running period. `catalogue`: how much was published by then.
    """

    plan: str
    plan_version: int
    plan_before: str
    version_before: int
    price: int
    price_before: int
    differences: tuple[PlanDifference, ...]
    changes: LocalText
    effective_at: datetime
    binds_from: datetime
    period_end: datetime
    catalogue: int


class TermsReceived(Event, frozen=True, kw_only=True):
    """The member received the announcement that event `announced_id` of this history is.
    `binds_from`: no period that starts before then is on the new terms."""

    announced_id: str
    plan: str
    plan_version: int
    channel: str
    received_at: datetime
    binds_from: datetime


class TermsWithdrawn(Event, frozen=True, kw_only=True):
    """What was announced will not come: another version replaced it before it took effect, or the
    member holds another plan by now."""

    plan: str
    plan_version: int


class TermsBound(ChangesBenefits, frozen=True, kw_only=True):
    """From the period on that begins with it, the membership is on other terms. `received_at`: when
    the member's own notice arrived; none where none was needed, for nothing is worse."""

    plan: str
    plan_version: int
    plan_before: str
    version_before: int
    price: int
    price_before: int
    differences: tuple[PlanDifference, ...]
    changes: LocalText
    received_at: datetime | None
