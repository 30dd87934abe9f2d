"""What staff changed without an appeal. Amounts in minor units, times in UTC.

`reason`, in all of them: what the member reads. `confirmed_by`: the second of the staff, where the
operator's limits ask for one; their name.
"""

from datetime import datetime

from infra.kernel.free_text import FreeText
from services.membership.contract.events import ChangesBenefits, Event
from services.membership.contract.periods import PeriodAnchor
from services.membership.contract.words import Lifecycle


class DaysGranted(ChangesBenefits, frozen=True, kw_only=True):
    """The period is longer by so many days of 24 hours. `lifecycle`: after it; `grace_until`: where
    that is still grace."""

    days: int
    plan: str
    plan_version: int
    lifecycle: Lifecycle
    period_end: datetime
    period_end_before: datetime
    grace_until: datetime | None
    reason: FreeText
    confirmed_by: FreeText = ""


class PlanGranted(ChangesBenefits, frozen=True, kw_only=True):
    """A plan without payment: for the rest of the period where one runs, else for a new one
    (`begins`). `price`: what its renewal costs; where that is more than before, it does not renew
    by itself any more (`auto_renew`). `clauses`: of a new one, as in `MembershipEnrolled`."""

    plan: str
    plan_version: int
    price: int
    plan_before: str
    version_before: int
    begins: bool
    auto_renew: bool
    period_start: datetime
    period_end: datetime
    anchor: PeriodAnchor | None
    clauses: dict[str, int]
    reason: FreeText
    confirmed_by: FreeText = ""


class BalanceAdjusted(Event, frozen=True, kw_only=True):
    """`amount`: given, or taken where it is below zero."""

    amount: int
    balance_after: int
    reason: FreeText
    confirmed_by: FreeText = ""


class MembershipEnded(ChangesBenefits, frozen=True, kw_only=True):
    """`lifecycle`: CANCELLED, or CLOSED, after which nothing begins again. `left_until`: until when
    it would have run, none where it was over."""

    lifecycle: Lifecycle
    plan: str
    plan_version: int
    left_until: datetime | None
    reason: FreeText
    confirmed_by: FreeText = ""


class MergedFrom(ChangesBenefits, frozen=True, kw_only=True):
    """On the history of the account that stays: another of the same person went into it, with its
    money and what it spent. `takes`: its plan is the higher one, or the only one that runs, and is
    held from then on; `begins`: none ran before. `added_seconds`: what was left of the lower plan,
    by what it was worth, at the end of the period."""

    other: str
    takes: bool
    begins: bool
    plan: str
    plan_version: int
    price: int
    auto_renew: bool
    period_start: datetime
    period_end: datetime
    anchor: PeriodAnchor | None
    added_seconds: int
    clauses: dict[str, int]
    balance_change: int
    owed_change: int
    balance_after: int
    owed_after: int
    spent: dict[str, int]
    reason: FreeText
    confirmed_by: FreeText = ""


class MergedInto(ChangesBenefits, frozen=True, kw_only=True):
    """On that of the account that ends with it, in the same commit. `left_until`: until when its
    membership would have run, none where it was over."""

    into: str
    plan: str
    plan_version: int
    left_until: datetime | None
    balance_change: int
    owed_change: int
    reason: FreeText
    confirmed_by: FreeText = ""
