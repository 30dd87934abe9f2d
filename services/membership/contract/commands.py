"""What can be asked of a membership. Each command has one handler.

Amounts in minor units, times in UTC. Who asks is the `Caller` beside the command.
"""

from datetime import datetime
from typing import Any

import msgspec

from infra.kernel.text import LocalText
from services.membership.contract.claim_commands import (
    ClaimPayment,
    RefuseClaim,
    ReportUnpaidRenewal,
)
from services.membership.contract.clause_commands import AcknowledgeClause
from services.membership.contract.erasure_commands import AskErasure, WithdrawErasure
from services.membership.contract.gift_commands import AcceptGift, EndGift, OfferGift
from services.membership.contract.hold_commands import (
    AskVerification,
    PauseMembership,
    ReportTakeover,
    ReportThirdPartyRenewal,
    ResumeMembership,
    ReviewThirdPartyRenewal,
    VerifyContacts,
)
from services.membership.contract.link_commands import AcceptLink, EndLink, OfferLink
from services.membership.contract.member_command import (
    MembershipCommand as MembershipCommand,  # noqa: PLC0414 (all commands are found here)
)
from services.membership.contract.method_commands import (
    RemovePaymentMethod,
    ReportChargeRefused,
    ReportPaymentMethod,
)
from services.membership.contract.partner_words import ShareScope
from services.membership.contract.provisional_commands import EndProvisional, RestoreProvisionally
from services.membership.contract.reconciliation import ReportDisagreement
from services.membership.contract.rectification_commands import (
    AskRectification,
    DecideRectification,
    WithdrawRectification,
)
from services.membership.contract.remedies import RemedyPart
from services.membership.contract.transfer_commands import (
    AcceptTransfer,
    EndTransfer,
    OfferTransfer,
)
from services.membership.contract.words import (
    Cause,
    HoldKind,
    PaymentPurpose,
    RefundKind,
    RemedyKind,
)


class Enrol(MembershipCommand, frozen=True, kw_only=True):
    """Starts a membership, also after `EXPIRED` or `CANCELLED`; paid from the balance."""

    plan: str
    auto_renew: bool = True


class TopUp(MembershipCommand, frozen=True, kw_only=True):
    amount: int
    reference: str


class Renew(MembershipCommand, frozen=True, kw_only=True):
    """Renews from the balance. `expected_price` guards against a price that changed meanwhile."""

    expected_price: int | None = None


class SetAutoRenew(MembershipCommand, frozen=True, kw_only=True):
    on: bool


class Upgrade(MembershipCommand, frozen=True, kw_only=True):
    """To a plan of higher rank; the difference for the rest of the period is debited."""

    plan: str


class Downgrade(MembershipCommand, frozen=True, kw_only=True):
    plan: str


class Cancel(MembershipCommand, frozen=True, kw_only=True):
    pass


class UndoChange(MembershipCommand, frozen=True, kw_only=True):
    """Takes back the cancellation or downgrade that can still be undone."""


class Freeze(MembershipCommand, frozen=True, kw_only=True):
    hours: int = 72


class ExtendFreeze(MembershipCommand, frozen=True, kw_only=True):
    hours: int


class ReleaseHold(MembershipCommand, frozen=True, kw_only=True):
    """By the member with a second factor, or by staff with a reason."""

    kind: HoldKind
    reason: str = ""


class PlaceStaffHold(MembershipCommand, frozen=True, kw_only=True):
    reason: str
    until: datetime | None = None


class UseBenefit(MembershipCommand, frozen=True, kw_only=True):
    """Uses so many of a quota. Idempotent by `use_id`, the caller's own."""

    benefit: str
    use_id: str
    count: int = 1


class ReturnBenefit(MembershipCommand, frozen=True, kw_only=True):
    """Takes a use back, within its period."""

    use_id: str


class ReportPayment(MembershipCommand, frozen=True, kw_only=True):
    """The host took money. Idempotent by `order_id`.

    The money goes to the balance; for a renewal the balance is then charged the price due.
    """

    order_id: str
    amount: int
    paid_at: datetime
    purpose: PaymentPurpose = PaymentPurpose.RENEWAL


class ReportRefund(MembershipCommand, frozen=True, kw_only=True):
    """Money of an order went back to the payer. Idempotent by `refund_id`; of one order no more
    goes back than was paid."""

    order_id: str
    refund_id: str
    amount: int
    refunded_at: datetime
    kind: RefundKind = RefundKind.REFUND


