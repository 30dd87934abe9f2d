"""What a decision gave that is no change of the period. Amounts in minor units, times in UTC.

`reason`, where there is one: what the member reads.
"""

from datetime import datetime

from infra.kernel.free_text import FreeText
from services.membership.contract.events import Event
from services.membership.contract.remedies import CreditedOrder
from services.membership.contract.words import Cause


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
