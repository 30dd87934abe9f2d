"""What the state of a membership is made of."""

from datetime import datetime

import msgspec

from services.membership.contract.breaker_words import LossKind
from services.membership.contract.link_words import LinkRole
from services.membership.contract.partner_words import ShareScope
from services.membership.contract.rectification_words import RectifiedSubject
from services.membership.contract.risk_words import RiskReason
from services.membership.contract.words import CaseReason, Cause, Lifecycle


class Bound(msgspec.Struct, frozen=True, kw_only=True):
    """The version of a clause that binds this member, and since when."""

    version: int
    at: datetime


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """The member was told of a clause version."""

    notice_id: str
    delivered_at: datetime


def terms_key(plan: str, version: int) -> str:
    return f"{plan}@{version}"


class Announced(msgspec.Struct, frozen=True, kw_only=True):
    """The member was told of a version that comes. `event`: of the announcement in the history;
    `catalogue`: how much was published when it was made."""

    plan: str
    version: int
    event: int
    effective_at: datetime
    catalogue: int
    received_at: datetime | None = None


class Ahead(msgspec.Struct, frozen=True, kw_only=True):
    """A period paid for ahead that is on other terms than the one that runs."""

    plan: str
    version: int
    price: int
    begins: datetime


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """`distrusted`: the member said that it was somebody else's; a second factor on it may yet make
    it known."""

    trusted: bool
    last_seen_at: datetime
    distrusted: bool = False


class AskedErasure(msgspec.Struct, frozen=True, kw_only=True):
    """Asked for by the member. `auto_renew`: what it was before; `told`: the last word is said."""

    asked_at: datetime
    erase_at: datetime
    auto_renew: bool
    told: bool = False


class OpenRectification(msgspec.Struct, frozen=True, kw_only=True):
    """Asked for by the member, and not decided. `about`: the id of what it is about; `version`: of
    the asking in the history."""

    id: str
    subject: RectifiedSubject
    about: str
    version: int
    asked_at: datetime
    answer_by: datetime
    overdue: bool = False


class Warned(msgspec.Struct, frozen=True, kw_only=True):
    """A promise: no downgrade from `plan` for inactivity before `downgrade_at`, and none at all
    while nobody received the warning. `version`: of the warning in the history."""

    plan: str
    downgrade_at: datetime
    version: int = 0
    received_at: datetime | None = None


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """One that is under way. `giving`: by this member, else to them. `effective_at`: when it is
    handed over, once the receiver agreed."""

    id: str
    giving: bool
    other: str
    accept_until: datetime
    effective_at: datetime | None = None


class WantedCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case that nobody asked for and that has no number yet. `version`: of the wish."""

    version: int
    reason: CaseReason
    lost_at: datetime | None


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """Of contact and identity data. `version`: of the asking in the history; nothing is held from
    `hold_from` on before it was received."""

    version: int
    hold_from: datetime
    received_at: datetime | None = None


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """The channels on which the member has a verified address. `version`: of the event that noted
    it."""

    channels: tuple[str, ...]
    version: int


class RiskWarned(msgspec.Struct, frozen=True, kw_only=True):
    """The member was warned, at `at`, that the membership may be lost. `reasons`: those that are
    left of it. `period_end`: of the period that ran."""

    at: datetime
    period_end: datetime
    reasons: tuple[RiskReason, ...]


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """With another member. `role`: what this member is in it. `since`: when the backup agreed; none
    while it is offered, until `accept_until`."""

    id: str
    role: LinkRole
    other: str
    accept_until: datetime
    since: datetime | None = None


class Cover(msgspec.Struct, frozen=True, kw_only=True):
    """What a main gives its backups: the plan as it holds it. `until`: until when the main's
    membership runs by itself, none while that is open."""

    plan: str
    plan_version: int
    until: datetime | None


class Covered(Cover, frozen=True, kw_only=True):
    """What a backup has of it. `since`: since when this plan."""

    since: datetime


class Fallen(msgspec.Struct, frozen=True, kw_only=True):
    """The plan that was lost for want of points, as it was held."""

    plan: str
    version: int
    price: int


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """How much of the quotas was used, by code, in the period that ends at `resets_at`. `since`:
    the version of the first use in it.
    `gifts`: what others gave on top of the plan."""

    resets_at: datetime
    since: int
    used: dict[str, int]
    gifts: dict[str, int] = {}


class Undoable(msgspec.Struct, frozen=True, kw_only=True):
    """What a cancellation or downgrade took away, to give it back exactly.

    `owed`: what renewals made meanwhile would have cost more at the former price.
    `grace_from`, `ended_at`: as in `Membership`; the latter where a claim brought it back.
    `before`: a downgrade that could be undone itself when the cancellation came.
    `deferred`: what waited for a person when it came.
    """

    event_type: str
    event_version: int
    until: datetime
    plan: str
    plan_version: int = 1
    price: int
    lifecycle: Lifecycle
    cause: Cause | None
    period_start: datetime
    period_end: datetime
    grace_until: datetime | None
    auto_renew: bool
    attempts: int
    owed: int = 0
    grace_from: datetime | None = None
    before: "Undoable | None" = None
    announced: dict[str, Announced] = {}
    ahead: Ahead | None = None
    fell: Cause | None = None
    ended_at: datetime | None = None
    deferred: tuple["DeferredChange", ...] = ()


class OpenClaim(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A payment that the member says was made, and is being checked. `access`: it counts meanwhile.
    `after_expiry`: it brought an expired membership back; `grace_until`: as it was before."""

    order_id: str
    amount: int
    paid_at: datetime
    claimed_at: datetime
    decide_by: datetime
    access: bool
    after_expiry: bool
    grace_until: datetime | None
    overdue: bool = False


class DeferredChange(msgspec.Struct, frozen=True, kw_only=True):
    """A change for the worse that was due at `due_at` and waits for a person since then."""

    kind: LossKind
    cause: Cause
    incident_id: str
    due_at: datetime
    since: datetime


class Provisional(msgspec.Struct, frozen=True, kw_only=True):
    """The membership is restored for the time being: the appeal is late."""

    id: str
    appeal_number: str
    since: datetime


class Following(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A partner that the member lets follow, or let until `ended_at`.

    `sequence`: counts what the partner was shown of the member, `began`: of it, where the present
    consent begins. Both go on counting when somebody who withdrew agrees again.
    """

    name: str
    scopes: tuple[ShareScope, ...]
    sequence: int
    began: int
    allowed_at: datetime
    ended_at: datetime | None = None
