"""What happened to an appeal. No member's words: those stay with the appeal, not in its history;
staff's are marked as `FreeText`."""

from datetime import datetime
from typing import ClassVar

from infra.kernel.errors import ErrorRecord
from infra.kernel.events import Actor
from infra.kernel.free_text import FreeText
from services.appeals.contract.calendar import BusinessCalendar
from services.appeals.contract.case_views import CasePart
from services.appeals.contract.decisions import Citations, DecisionRule
from services.appeals.contract.event import Event
from services.appeals.contract.words import AfterWait, Owed, Verdict
from services.membership.contract.remedies import RemedyGiven, RemedyPart
from services.membership.contract.words import CaseReason, Cause, HoldKind, RemedyKind
from services.shared.callers import StaffKind


class AppealSubmitted(Event, frozen=True, kw_only=True):
    """`opened_because`: nobody asked for it; none for a member's own. `calendar`: by which its
    times are counted, whatever becomes of the operator's later; none: round the clock.
    `decision_due`: none in events from before it was kept, which are round the clock."""

    first_answer_due: datetime
    lost_at: datetime | None
    suspected_cause: Cause | None
    opened_because: CaseReason | None = None
    decision_due: datetime | None = None
    calendar: BusinessCalendar | None = None


class CaseFileAttached(Event, frozen=True, kw_only=True):
    """What the services know of the loss is kept with the appeal. Nothing new for the member.

    `sha256` of the stored file, its first version; `history_hash`: head of the membership's history
    in it. `missing`: parts that follow.
    """

    sha256: str
    history_hash: str
    lost_at: datetime | None
    suspected_cause: Cause | None
    missing: tuple[CasePart, ...] = ()


class AppealTaken(Event, frozen=True, kw_only=True):
    """`to`: who has it now, where a colleague assigned it; none: whoever took it."""

    reviewer: str
    to: Actor | None = None


class AppealTakenOver(Event, frozen=True, kw_only=True):
    """`told`: the member hears of it; of several within a day only of the first. `to`: as of
    `AppealTaken`."""

    reviewer: str
    taken_from: str
    told: bool
    to: Actor | None = None


class InformationAsked(Event, frozen=True, kw_only=True):
    """`question`: what staff wrote; the member reads it. `decision_left_ms`: the business time that
    is left to decide; it waits with the member. `remind_at`: none where the time is too short for a
    reminder."""

    schema_version: ClassVar[int] = 2
    question: FreeText
    answer_until: datetime
    decision_left_ms: int | None = None
    what_follows: AfterWait = AfterWait.DECIDE
    remind_at: datetime | None = None


class AnswerReminded(Event, frozen=True, kw_only=True):
    """The question is still open. `answer_until` is later than what was asked where the platform
    was away at that time: the member could not have answered."""

    answer_until: datetime
    what_follows: AfterWait


class MemberReplied(Event, frozen=True, kw_only=True):
    """`orders`: how many it names. `decision_due`: where the member was waited for."""

    decision_due: datetime | None = None
    orders: int = 0


class WaitEnded(Event, frozen=True, kw_only=True):
    """The member did not answer by `asked_until`; staff decide with what is there."""

    asked_until: datetime
    decision_due: datetime | None = None


class StaffAnswered(Event, frozen=True, kw_only=True):
    schema_version: ClassVar[int] = 2
    answer: FreeText


class AppealDecided(Event, frozen=True, kw_only=True):
    """`remedy`, `days`, `hold`, `order_id`: its first part; `also`: those after it. `rule`: that
    decided it without a person; none: a person did, of `staff_kind`. `reopen_until`,
    `escalate_until`: what is possible then, where the decision ends the appeal; none where a remedy
    is still to come, or it cannot be escalated. `ends_restoration`: the membership was restored for
    the time being, which ends with it. `confirmed_by`: a second of the staff."""

    schema_version: ClassVar[int] = 2
    verdict: Verdict
    cause: Cause
    reason: FreeText
    remedy: RemedyKind
    remedy_id: str
    days: int | None
    hold: HoldKind | None = None
    order_id: str = ""
    also: tuple[RemedyPart, ...] = ()
    citing: Citations = Citations()
    difference_reason: FreeText = ""
    staff_kind: StaffKind | None = None
    rule: DecisionRule | None = None
    reopen_until: datetime | None = None
    escalate_until: datetime | None = None
    ends_restoration: bool = False
    confirmed_by: Actor | None = None


class RemedyConfirmed(Event, frozen=True, kw_only=True):
    """The membership has all of it. `days`, `period_end`: of a part that gave time; else none was
    given, and the membership itself tells what was. `given`: none in events from before it was
    kept. `person_asked`: it was decided by a rule, and a person goes on with it at once. The others
    as in `AppealDecided`."""

    remedy: RemedyKind
    remedy_id: str
    days: int
    period_end: datetime | None
    given: RemedyGiven | None = None
    rule: DecisionRule | None = None
    reopen_until: datetime | None = None
    escalate_until: datetime | None = None
    person_asked: bool = False


class RemedyRefused(Event, frozen=True, kw_only=True):
    """`refusal`: why it can never be given, for the reviewer; `why`: so in events from before."""

    remedy_id: str
    why: str = ""
    decision_due: datetime | None = None
    refusal: ErrorRecord | None = None


class AppealClosed(Event, frozen=True, kw_only=True):
    """`rule`: as of `AppealDecided`."""

    rule: DecisionRule | None = None


class AppealWithdrawn(Event, frozen=True, kw_only=True):
    """By its member, or because an answer did not come: `unanswered_since`, of the time that was
    said. `reopen_until`: by then its member can go on with it, with something new."""

    unanswered_since: datetime | None = None

    reopen_until: datetime | None = None


class FirstAnswerMissed(Event, frozen=True, kw_only=True):
    """24 hours passed without an answer. The appeal goes to the head of the queue."""

    due: datetime


class PromiseMissed(Event, frozen=True, kw_only=True):
    """What was promised by `due` was not there; `promised_at` says by when it is now."""

    owed: Owed
    due: datetime
