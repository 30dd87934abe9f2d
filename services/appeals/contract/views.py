"""What an appeal looks like from outside."""

from datetime import datetime

import msgspec

from infra.kernel.errors import ErrorRecord
from infra.kernel.events import Actor
from infra.kernel.text import LocalText
from services.appeals.contract.answer_templates import AnswerPreview, AnswerTemplatesView
from services.appeals.contract.calendar_views import CalendarView
from services.appeals.contract.case_views import (
    AppealCaseFile,
    CaseDifference,
    CaseFileView,
    CasePart,
)
from services.appeals.contract.decisions import Citations, DecisionRule
from services.appeals.contract.desk_views import (
    QueueRulesView,
    QueuesView,
    ReviewersView,
    RulesPreview,
)
from services.appeals.contract.desk_words import AppealQueue
from services.appeals.contract.draft_views import DraftsView
from services.appeals.contract.figures import AppealFigures
from services.appeals.contract.identity import ProofKind
from services.appeals.contract.incident_views import (
    AffectedPage,
    LossIncidentsPage,
    LossIncidentView,
    OwnIncidents,
    PublicLines,
)
from services.appeals.contract.notices import NoticesPage, StaffContact
from services.appeals.contract.package import ComplaintTextsView, PackageView
from services.appeals.contract.quotes import Quote
from services.appeals.contract.words import AfterWait, AppealState, RemedyState, Verdict
from services.membership.contract.remedies import RemedyGiven, RemedyPart
from services.membership.contract.words import Cause, RemedyKind


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """`staff_only`: a note; never given to a member. `template`: by which it was said, such as
    "late-payment/3"; then `both`, in both languages, of which `text` is the member's."""

    id: str
    at: datetime
    by: Actor
    text: str
    orders: tuple[str, ...]
    staff_only: bool
    quotes: tuple[Quote, ...] = ()
    template: str = ""
    both: LocalText | None = None


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """`by` is the system where `rule` decided, without a person. `parts`: what is to be given, in
    that order. `days`, `period_end` and `given`: what the remedy gave, once it is applied.
    `refused`: why it can never be given; told to staff only. `confirmed_by`: a second of the
    staff."""

    at: datetime
    by: Actor
    verdict: Verdict
    cause: Cause
    reason: str
    remedy: RemedyKind
    remedy_state: RemedyState
    days: int | None
    period_end: datetime | None
    rule: DecisionRule | None = None
    parts: tuple[RemedyPart, ...] = ()
    citing: Citations = Citations()
    difference_reason: str = ""
    given: RemedyGiven | None = None
    refused: ErrorRecord | None = None
    confirmed_by: Actor | None = None


class ProposedDecision(msgspec.Struct, frozen=True, kw_only=True):
    """It waits for a second of the staff. `worth`: minor units; none: not known yet."""

    at: datetime
    by: Actor
    verdict: Verdict
    cause: Cause
    reason: str
    parts: tuple[RemedyPart, ...]
    worth: int | None


class AppealStep(msgspec.Struct, frozen=True, kw_only=True):
    """One event of the appeal's history."""

    version: int
    type: str
    at: datetime
    by: Actor
    hash: str


class IdentityView(msgspec.Struct, frozen=True, kw_only=True):
    """How, and when, the member proved who they are, for this appeal; none: they did not.
    `tries_left`: with the digits of a phone, today."""

    how: ProofKind | None
    at: datetime | None
    tries_left: int


class AppealView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`what_follows` when `answer_until` passes; none while nothing is asked.
    `place_in_queue`: 1 is next; none once taken. `promised_at`: the next promised time.
    `reopen_until`, `escalate_until`: until when its member can; none where that cannot be.
    `waits_for_another`: it was escalated, nobody has it, and nobody was there who may take it.
    `excluded_reviewers`: who may not take it, because they decided it before; `queue`,
    `queue_rule`: where it waits and why; `proposed`: what waits for a second; all told to staff
    only.
    `case_file`: its newest version; none in lists, and until it is attached. `case_file_missing`:
    the parts of it that follow. `rules`: that fired when it was looked at whether one settles it;
    none before."""

    number: str
    member_id: str
    version: int
    state: AppealState
    submitted_at: datetime
    lost_at: datetime | None
    suspected_cause: Cause | None
    orders: tuple[str, ...]
    messages: tuple[Message, ...]
    reviewer: Actor | None
    place_in_queue: int | None
    first_answer_due: datetime
    first_answered_at: datetime | None
    overdue: bool
    answer_until: datetime | None
    what_follows: AfterWait | None
    promised_at: datetime | None
    reopen_until: datetime | None
    escalate_until: datetime | None
    excluded_reviewers: tuple[str, ...]
    waits_for_another: bool
    decision: Decision | None
    earlier_decisions: tuple[Decision, ...]
    steps: tuple[AppealStep, ...]
    case_file: AppealCaseFile | None
    case_file_missing: tuple[CasePart, ...] = ()
    identity: IdentityView = IdentityView(how=None, at=None, tries_left=0)
    queue: AppealQueue | None = None
    queue_rule: str = ""
    proposed: ProposedDecision | None = None
    rules: tuple[DecisionRule, ...] = ()


class AppealsPage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`cursors`: of each, to go on after it."""

    appeals: tuple[AppealView, ...]
    cursors: tuple[str, ...]
    total: int
    has_more: bool


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The answer to one query that could not be answered; the others still are."""

    error: ErrorRecord


Answer = (
    AppealView | AppealsPage | CalendarView | PackageView | ComplaintTextsView
    | DraftsView | CaseFileView
    | CaseDifference | LossIncidentView | LossIncidentsPage | AffectedPage | PublicLines
    | OwnIncidents | AnswerTemplatesView | AnswerPreview | NoticesPage | StaffContact
    | AppealFigures | QueuesView | ReviewersView | QueueRulesView | RulesPreview | Failed
)  # fmt: skip


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    appeal: AppealView
    repeated: bool = False
