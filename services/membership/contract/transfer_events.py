"""A membership that is given to another member: the same events on both histories.

`giving`: on the giver's; else on the receiver's. `other`: the member at the other end.
"""

from datetime import datetime

from services.membership.contract.events import ChangesBenefits, Event
from services.membership.contract.periods import PeriodAnchor
from services.membership.contract.words import TransferEnd


class TransferOffered(Event, frozen=True, kw_only=True):
    """`period_end`: until when what is given runs, as things stand."""

    transfer_id: str
    giving: bool
    other: str
    plan: str
    plan_version: int
    period_end: datetime
    accept_until: datetime


class TransferAgreed(Event, frozen=True, kw_only=True):
    """The receiver accepted; until `effective_at` either of them undoes it in one step."""

    transfer_id: str
    giving: bool
    other: str
    plan: str
    plan_version: int
    effective_at: datetime


class TransferEnded(Event, frozen=True, kw_only=True):
    transfer_id: str
    giving: bool
    other: str
    how: TransferEnd


class MembershipGiven(ChangesBenefits, frozen=True, kw_only=True):
    """On the giver's history: it ends there."""

    transfer_id: str
    other: str
    plan: str
    plan_version: int
    period_end: datetime


class MembershipReceived(ChangesBenefits, frozen=True, kw_only=True):
    """On the receiver's, in the same commit: what was left of the period, at the giver's plan and
    price. It does not renew by itself."""

    transfer_id: str
    other: str
    plan: str
    plan_version: int
    price: int
    period_start: datetime
    period_end: datetime
    anchor: PeriodAnchor | None
    clauses: dict[str, int]
