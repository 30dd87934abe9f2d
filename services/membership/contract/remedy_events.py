"""What a decision gave that is no change of the period. Amounts in minor units, times in UTC.

`reason`, where there is one: what the member reads.
"""

from datetime import datetime
from typing import ClassVar

from infra.kernel.free_text import FreeText
from services.membership.contract.events import ChangesBenefits, Event
from services.membership.contract.remedies import CreditedOrder
from services.membership.contract.words import (
    Cause,
    Lifecycle,
    RemedyKind,
)


class DiscountCredited(Event, frozen=True, kw_only=True):
    """The discount that a loss took from orders made meanwhile is on the balance."""

    remedy_id: str
    appeal_number: str
    loss_cause: Cause
    amount: int
    balance_after: int
    orders: tuple[CreditedOrder, ...]
    reason: FreeText


class RenewalOffered(Event, frozen=True, kw_only=True):
    """Once the balance has `missing` more, by `until`, it renews at the plan and price held."""

    remedy_id: str
    appeal_number: str
    loss_cause: Cause
    plan: str
    plan_version: int
    price: int
    balance: int
    missing: int
    until: datetime
    reason: FreeText


class RenewalOfferEnded(Event, frozen=True, kw_only=True):
    """The time to take it up has passed."""

    plan: str
    plan_version: int
    price: int


class RemedyApplied(ChangesBenefits, frozen=True, kw_only=True):
    """`days`: what was given, each begun one counted whole. `reason`: what the member reads."""

    schema_version: ClassVar[int] = 2
    remedy_id: str
    appeal_number: str
    kind: RemedyKind
    loss_cause: Cause
    days: int
    plan: str
    lifecycle: Lifecycle
    price: int
    period_start: datetime
    period_end: datetime
    reason: FreeText
    plan_version: int = 1
