"""What can be asked of an appeal. Each command has one handler."""

from datetime import datetime

import msgspec

from infra.kernel.events import Actor
from services.appeals.contract.appeal_command import AppealCommand
from services.appeals.contract.case_commands import RefreshCaseFile
from services.appeals.contract.decisions import Citations
from services.appeals.contract.desk_commands import AnyDeskCommand
from services.appeals.contract.lifecycle_commands import EscalateAppeal, ReopenAppeal
from services.appeals.contract.quotes import Reference
from services.appeals.contract.triage_commands import AskForPerson
from services.appeals.contract.words import AfterWait, Verdict
from services.membership.contract.remedies import RemedyPart
from services.membership.contract.words import CaseReason, Cause, HoldKind, RemedyKind
from services.shared.callers import StaffKind


class OpenAppeal(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """By the member. `lost_at` none: the latest loss. One open appeal a member and loss."""

    member_id: str
    text: str
    orders: tuple[str, ...] = ()
    lost_at: datetime | None = None


class OpenCase(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """By the system, for a member who asked for nothing yet. About a loss that an appeal is open
    for already, it is that appeal."""

    member_id: str
    reason: CaseReason
    lost_at: datetime | None = None


class ReplyToAppeal(AppealCommand, frozen=True, kw_only=True):
    """By its member. `quotes`, here and below: what of the case stands beside the text."""

    text: str
    orders: tuple[str, ...] = ()
    quotes: tuple[Reference, ...] = ()


class WithdrawAppeal(AppealCommand, frozen=True, kw_only=True):
    """By its member, before a decision."""


class TakeAppeal(AppealCommand, frozen=True, kw_only=True):
    """By staff. `take_over`: also from the colleague who has it."""

    take_over: bool = False


class AskInformation(AppealCommand, frozen=True, kw_only=True):
    """`answer_until` none: seven days. `what_follows`, said with the question, if no answer comes
    by then. `template`, here and below: the code of one that gives the text instead."""

    question: str = ""
    template: str = ""
    answer_until: datetime | None = None
    what_follows: AfterWait = AfterWait.DECIDE
    quotes: tuple[Reference, ...] = ()


class AnswerAppeal(AppealCommand, frozen=True, kw_only=True):
    """A message to the member. The first one stops the 24-hour clock."""

    text: str = ""
    template: str = ""
    quotes: tuple[Reference, ...] = ()


class AddStaffNote(AppealCommand, frozen=True, kw_only=True):
    """The member never sees it."""

    text: str = ""
    template: str = ""
    quotes: tuple[Reference, ...] = ()


class DecideAppeal(AppealCommand, frozen=True, kw_only=True):
    """`reason`: what the member reads, or a `template` gives it; `difference_reason`, too: why the
    cause is another than the explanation's. `remedy`, `days`, `hold`, `order_id`: the first part,
    as in `RemedyPart`; `also`: those after it, given in their order, all or none. `staff_kind`,
    `confirmed_by`: filled in by whoever carries it out."""

    verdict: Verdict
    cause: Cause
    reason: str = ""
    template: str = ""
    remedy: RemedyKind
    days: int | None = None
    hold: HoldKind | None = None
    order_id: str = ""
    also: tuple[RemedyPart, ...] = ()
    citing: Citations = Citations()
    difference_reason: str = ""
    staff_kind: StaffKind | None = None
    confirmed_by: Actor | None = None

    @property
    def parts(self) -> tuple[RemedyPart, ...]:
        first = RemedyPart(kind=self.remedy, days=self.days, hold=self.hold, order_id=self.order_id)
        return (first, *self.also)


Command = (
    OpenAppeal | OpenCase | ReplyToAppeal | WithdrawAppeal | TakeAppeal | AskInformation
    | AnswerAppeal | AddStaffNote | DecideAppeal | ReopenAppeal | EscalateAppeal | AskForPerson
    | RefreshCaseFile | AnyDeskCommand
)  # fmt: skip
