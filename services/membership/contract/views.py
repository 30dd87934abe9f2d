"""What a membership looks like from outside. Amounts in minor units, times in UTC."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from infra.kernel.errors import ErrorRecord
from infra.kernel.events import Actor
from infra.kernel.text import LocalText
from services.membership.contract.events import Hold
from services.membership.contract.words import Cause, Lifecycle, Responsible, Status


class BenefitKind(StrEnum):
    BOOLEAN = "BOOLEAN"
    RATE = "RATE"
    QUOTA = "QUOTA"


class Benefit(msgspec.Struct, frozen=True, kw_only=True):
    """`value`: a bool, a rate such as "0.80" (what is paid of the full price), or a count."""

    code: str
    kind: BenefitKind
    name: LocalText
    value: bool | int | str


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """`discount` as a decimal string: "0.80" means that 80 % of the full price is paid.
    `falls_to`: the plan that a clause downgrades to; none means no membership below it."""

    code: str
    name: LocalText
    rank: int
    price: int
    period_days: int
    grace_hours: int
    discount: str
    falls_to: str | None
    benefits: tuple[Benefit, ...]


class Undo(msgspec.Struct, frozen=True, kw_only=True):
    """The change that one step takes back, until when."""

    event_type: str
    event_version: int
    until: datetime


class MembershipView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`version` counts this member's events; `benefits` are those in force now."""

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
    benefits: tuple[Benefit, ...]
    last_login_at: datetime | None
    history_hash: str


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


class Certainty(StrEnum):
    CERTAIN = "CERTAIN"
    LIKELY = "LIKELY"
    UNKNOWN = "UNKNOWN"


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: EVENT, PAYMENT, ORDER, LOGIN, CLAUSE or NOTICE; `hash` where the record has one."""

    kind: str
    id: str
    at: datetime
    says: LocalText
    hash: str = ""


class Blocker(msgspec.Struct, frozen=True, kw_only=True):
    """Something that still keeps the member out. `code`: a hold's kind or a lifecycle."""

    code: str
    owner: str
    says: LocalText
    released_by: LocalText
    latest: datetime | None


class NextStep(msgspec.Struct, frozen=True, kw_only=True):
    """`action`: RENEW, PAY (a payment for a renewal, after grace), TOP_UP, ENROL, UNDO,
    RELEASE_HOLD, UPGRADE, LOG_IN, APPEAL or ASK_A_PERSON; `amount` is what it costs, or what is
    missing for PAY and TOP_UP."""

    action: str
    says: LocalText
    amount: int | None = None
    until: datetime | None = None


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence of an explanation and the ids of the records that it stands on; none for one
    that claims nothing."""

    says: LocalText
    stands_on: tuple[str, ...]


class Explanation(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Why a member is or is not entitled. `cause` is none for a member with nothing lost.

    `money_lost`: the discount missed on orders made without the benefits, also on those of earlier
    times where nothing is lost now; and what was paid ahead for a plan that a clause took.
    `rules`: names of the rules that fired, in the order in which they were tried. `lost_at`: when
    the loss began. `sentences`: all that is said, each with its proof.
    """

    member_id: str
    at: datetime
    entitled: bool
    cause: Cause | None
    responsible: Responsible | None
    certainty: Certainty
    summary: LocalText
    lost_at: datetime | None
    evidence: tuple[Evidence, ...]
    clause: str | None
    clause_version: int | None
    benefits_lost: tuple[Benefit, ...]
    money_lost: int
    blockers: tuple[Blocker, ...]
    next_steps: tuple[NextStep, ...]
    prevention: LocalText
    rules: tuple[str, ...]
    sentences: tuple[Said, ...] = ()


class ParameterDifference(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    before: Any
    after: Any
    stricter: bool


class ClauseStanding(StrEnum):
    """For the asking member. COMING: published, does not bind yet. PAST: superseded."""

    BINDING = "BINDING"
    COMING = "COMING"
    PAST = "PAST"


class ClauseVersionView(msgspec.Struct, frozen=True, kw_only=True):
    """`binds_at`: when it binds this member; none while the member's notice is outstanding."""

    clause: str
    version: int
    title: LocalText
    text: LocalText
    parameters: dict[str, Any]
    published_at: datetime
    effective_at: datetime
    adverse: bool
    standing: ClauseStanding
    notice_delivered_at: datetime | None
    binds_at: datetime | None
    differences: tuple[ParameterDifference, ...]
    hash: str


class ClausesView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    versions: tuple[ClauseVersionView, ...]


class PlansView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    plans: tuple[Plan, ...]
    currency: str


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
    """The lines on this member's balance account, newest first."""

    balance: int
    currency: str
    lines: tuple[LedgerLine, ...]


class RecordView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Verification of one history: hash chain, and stored state against the fold."""

    member_id: str
    events: int
    holds: bool
    fault: str
    head_hash: str


class CaseFile(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What an appeal attaches by itself: the history around a loss with its hashes, the
    explanation then, payments, orders, logins, clause versions and notices."""

    member_id: str
    gathered_at: datetime
    explanation: Explanation
    timeline: tuple[TimelineEntry, ...]
    evidence: tuple[Evidence, ...]
    history_hash: str


class RemedyPreview(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`days`: what would be given; `period_end`: until when the membership would run."""

    days: int
    plan: str
    period_end: datetime


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The answer to one query that could not be answered; the others still are."""

    error: ErrorRecord


Answer = (
    MembershipView | TimelinePage | Explanation | ClausesView | PlansView | LedgerView | RecordView
    | CaseFile | RemedyPreview | Failed
)  # fmt: skip


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a command did. `repeated`: it had been done before, under the same key.
    `renewed` and `missing` tell of payments: whether it renewed, and what is still missing."""

    member_id: str = ""
    version: int = 0
    repeated: bool = False
    renewed: bool = False
    missing: int = 0
    membership: MembershipView | None = None
    clause: ClauseVersionView | None = None


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A row that was not imported, and why."""

    row: int
    field: str
    reason: str


class ImportResult(msgspec.Struct, frozen=True, kw_only=True):
    """Every row is in exactly one of `created`, `unchanged` or `refused`."""

    created: int
    unchanged: int
    refused: tuple[Refusal, ...]
