"""What the operator's shop reports: the same fields by mutation, webhook and line of a bulk.

Amounts are in minor units. Each of these becomes one command; who joins is in `joining`.
"""

from datetime import datetime
from typing import Annotated, ClassVar

import msgspec

from services.membership.contract import commands as c
from services.membership.contract import hold_commands as h
from services.membership.contract import method_commands as m
from services.membership.contract.claim_commands import ReportUnpaidRenewal
from services.membership.contract.method_words import RefusalReason
from services.membership.contract.words import PaymentPurpose, RefundKind

Whole = Annotated[int, msgspec.Meta(ge=-(2**31), lt=2**31)]
"""As `Int` in the graph."""


class HostReport(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """Of one member. `about_money`: it goes to nobody whose id was mistyped."""

    about_money: ClassVar[bool] = False

    member_id: str


class HostPayment(HostReport, frozen=True, kw_only=True):
    """Counted once by `order_id`."""

    about_money = True

    order_id: str
    amount: Whole
    paid_at: datetime
    purpose: PaymentPurpose = PaymentPurpose.RENEWAL

    def command(self) -> c.Command:
        return c.ReportPayment(
            member_id=self.member_id,
            order_id=self.order_id,
            amount=self.amount,
            paid_at=self.paid_at,
            purpose=self.purpose,
        )


class HostTopUp(HostReport, frozen=True, kw_only=True):
    """Counted once by `reference`, the shop's id of the payment."""

    about_money = True

    amount: Whole
    reference: str

    def command(self) -> c.Command:
        return c.TopUp(member_id=self.member_id, amount=self.amount, reference=self.reference)


class HostRefund(HostReport, frozen=True, kw_only=True):
    """Counted once by `refund_id`. `order_id`: of the payment."""

    order_id: str
    refund_id: str
    amount: Whole
    refunded_at: datetime
    kind: RefundKind = RefundKind.REFUND

    def command(self) -> c.Command:
        return c.ReportRefund(
            member_id=self.member_id,
            order_id=self.order_id,
            refund_id=self.refund_id,
            amount=self.amount,
            refunded_at=self.refunded_at,
            kind=self.kind,
        )


class HostChargebackWon(HostReport, frozen=True, kw_only=True):
    """`refund_id`: of the chargeback, as it was reported."""

    refund_id: str

    def command(self) -> c.Command:
        return c.ReportChargebackWon(member_id=self.member_id, refund_id=self.refund_id)


class HostOrder(HostReport, frozen=True, kw_only=True):
    """Counted once by `order_id`."""

    order_id: str
    at: datetime
    full_price: Whole
    paid_price: Whole

    def command(self) -> c.Command:
        return c.ReportOrder(
            member_id=self.member_id,
            order_id=self.order_id,
            at=self.at,
            full_price=self.full_price,
            paid_price=self.paid_price,
        )


class HostOrderRefund(HostReport, frozen=True, kw_only=True):
    """Counted once by `refund_id`."""

    order_id: str
    refund_id: str
    amount: Whole

    def command(self) -> c.Command:
        return c.ReportOrderRefund(
            member_id=self.member_id,
            order_id=self.order_id,
            refund_id=self.refund_id,
            amount=self.amount,
        )


class HostLogin(HostReport, frozen=True, kw_only=True):
    """Counted once by `login_id`. The device and the address are the member's own."""

    login_id: str
    at: datetime
    device_id: str
    device_label: str = ""
    ip: str = ""
    passed_second_factor: bool = False

    def command(self) -> c.Command:
        return c.ReportLogin(
            member_id=self.member_id,
            login_id=self.login_id,
            at=self.at,
            passed_second_factor=self.passed_second_factor,
        )


class HostMethod(HostReport, frozen=True, kw_only=True):
    """`masked`: as the shop shows it. `expires`: "2027-03"; empty where it does not."""

    about_money = True

    masked: str
    expires: str = ""

    def command(self) -> c.Command:
        return m.ReportPaymentMethod(
            member_id=self.member_id, masked=self.masked, expires=self.expires
        )


class HostMethodRemoved(HostReport, frozen=True, kw_only=True):
    """Nothing is bound any more."""

    def command(self) -> c.Command:
        return m.RemovePaymentMethod(member_id=self.member_id)


class HostChargeRefused(HostReport, frozen=True, kw_only=True):
    """Counted once by `refusal_id`. `charge_id`: of the request that it answers."""

    refusal_id: str
    reason: RefusalReason
    refused_at: datetime
    charge_id: str = ""

    def command(self) -> c.Command:
        return m.ReportChargeRefused(
            member_id=self.member_id,
            refusal_id=self.refusal_id,
            reason=self.reason,
            refused_at=self.refused_at,
            charge_id=self.charge_id,
        )


class HostRenewalElsewhere(HostReport, frozen=True, kw_only=True):
    """Through an unofficial `channel`. Flagged once by `order_id`."""

    order_id: str
    channel: str

    def command(self) -> c.Command:
        return h.ReportThirdPartyRenewal(
            member_id=self.member_id, order_id=self.order_id, channel=self.channel
        )


class HostRenewalUnpaid(HostReport, frozen=True, kw_only=True):
    """`order_id`: of the payment that is on record, and which the shop does not find."""

    order_id: str

    def command(self) -> c.Command:
        return ReportUnpaidRenewal(member_id=self.member_id, order_id=self.order_id)


class HostVerificationAsked(HostReport, frozen=True, kw_only=True):
    """`hold_from`: from when on benefits wait for it; none: as soon as that may be."""

    hold_from: datetime | None = None

    def command(self) -> c.Command:
        return h.AskVerification(member_id=self.member_id, hold_from=self.hold_from)


class HostVerified(HostReport, frozen=True, kw_only=True):
    """The shop has seen what it asked the member to verify."""

    def command(self) -> c.Command:
        return h.VerifyContacts(member_id=self.member_id)


class HostBenefitUsed(HostReport, frozen=True, kw_only=True):
    """Counted once by `use_id`."""

    benefit: str
    use_id: str
    count: Whole = 1

    def command(self) -> c.Command:
        return c.UseBenefit(
            member_id=self.member_id, benefit=self.benefit, use_id=self.use_id, count=self.count
        )


class HostBenefitReturned(HostReport, frozen=True, kw_only=True):
    """`use_id`: of the use that is taken back."""

    use_id: str

    def command(self) -> c.Command:
        return c.ReturnBenefit(member_id=self.member_id, use_id=self.use_id)
