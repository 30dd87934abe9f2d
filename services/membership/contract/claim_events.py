"""A member's own proof of a payment that is not on record, until it is settled. Minor units."""

from datetime import datetime

from infra.kernel.free_text import FreeText
from services.membership.contract.events import ChangesBenefits, Event
from services.membership.contract.words import ClaimEnd, Lifecycle


class PaymentClaimed(ChangesBenefits, frozen=True, kw_only=True):
    """`access`: it counts until it is settled, however long that takes. `decide_by`: when it is
    settled at the latest, as was promised."""

    order_id: str
    amount: int
    paid_at: datetime
    decide_by: datetime
    access: bool
    plan: str
    price: int
    lifecycle_before: Lifecycle
    plan_version: int = 1


class ClaimOverdue(Event, frozen=True, kw_only=True):
    """Nobody settled it in time. What it gave goes on until somebody does."""

    order_id: str
    amount: int
    paid_at: datetime
    decide_by: datetime
    access: bool


class ClaimClosed(ChangesBenefits, frozen=True, kw_only=True):
    """`access_ended`: the membership was expired but for it. `reason`: of staff who refused it; the
    member reads it. `pay_until`: until then a payment begins the membership again at the plan and
    price that were held."""

    order_id: str
    how: ClaimEnd
    access_ended: bool
    plan: str
    price: int
    balance: int
    reason: FreeText
    pay_until: datetime | None
    plan_version: int = 1
