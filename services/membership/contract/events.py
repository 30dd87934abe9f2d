"""What happened to a membership. Facts in the past tense; amounts in minor units; times in UTC.

No event holds personal data but what people write, which is marked as `FreeText`: devices and
origins are opaque ids. A released event's fields never change their meaning; a new meaning is a new
type or a higher schema version, with an upcaster that lifts what was stored before.
"""

from datetime import datetime
from typing import Any

import msgspec

from infra.kernel.free_text import FreeText
from services.membership.contract.breaker_words import LossKind
from services.membership.contract.method_words import ChargeEnd, RefusalReason
from services.membership.contract.periods import PeriodAnchor
from services.membership.contract.words import (
    Cause,
    ConfirmedBy,
    KeptBecause,
    Lifecycle,
    RenewedVia,
)


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all; the envelope's `type` is the class's name."""


class GivesBenefits(Event, frozen=True, kw_only=True):
    """`benefits_after`: what the member may use from then on. Whoever decides leaves it out: it
    follows from all that holds, and is added when the event is recorded."""

    benefits_after: dict[str, Any] = {}


class ChangesBenefits(GivesBenefits, frozen=True, kw_only=True):
    """`benefits_before`: what the member could use until then; added in the same way."""

    benefits_before: dict[str, Any] = {}


class ClauseRef(msgspec.Struct, frozen=True, kw_only=True):
    clause: str
    clause_version: int


class MembershipEnrolled(GivesBenefits, frozen=True, kw_only=True):
    """`plan_version`, here and below: of the plan as it is held; events from before plans had
    versions are of version 1. `clauses`: the versions accepted with it. `coming`: versions that
    were announced before and are still to take effect; the member gets an own notice of them.
    `anchor`: of the series of periods that begins with it."""

    plan: str
    price: int
    period_start: datetime
    period_end: datetime
    auto_renew: bool
    clauses: dict[str, int]
    coming: tuple[ClauseRef, ...] = ()
    plan_version: int = 1
    anchor: PeriodAnchor | None = None


class MembershipImported(GivesBenefits, frozen=True, kw_only=True):
    """A membership as the operator's former platform had it. `coming`, `anchor`: as in
    `MembershipEnrolled`. `held`: nobody is told, and no clock runs, until it goes live."""

    plan: str
    price: int
    lifecycle: Lifecycle
    cause: Cause | None
    period_start: datetime
    period_end: datetime
    grace_until: datetime | None
    auto_renew: bool
    balance: int
    last_login_at: datetime | None
    devices: tuple[str, ...]
    clauses: dict[str, int]
    coming: tuple[ClauseRef, ...] = ()
    plan_version: int = 1
    anchor: PeriodAnchor | None = None
    held: bool = False


class BalanceToppedUp(Event, frozen=True, kw_only=True):
    """`reference`: order id or idempotency key that the money came with."""

    amount: int
    balance_after: int
    reference: str


class BalanceDebited(Event, frozen=True, kw_only=True):
    amount: int
    balance_after: int
    purpose: str
    reference: str


class AutoRenewSet(Event, frozen=True, kw_only=True):
    on: bool


class RenewalComing(Event, frozen=True, kw_only=True):
    """Three days before the period ends, for a member who would have to act or will be charged.
    `charged`: so much is missing on the balance and asked of the method of payment, whose number
    ends in `ending`."""

    period_end: datetime
    price: int
    balance: int
    auto_renew: bool
    charged: int = 0
    ending: FreeText = ""


class BalanceLow(Event, frozen=True, kw_only=True):
    """Three days before auto-renewal: the balance does not cover it."""

    period_end: datetime
    price: int
    balance: int
    missing: int


class AutoRenewFailed(Event, frozen=True, kw_only=True):
    """`attempt` from 1 (at the end of the period) to 4; after that there is no next one.
    `charge`: what came of asking the host to charge the method of payment, if it was asked, and
    `refusal`, why that was refused; so also where the period ends and where grace does."""

    attempt: int
    price: int
    balance: int
    missing: int
    next_attempt_at: datetime | None
    grace_until: datetime
    charge: ChargeEnd | None = None
    refusal: RefusalReason | None = None


class GraceStarted(Event, frozen=True, kw_only=True):
    """The period ended without renewal. Still entitled; renewal is at the original price.
    `price_anew`: what the plan costs after the time in which that price can still be had, where it
    is more."""

    period_end: datetime
    grace_until: datetime
    price: int
    balance: int
    auto_renew: bool
    price_anew: int | None = None
    charge: ChargeEnd | None = None
    refusal: RefusalReason | None = None


class MembershipRenewed(ChangesBenefits, frozen=True, kw_only=True):
    """`continuous`: the new period starts where the old one ended. Where it does not, the member
    was without a membership from `gap_since` to `period_start`; without `gap_since` we were away
    when the old one ended, and nothing is charged for that time.
    `credited_seconds`: time given back because a payment made in time was recorded late.
    `anchor`: of a series of periods that begins with it."""

    via: RenewedVia
    plan: str
    price: int
    order_id: str
    period_start: datetime
    period_end: datetime
    continuous: bool
    credited_seconds: int
    lifecycle_before: Lifecycle
    paid_at: datetime
    gap_since: datetime | None = None
    plan_version: int = 1
    anchor: PeriodAnchor | None = None


class PaymentKept(Event, frozen=True, kw_only=True):
    """A payment for a renewal renewed nothing and is on the balance. `price`: of what it buys,
    `missing` is still missing for that; `until`: by when, none where there is no limit."""

    order_id: str
    amount: int
    balance: int
    plan: str
    price: int
    missing: int
    kept: KeptBecause
    until: datetime | None
    paid_at: datetime
    plan_version: int = 1


class MembershipExpired(ChangesBenefits, frozen=True, kw_only=True):
    """`pay_until`: until then a payment begins it again at the plan and price that were held.
    `untold`: nobody could be told that grace was running."""

    plan: str
    price: int
    period_end: datetime
    grace_until: datetime
    balance: int
    auto_renew: bool
    pay_until: datetime | None = None
    untold: bool = False
    plan_version: int = 1
    charge: ChargeEnd | None = None
    refusal: RefusalReason | None = None


class MembershipCancelled(ChangesBenefits, frozen=True, kw_only=True):
    """`confirmed_by`: none in histories from before it was kept."""

    plan: str
    undo_until: datetime
    period_end: datetime
    confirmed_by: ConfirmedBy | None = None
    plan_version: int = 1


class MembershipDowngraded(ChangesBenefits, frozen=True, kw_only=True):
    """By the member (with `undo_until` and `confirmed_by`, which is none in histories from before
    it was kept) or by a clause (with `clause` and `clause_version`). `from_version`,
    `to_version`: of the plans."""

    from_plan: str
    to_plan: str
    price: int
    undo_until: datetime | None
    clause: str
    clause_version: int
    last_login_at: datetime | None
    confirmed_by: ConfirmedBy | None = None
    from_version: int = 1
    to_version: int = 1


class MembershipUpgraded(ChangesBenefits, frozen=True, kw_only=True):
    """By the member; or by a clause that took the plan and gives it back (with `clause` and
    `clause_version`)."""

    from_plan: str
    to_plan: str
    price: int
    paid: int
    from_version: int = 1
    to_version: int = 1
    clause: str = ""
    clause_version: int = 0


class ChangeUndone(ChangesBenefits, frozen=True, kw_only=True):
    """A cancellation or downgrade was undone: everything is exactly as it was before it.
    `grace_until`: of a membership that came back in grace, with what was left of it; all of it
    where it was over and a person had to say whether that counts. `deferred`: what waits for a
    person again."""

    undone_type: str
    undone_version: int
    plan: str
    lifecycle: Lifecycle
    price: int
    period_end: datetime
    grace_until: datetime | None = None
    plan_version: int = 1
    deferred: tuple[LossKind, ...] = ()


class OutageNoted(Event, frozen=True, kw_only=True):
    """We were away: what fell due from `since` on happens now, at `until`, and at most once."""

    since: datetime
    until: datetime


class UndoWindowClosed(Event, frozen=True, kw_only=True):
    undone_type: str
    undone_version: int


class ActivitySeen(Event, frozen=True, kw_only=True):
    """The member was there; at most one event a day and device. `trusted`: the device counts as
    known. `login`: the host reported a sign-in; otherwise something was done here by the member's
    own token, which tells nothing about a device."""

    at: datetime
    device_id: str
    trusted: bool
    login: bool = True
