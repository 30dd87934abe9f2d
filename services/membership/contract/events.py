"""What happened to a membership. Facts in the past tense; amounts in minor units; times in UTC.

No event holds personal data: devices and origins are opaque ids. A released event's fields never
change their meaning; a new meaning is a new type or a higher schema version.
"""

from datetime import datetime
from typing import Any

import msgspec

from infra.kernel.events import EventEnvelope
from infra.kernel.text import LocalText
from services.membership.contract.words import (
    Cause,
    HoldKind,
    Kept,
    Lifecycle,
    ReleaseBy,
    RemedyKind,
    RenewedVia,
)


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all; the envelope's `type` is the class's name."""


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """Something that blocks entitlement without ending the membership.

    `latest_release`: when it ends by itself; none means only `released_by` ends it.
    `stops_period`: whether the time held is given back at the end of the period.
    """

    kind: HoldKind
    cause: Cause
    owner: str
    released_by: ReleaseBy
    placed_at: datetime
    latest_release: datetime | None
    stops_period: bool
    reason: str = ""


class ClauseRef(msgspec.Struct, frozen=True, kw_only=True):
    clause: str
    clause_version: int


class MembershipEnrolled(Event, frozen=True, kw_only=True):
    """`clauses`: the versions accepted with it. `coming`: versions that were announced before and
    are still to take effect; the member gets an own notice of them."""

    plan: str
    price: int
    period_start: datetime
    period_end: datetime
    auto_renew: bool
    clauses: dict[str, int]
    benefits_after: dict[str, Any]
    coming: tuple[ClauseRef, ...] = ()


class MembershipImported(Event, frozen=True, kw_only=True):
    """A membership as the operator's former platform had it. `coming`: as in
    `MembershipEnrolled`."""

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
    benefits_after: dict[str, Any]
    coming: tuple[ClauseRef, ...] = ()


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
    """Three days before the period ends, for a member who would have to act or will be charged."""

    period_end: datetime
    price: int
    balance: int
    auto_renew: bool


class BalanceLow(Event, frozen=True, kw_only=True):
    """Three days before auto-renewal: the balance does not cover it."""

    period_end: datetime
    price: int
    balance: int
    missing: int


class AutoRenewFailed(Event, frozen=True, kw_only=True):
    """`attempt` from 1 (at the end of the period) to 4; after that there is no next one."""

    attempt: int
    price: int
    balance: int
    missing: int
    next_attempt_at: datetime | None
    grace_until: datetime


class GraceStarted(Event, frozen=True, kw_only=True):
    """The period ended without renewal. Still entitled; renewal is at the original price."""

    period_end: datetime
    grace_until: datetime
    price: int
    balance: int
    auto_renew: bool


class MembershipRenewed(Event, frozen=True, kw_only=True):
    """`continuous`: the new period starts where the old one ended. Where it does not, the member
    was without a membership from `gap_since` to `period_start`; without `gap_since` we were away
    when the old one ended, and nothing is charged for that time.
    `credited_seconds`: time given back because a payment made in time was recorded late."""

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
    benefits_before: dict[str, Any]
    benefits_after: dict[str, Any]
    gap_since: datetime | None = None


class PaymentKept(Event, frozen=True, kw_only=True):
    """A payment for a renewal renewed nothing and is on the balance. `price`: of what it buys,
    `missing` is still missing for that; `until`: by when, none where there is no limit."""

    order_id: str
    amount: int
    balance: int
    plan: str
    price: int
    missing: int
    kept: Kept
    until: datetime | None
    paid_at: datetime


class MembershipExpired(Event, frozen=True, kw_only=True):
    """`pay_until`: until then a payment begins it again at the plan and price that were held."""

    plan: str
    price: int
    period_end: datetime
    grace_until: datetime
    balance: int
    auto_renew: bool
    benefits_before: dict[str, Any]
    benefits_after: dict[str, Any]
    pay_until: datetime | None = None


class MembershipCancelled(Event, frozen=True, kw_only=True):
    """`event_before`: version of the history that undoing goes back to."""

    plan: str
    undo_until: datetime
    period_end: datetime
    benefits_before: dict[str, Any]
    benefits_after: dict[str, Any]


class MembershipDowngraded(Event, frozen=True, kw_only=True):
    """By the member (with `undo_until`) or by a clause (with `clause` and `clause_version`)."""

    from_plan: str
    to_plan: str
    price: int
    undo_until: datetime | None
    clause: str
    clause_version: int
    last_login_at: datetime | None
    benefits_before: dict[str, Any]
    benefits_after: dict[str, Any]


class MembershipUpgraded(Event, frozen=True, kw_only=True):
    from_plan: str
    to_plan: str
    price: int
    paid: int
    benefits_before: dict[str, Any]
    benefits_after: dict[str, Any]


class ChangeUndone(Event, frozen=True, kw_only=True):
    """A cancellation or downgrade was undone: everything is exactly as it was before it.
    `grace_until`: of a membership that came back in grace, with what was left of it."""

    undone_type: str
    undone_version: int
    plan: str
    lifecycle: Lifecycle
    price: int
    period_end: datetime
    benefits_before: dict[str, Any]
    benefits_after: dict[str, Any]
    grace_until: datetime | None = None


class OutageNoted(Event, frozen=True, kw_only=True):
    """We were away: what fell due from `since` on happens now, at `until`, and at most once."""

    since: datetime
    until: datetime


class UndoWindowClosed(Event, frozen=True, kw_only=True):
    undone_type: str
    undone_version: int


class HoldPlaced(Event, frozen=True, kw_only=True):
    hold: Hold
    benefits_before: dict[str, Any]
    benefits_after: dict[str, Any]


class HoldExtended(Event, frozen=True, kw_only=True):
    kind: HoldKind
    latest_release: datetime


class HoldReleased(Event, frozen=True, kw_only=True):
    """`how`: SECOND_FACTOR, STAFF or EXPIRED. `period_end` includes `credited_seconds`."""

    kind: HoldKind
    how: str
    held_seconds: int
    credited_seconds: int
    period_end: datetime
    grace_until: datetime | None
    reason: str
    benefits_before: dict[str, Any]
    benefits_after: dict[str, Any]


class ActivitySeen(Event, frozen=True, kw_only=True):
    """The member was there; at most one event a day and device. `trusted`: the device counts as
    known. `login`: the host reported a sign-in; otherwise something was done here by the member's
    own token, which tells nothing about a device."""

    at: datetime
    device_id: str
    trusted: bool
    login: bool = True


class InactivityWarned(Event, frozen=True, kw_only=True):
    downgrade_at: datetime
    last_login_at: datetime
    days: int
    to_plan: str
    clause: str
    clause_version: int


class WarningReceived(Event, frozen=True, kw_only=True):
    """The member received the warning that event `warning_id` of this history is about.

    `downgrade_at`: not before then, which is the promised time or, where the receipt came late,
    as many days after it as the clause promises.
    """

    warning_id: str
    channel: str
    received_at: datetime
    downgrade_at: datetime


class NoticeDelivered(Event, frozen=True, kw_only=True):
    """This member was told of a clause version; it binds not before `binds_at`."""

    clause: str
    clause_version: int
    notice_id: str
    delivered_at: datetime
    binds_at: datetime


class ClauseBound(Event, frozen=True, kw_only=True):
    """`notified_at`: when the member's own notice was delivered, if it was. `also`: what else
    began to bind with it, where one message tells of all."""

    clause: str
    clause_version: int
    version_before: int
    notified_at: datetime | None = None
    also: tuple[ClauseRef, ...] = ()


class RemedyApplied(Event, frozen=True, kw_only=True):
    """`days`: what was given, each begun one counted whole. `reason`: what the member reads."""

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
    reason: str
    benefits_before: dict[str, Any]
    benefits_after: dict[str, Any]


class ClausePublished(Event, frozen=True, kw_only=True):
    """On the aggregate `clause-CODE`, not on a membership. `parameters_before`: of the version
    that it is measured against. `asks_more_of_some`: it is not adverse, but stricter than a version
    that still binds members who were never told of a later one, or new to them."""

    clause: str
    clause_version: int
    adverse: bool
    effective_at: datetime
    title: LocalText
    text: LocalText
    parameters: dict[str, Any]
    parameters_before: dict[str, Any]
    asks_more_of_some: bool = False


EVENT_TYPES: dict[str, type[Event]] = {kind.__name__: kind for kind in Event.__subclasses__()}

AFFECTS_STATUS = frozenset(
    {
        "MembershipEnrolled", "MembershipImported", "GraceStarted", "MembershipRenewed",
        "MembershipExpired", "MembershipCancelled", "MembershipDowngraded", "MembershipUpgraded",
        "ChangeUndone", "HoldPlaced", "HoldReleased", "RemedyApplied",
    }
)  # fmt: skip


def body_of(envelope: EventEnvelope) -> Event:
    """The typed event inside an envelope.

    Raises:
        KeyError: a type that this version does not know.
    """
    return msgspec.convert(envelope.body, EVENT_TYPES[envelope.type])