class ReportChargebackWon(MembershipCommand, frozen=True, kw_only=True):
    """The bank gave the money of a chargeback back: what it took is there again, the time, too."""

    refund_id: str


class WithdrawBalance(MembershipCommand, frozen=True, kw_only=True):
    """By staff: money of the balance was paid out, with a reason that the member reads."""

    amount: int
    reason: str


class ReportLogin(MembershipCommand, frozen=True, kw_only=True):
    """`passed_second_factor`: the host saw one; otherwise an unknown device places a hold."""

    login_id: str
    at: datetime
    passed_second_factor: bool = False


class NoteActivity(MembershipCommand, frozen=True, kw_only=True):
    """The member was here: something was asked or done with the member's own token, of whichever
    service. Any other command of a member's own says the same by itself. `at`: when the member
    signed in; none: just now."""

    at: datetime | None = None


class ReportOrder(MembershipCommand, frozen=True, kw_only=True):
    """An order in the shop. Idempotent by `order_id`."""

    order_id: str
    at: datetime
    full_price: int
    paid_price: int


class ReportOrderRefund(MembershipCommand, frozen=True, kw_only=True):
    """So much of an order was given back. Idempotent by `refund_id`. `ordered_at`, `paid`: of the
    order, filled in by whoever carries it out."""

    order_id: str
    refund_id: str
    amount: int
    ordered_at: datetime | None = None
    paid: int = 0


class ApplyRemedy(MembershipCommand, frozen=True, kw_only=True, omit_defaults=True):
    """Granted once for each `remedy_id`, however often it is asked: all its parts, in their order,
    or none of them.

    `lost_at` is when the loss began. `appeal_number`: of the appeal, or of the incident, that
    decided it. `kind`, `days`, `hold`, `order_id`: the first part, as in `RemedyPart`; `also`:
    those after it.
    """

    remedy_id: str
    appeal_number: str
    kind: RemedyKind
    loss_cause: Cause
    lost_at: datetime
    days: int | None
    reason: str
    hold: HoldKind | None = None
    order_id: str = ""
    also: tuple[RemedyPart, ...] = ()

    @property
    def parts(self) -> tuple[RemedyPart, ...]:
        first = RemedyPart(kind=self.kind, days=self.days, hold=self.hold, order_id=self.order_id)
        return (first, *self.also)


class AllowPartner(MembershipCommand, frozen=True, kw_only=True):
    """The member lets a partner follow. With other scopes than before, what the partner was shown
    until now is taken from what it can still read, and it begins anew. `partner_name`: filled in
    by whoever carries it out."""

    partner_id: str
    scopes: tuple[ShareScope, ...] = (ShareScope.STATUS,)
    partner_name: str = ""


class WithdrawPartner(MembershipCommand, frozen=True, kw_only=True):
    """Nothing more is shown, by no way; the partner is told that it ended."""

    partner_id: str


class PublishClause(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A new version. Whether it is adverse follows from the parameters; staff can only say so
    when the difference does not show it."""

    clause: str
    title: LocalText
    text: LocalText
    parameters: dict[str, Any]
    effective_at: datetime
    adverse: bool = False


Command = (
    Enrol | TopUp | Renew | SetAutoRenew | Upgrade | Downgrade | Cancel | UndoChange | Freeze
    | ExtendFreeze | PauseMembership | ResumeMembership | ReleaseHold | PlaceStaffHold
    | ReportTakeover | ReportThirdPartyRenewal | ReviewThirdPartyRenewal | ReportPayment
    | ReportLogin | ReportOrder | NoteActivity | ApplyRemedy | AllowPartner | WithdrawPartner
    | ClaimPayment | RefuseClaim | ReportUnpaidRenewal | ReportDisagreement
    | ReportRefund | ReportChargebackWon | WithdrawBalance
    | AskErasure | WithdrawErasure
    | AskRectification | WithdrawRectification | DecideRectification
    | AskVerification | VerifyContacts | OfferTransfer | AcceptTransfer | EndTransfer
    | OfferLink | AcceptLink | EndLink | UseBenefit
    | ReturnBenefit | ReportOrderRefund | ReportPaymentMethod | RemovePaymentMethod
    | ReportChargeRefused | RestoreProvisionally | EndProvisional
    | AcknowledgeClause | OfferGift | AcceptGift | EndGift | PublishClause
)  # fmt: skip
