"""A membership as its history leaves it. Only `evolve` makes a new one."""

from datetime import UTC, datetime

import msgspec

from services.membership.contract.breaker_words import LossKind
from services.membership.contract.hold_events import Hold
from services.membership.contract.periods import PeriodAnchor
from services.membership.contract.takeover_events import TakeoverReported
from services.membership.contract.words import Cause, HoldKind, Lifecycle
from services.membership.domain.aggregate.bound_method import BoundMethod, Charge
from services.membership.domain.aggregate.gift import Gift
from services.membership.domain.aggregate.parts import (
    Ahead,
    Announced,
    AskedErasure,
    Bound,
    Cover,
    Covered,
    DeferredChange,
    Device,
    Fallen,
    Following,
    Link,
    Notice,
    OpenClaim,
    OpenRectification,
    Provisional,
    Reach,
    RiskWarned,
    Transfer,
    Undoable,
    Usage,
    Verification,
    WantedCase,
    Warned,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for times that are not known before the first enrolment."""


class Membership(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """State of one membership; amounts in minor units.

    `plan_version`: of the plan, as it is held; 1 for whoever joined before plans had versions.
    `lifecycle` is none while there is only a balance. `cause`: why the lifecycle is not ACTIVE.
    `anchor`: what the periods are counted from; none where they began before there were calendar
    periods: those go on in days of 24 hours. `usage`: of quotas, none while nothing was used.
    `spent`: what counts towards points, in minor units by day (UTC); `points_warned`: of too few,
    `plan_since`: when the plan was taken, `fallen`: the one that was lost for want of points.
    `happened_at`: the time of the last event. `ended_at`: when it expired or was cancelled.
    `grace_from`: since when grace runs, from which auto-renewals are timed; `attempts`: how many
    were tried since `period_end`. `reminded_for`: the period end that the member was reminded of.
    `clock_stopped_at`: since when a hold stops the period. `inactive_from`: from when the days
    without activity count; `last_seen_at`: the last activity, none while none is known.
    `acknowledged`: when the member said to have read a version of a clause.
    `changed_at`: when plan or period last changed. `spared_until`: end of a period that was paid
    for while a warning stood.
    `back_at`: when an outage of ours was last noted to be over.
    `transfer`: of the membership, under way; `gave_at`: when memberships were given away;
    `gift`, `gifts_at`: so of uses of a quota.
    `grace_event`: version of the `GraceStarted` that grace began with; `grace_untold`: nobody could
    be told of it.
    `verification`: asked for, and not done yet. `case`: to be opened without anybody asking;
    `case_later`: on going live. `imported_at`: taken over from a former platform; unknown of states
    stored before that was kept. `held_since`: taken over, and not live yet.
    `takeover`: reported by the member, and not released yet.
    `owed`: what a refund took and the balance did not have.
    `fell`: why the plan is lower than the one before it; unknown of states stored by versions that
    did not keep it.
    `deferred`: changes for the worse that wait for a person; `discarded_at`: when the end of a
    grace was discarded, which counts as coming back (`back_at`) does.
    `claim`: a payment that is being checked; `claim_refused_at`: when the last one was refused.
    `offered_until`: until then a renewal at the price held waits for the money.
    `method`: of payment, bound in the shop; `charge`: the last one that the host was asked for.
    `links`: by the other member; `unlink`: those that end with a takeover; `given`: what the
    backups of this main were passed last; `cover`: what this backup has through its main.
    `reach`: where the member can be told anything, where that was looked at.
    `provisional`: what an appeal that is late gives for the time being; `provisional_withheld`: the
    id of the last one that a hold did not allow; `provisional_over`: of those that are over.
    `erasure`: of what is kept of the member, asked for; `erased_at`: when it was done.
    `rectifications`: of the record, open; `rectify_by`: when the first has to be answered.
    `partners`: by id; `status_since`: since when status and plan are as they are; unknown of
    states stored by earlier versions that did not change since.
    """

    member_id: str
    version: int = 0
    happened_at: datetime = EPOCH
    lifecycle: Lifecycle | None = None
    cause: Cause | None = None
    plan: str = ""
    plan_version: int = 1
    price: int = 0
    period_start: datetime = EPOCH
    period_end: datetime = EPOCH
    anchor: PeriodAnchor | None = None
    usage: Usage | None = None
    spent: dict[str, int] = {}
    points_warned: Warned | None = None
    plan_since: datetime = EPOCH
    fallen: Fallen | None = None
    grace_from: datetime | None = None
    grace_until: datetime | None = None
    grace_event: int = 0
    grace_untold: bool = False
    ended_at: datetime | None = None
    auto_renew: bool = False
    attempts: int = 0
    reminded_for: datetime | None = None
    balance: int = 0
    holds: tuple[Hold, ...] = ()
    clock_stopped_at: datetime | None = None
    undo: Undoable | None = None
    clauses: dict[str, Bound] = {}
    notices: dict[str, Notice] = {}
    acknowledged: dict[str, datetime] = {}
    announced: dict[str, Announced] = {}
    ahead: Ahead | None = None
    last_login_at: datetime | None = None
    last_seen_at: datetime | None = None
    spared_until: datetime = EPOCH
    inactive_from: datetime = EPOCH
    changed_at: datetime = EPOCH
    warned: Warned | None = None
    back_at: datetime | None = None
    owed: int = 0
    claim: OpenClaim | None = None
    claim_refused_at: datetime | None = None
    offered_until: datetime | None = None
    method: BoundMethod | None = None
    charge: Charge | None = None
    devices: dict[str, Device] = {}
    takeover: TakeoverReported | None = None
    verification: Verification | None = None
    case: WantedCase | None = None
    case_later: WantedCase | None = None
    imported_at: datetime | None = None
    held_since: datetime | None = None
    transfer: Transfer | None = None
    gave_at: tuple[datetime, ...] = ()
    links: dict[str, Link] = {}
    unlink: tuple[str, ...] = ()
    given: Cover | None = None
    cover: Covered | None = None
    gift: Gift | None = None
    gifts_at: tuple[datetime, ...] = ()
    reach: Reach | None = None
    risk_warned: RiskWarned | None = None
    partners: dict[str, Following] = {}
    status_since: datetime | None = None
    fell: Cause | None = None
    deferred: tuple[DeferredChange, ...] = ()
    discarded_at: datetime | None = None
    merged_into: str = ""
    provisional: Provisional | None = None
    provisional_withheld: str = ""
    provisional_over: tuple[str, ...] = ()
    erasure: AskedErasure | None = None
    erased_at: datetime | None = None
    rectifications: tuple[OpenRectification, ...] = ()
    rectify_by: datetime | None = None

    @property
    def charged_from(self) -> datetime:
        """From when attempts at automatic renewal are timed."""
        return self.grace_from or self.period_end

    def next_period_begins(self, at: datetime) -> datetime:
        """Where the period begins that is added at `at`: at the end of the last one; where we were
        away then, when we noticed."""
        away = self.back_at is not None and self.period_end <= self.back_at
        return (self.grace_from or at) if away else self.period_end

    def defers(self, kind: LossKind) -> bool:
        return any(one.kind is kind for one in self.deferred)

    def hold(self, kind: HoldKind) -> Hold | None:
        return next((hold for hold in self.holds if hold.kind is kind), None)

    def trusts(self, device_id: str) -> bool:
        device = self.devices.get(device_id)
        return device is not None and device.trusted

    def familiar(self, device_id: str) -> bool:
        """Trusted, or there is none yet to tell it from."""
        if self.trusts(device_id):
            return True
        device = self.devices.get(device_id)
        return not self.knows_devices and not (device is not None and device.distrusted)

    @property
    def knows_devices(self) -> bool:
        return any(device.trusted for device in self.devices.values())


def notice_key(clause: str, version: int) -> str:
    return f"{clause}@{version}"
