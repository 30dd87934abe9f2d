"""What a membership looks like from outside. Amounts in minor units, times in UTC."""

from datetime import datetime
from typing import Any

import msgspec

from infra.kernel.errors import ErrorRecord
from infra.kernel.events import Actor
from infra.kernel.text import LocalText
from services.membership.contract.appellants import Appellant
from services.membership.contract.breaker_views import DeferredChangeView, MassLossPage
from services.membership.contract.case_records import CaseRecord, CutOff, NamedOrder
from services.membership.contract.catalogue_views import (
    HoldersPage,
    PlanDifferencesView,
    PlanDraftView,
    PlanHistoryView,
)
from services.membership.contract.clause_views import (
    ClauseDifferencesView,
    ClauseDraftView,
    ClauseHistories,
    ClauseVersionView,
)
from services.membership.contract.consent_views import ConsentsView
from services.membership.contract.correction_views import (
    CorrectionsPage,
    CorrectionsView,
    TriedPage,
)
from services.membership.contract.directory import MemberFound, MembersPage
from services.membership.contract.entitlement import EntitlementsView
from services.membership.contract.erasure_views import ErasureView
from services.membership.contract.explanations import Explanation
from services.membership.contract.exports import ExportView
from services.membership.contract.hold_events import Hold
from services.membership.contract.method_views import ChargeRequestsPage, PaymentMethodView
from services.membership.contract.money_events import Refund
from services.membership.contract.partner_views import (
    FollowedPage,
    FollowsView,
    KeyProof,
    PartnersPage,
    PartnerView,
    SharedStatus,
)
from services.membership.contract.passing_views import LinkView, PassingView, UpgradesView
from services.membership.contract.periods import PeriodAnchor
from services.membership.contract.plans import HeldBenefit, Plan, PlansView
from services.membership.contract.reconciliation import Compared, LiveMembers
from services.membership.contract.record_incidents import RecordIncidents
from services.membership.contract.rectification_views import (
    OpenRectificationsPage,
    RectificationsView,
)
from services.membership.contract.remedies import RemedyGiven
from services.membership.contract.reports import ReportsPage
from services.membership.contract.retention_views import RetentionView
from services.membership.contract.risk_views import LapseRiskView, RisksPage
from services.membership.contract.staff_reads import StaffReadsPage
from services.membership.contract.statements import StatementsPage
from services.membership.contract.words import Cause, Lifecycle, Responsible, Status


class Undo(msgspec.Struct, frozen=True, kw_only=True):
    """The change that one step takes back, until when."""

    event_type: str
    event_version: int
    until: datetime


class ClaimView(msgspec.Struct, frozen=True, kw_only=True):
    """A payment that is being checked. `access`: it counts until it is settled."""

    order_id: str
    amount: int
    paid_at: datetime
    decide_by: datetime
    access: bool
    overdue: bool


