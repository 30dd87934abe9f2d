"""An appeal as it stands: a fold over its events. Texts are stored beside it, never in it."""

from datetime import datetime

import msgspec

from infra.kernel.errors import ErrorRecord
from infra.kernel.events import Actor
from services.appeals.contract.calendar import BusinessCalendar
from services.appeals.contract.case_views import CasePart
from services.appeals.contract.clock_words import Need, Restoration
from services.appeals.contract.decisions import Citations, DecisionRule
from services.appeals.contract.evidence_events import KeptFile
from services.appeals.contract.identity import ProofKind
from services.appeals.contract.words import AfterWait, AppealState, RemedyState, Verdict
from services.membership.contract.remedies import RemedyGiven, RemedyPart
from services.membership.contract.words import CaseReason, Cause, HoldKind, RemedyKind
from services.shared.callers import StaffKind


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided: by staff of `staff_kind`, by a rule, or by an `incident`. `confirmed_by`: a
    second of the staff. `remedy`, `days`,
    `hold`, `order_id`: the first part; `also`: those after it. `granted_days`, `period_end`,
    `given`: once the membership has the remedy; `refused`: where it said that it can never be
    applied (`refusal`: so in states from before)."""

    at: datetime
    by: Actor
    verdict: Verdict
    cause: Cause
    reason: str
    remedy: RemedyKind
    remedy_id: str
    remedy_state: RemedyState
    days: int | None
    hold: HoldKind | None = None
    order_id: str = ""
    also: tuple[RemedyPart, ...] = ()
    citing: Citations = Citations()
    difference_reason: str = ""
    staff_kind: StaffKind | None = None
    rule: DecisionRule | None = None
    granted_days: int | None = None
    period_end: datetime | None = None
    given: RemedyGiven | None = None
    refusal: str = ""
    refused: ErrorRecord | None = None
    incident: str = ""
    confirmed_by: Actor | None = None

    @property
    def parts(self) -> tuple[RemedyPart, ...]:
        first = RemedyPart(kind=self.remedy, days=self.days, hold=self.hold, order_id=self.order_id)
        return (first, *self.also)


class IdentityProof(msgspec.Struct, frozen=True, kw_only=True):
    """The last one of this appeal, by its member."""

    how: ProofKind
    at: datetime


class Appeal(msgspec.Struct, frozen=True, kw_only=True):
    """`version` counts the events folded so far.

    `decision_due` runs except while waiting for the member; then `decision_left_ms` keeps the
    rest. `case_file_sha256`: of the newest version, empty until a case file is attached;
    `case_version` counts them, `case_missing`: parts that it has not got, `case_outdated`: it is
    to be gathered anew, because the member named further orders or the appeal goes on.
    `promises_missed` counts those broken since staff last spoke; `takeover_told_at`: when the
    member last heard of one.
    `calendar`: by which its times are counted; none: round the clock. `warned_of`: the promise of
    which staff were last warned that it might break, `warned_minutes` ahead. `needs`: who has to
    look at it. `restoration` of the membership for the time being, by its id of this round.

    `what_follows` after `answer_until`, and `remind_at` of it, once. `unanswered`: that is why it
    was withdrawn.

    `extended_until`: its member can go on with it until then, for we were away when that was over.
    `files_at_end`: how many files there were when it was last over; those behind came since.

    `rounds`: how often it was opened, at first and again. `ruling`: of this round, the earlier ones
    in `earlier_rulings`. `escalated`: this round is another person's look at a decision;
    `nobody_else`: there was nobody then who may take it.
    `incident`: that is deciding it.

    `rules`: that fired when triage looked at it; `person_asked`: the member wants none of them to
    decide it alone.
    """

    number: str
    member_id: str
    version: int
    state: AppealState
    submitted_at: datetime
    lost_at: datetime | None
    suspected_cause: Cause | None
    first_answer_due: datetime
    promised_at: datetime | None
    first_answered_at: datetime | None = None
    first_answer_missed: bool = False
    decision_due: datetime | None = None
    decision_left_ms: int = 0
    answer_until: datetime | None = None
    what_follows: AfterWait = AfterWait.DECIDE
    remind_at: datetime | None = None
    unanswered: bool = False
    reviewer: Actor | None = None
    reviewer_since: datetime | None = None
    takeover_told_at: datetime | None = None
    promises_missed: int = 0
    rounds: int = 1
    escalated: bool = False
    excluded_reviewers: tuple[str, ...] = ()
    nobody_else: bool = False
    earlier_rulings: tuple[Ruling, ...] = ()
    ended_at: datetime | None = None
    extended_until: datetime | None = None
    ruling: Ruling | None = None
    case_file_sha256: str = ""
    calendar: BusinessCalendar | None = None
    warned_of: datetime | None = None
    warned_minutes: int = 0
    needs: tuple[Need, ...] = ()
    restoration: Restoration = Restoration.NONE
    restoration_id: str = ""
    files: tuple[KeptFile, ...] = ()
    files_at_end: int = 0
    case_version: int = 0
    case_missing: tuple[CasePart, ...] = ()
    case_outdated: bool = False
    identity: IdentityProof | None = None
    wrong_tries: tuple[datetime, ...] = ()
    incident: str = ""
    opened_because: CaseReason | None = None
    rules: tuple[DecisionRule, ...] = ()
    person_asked: bool = False

    @property
    def triaged(self) -> bool:
        return bool(self.rules)

    @property
    def remedy_pending(self) -> bool:
        return self.ruling is not None and self.ruling.remedy_state is RemedyState.PENDING

    @property
    def was_decided(self) -> bool:
        """In this round or before."""
        return self.ruling is not None or bool(self.earlier_rulings)

    @property
    def loss_began(self) -> datetime:
        """Where nobody knows when a loss began, the appeal itself is the first that proves it."""
        return self.lost_at or self.submitted_at