class CoverView(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup has through its main. `in_use`: the member is entitled by it, having no
    membership of its own that runs."""

    main: str
    plan: Plan
    plan_version: int
    since: datetime
    until: datetime | None
    in_use: bool


class ProvisionalView(msgspec.Struct, frozen=True, kw_only=True):
    """The membership is restored for the time being, for the answer to an appeal is late.
    `in_force`: the member is entitled by it; not while a hold protects the account."""

    appeal_number: str
    since: datetime
    in_force: bool


class MembershipView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`version` counts this member's events; `plan` and `plan_version`: as it is held;
    `benefits` are those in force now. `price`: as it is held; `renewal_price`: of the next renewal,
    as far as is known by now. `owed`: what a refund took and the balance did not have.
    `anchor`: what the periods are counted from. `offered_until`: until then it renews at `price`
    by itself, once the balance has it."""

    member_id: str
    version: int
    status: Status
    lifecycle: Lifecycle
    entitled: bool
    plan: Plan
    price: int
    period_start: datetime
    period_end: datetime
    grace_until: datetime | None
    auto_renew: bool
    balance: int
    currency: str
    holds: tuple[Hold, ...]
    undo: Undo | None
    benefits: tuple[HeldBenefit, ...]
    last_login_at: datetime | None
    history_hash: str
    plan_version: int
    renewal_price: int
    deferred: tuple[DeferredChangeView, ...] = ()
    owed: int = 0
    anchor: PeriodAnchor | None = None
    claim: ClaimView | None = None
    offered_until: datetime | None = None
    method: PaymentMethodView | None = None
    links: tuple[LinkView, ...] = ()
    cover: CoverView | None = None
    provisional: ProvisionalView | None = None


class TimelineEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One event, with the status after it, none before the first enrolment. `due_at`: when it had
    been due, where it could happen only later. `ip` and `device_label` where a person acted."""

    id: str
    version: int
    type: str
    cause: Cause | None
    responsible: Responsible | None
    actor: Actor
    happened_at: datetime
    recorded_at: datetime
    summary: LocalText
    status_after: Status | None
    plan_after: str
    device_id: str
    device_label: str
    ip: str
    hash: str
    body: dict[str, Any]
    due_at: datetime | None = None


class TimelinePage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """In order of version, oldest first; `total` is the number of all events."""

    entries: tuple[TimelineEntry, ...]
    total: int
    has_more: bool


class ClausesView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    versions: tuple[ClauseVersionView, ...]


class AnnouncementView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`facts`: the body of the clause's `ClausePublished`."""

    facts: dict[str, Any]


class LedgerLine(msgspec.Struct, frozen=True, kw_only=True):
    """One side of a journal entry. Debits and credits of an entry are equal."""

    entry_id: str
    at: datetime
    account: str
    debit: int
    credit: int
    purpose: str
    reference: str


class LedgerView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The lines on this member's balance account, newest first. `owed`: as of `MembershipView`."""

    balance: int
    currency: str
    lines: tuple[LedgerLine, ...]
    owed: int = 0


class RecordView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Verification of one history: hash chain, and stored state against the fold."""

    member_id: str
    events: int
    holds: bool
    fault: str
    head_hash: str


class HistoryPage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`lines`: an event each, as JSON, oldest first; `total` is the number of all events."""

    lines: tuple[str, ...]
    versions: tuple[int, ...]
    total: int
    has_more: bool


class CaseFile(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What an appeal attaches by itself: the history around a loss with its hashes, the
    explanation as of the loss and as of `gathered_at`, payments, orders, logins, clause and plan
    versions, and notices.

    `money_lost`: by this loss, counting the orders made since, up to `lost_until` (none: it still
    lasts). `looks_back_to`: what is from before it is left out; `cut_off` says how much of what is.
    Files from before these fields were say nothing in them.
    """

    member_id: str
    gathered_at: datetime
    explanation: Explanation
    timeline: tuple[TimelineEntry, ...]
    evidence: tuple[CaseRecord, ...]
    history_hash: str
    explanation_now: Explanation | None = None
    lost_until: datetime | None = None
    money_lost: int | None = None
    looks_back_to: datetime | None = None
    cut_off: tuple[CutOff, ...] = ()
    named_orders: tuple[NamedOrder, ...] = ()
    appellant: Appellant | None = None


class RemedyPreview(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What a remedy would give now. `worth`: what it credits, and its days by the price that is
    held, in minor units."""

    gives: RemedyGiven
    worth: int = 0


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The answer to one query that could not be answered; the others still are."""

    error: ErrorRecord


Answer = (
    MembershipView | TimelinePage | Explanation | ClausesView | AnnouncementView | PlansView
    | LedgerView | RecordView | HistoryPage | PassingView | UpgradesView
    | CaseFile | RemedyPreview | PartnerView | PartnersPage | KeyProof
    | FollowsView | FollowedPage
    | SharedStatus | EntitlementsView | PlanHistoryView | PlanDifferencesView
    | PlanDraftView | HoldersPage | MemberFound | MembersPage | StaffReadsPage
    | ConsentsView | RetentionView | ErasureView | ChargeRequestsPage | LapseRiskView | RisksPage
    | ClauseDraftView | ClauseDifferencesView | ClauseHistories | MassLossPage
    | Compared | LiveMembers | StatementsPage
    | CorrectionsView | CorrectionsPage | TriedPage | RecordIncidents
    | ReportsPage | ExportView | RectificationsView | OpenRectificationsPage | Failed
)  # fmt: skip


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a command did. `repeated`: it had been done before, under the same key.
    `renewed` and `missing` tell of payments: whether it renewed, and what is still missing;
    `refund`: what a refund did; `remedy`: what a remedy gave."""

    member_id: str = ""
    version: int = 0
    repeated: bool = False
    renewed: bool = False
    missing: int = 0
    refund: Refund | None = None
    remedy: RemedyGiven | None = None
    membership: MembershipView | None = None
    clause: ClauseVersionView | None = None
