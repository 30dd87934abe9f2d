"""What the operator's shop reports."""

from datetime import datetime

import strawberry

from gateway.identity.viewer import Role
from gateway.reports import kinds
from gateway.request.context import Info
from gateway.schema.basics.inputs import MemberInput
from gateway.schema.membership.commands import change_reported, reported
from gateway.schema.membership.results import MembershipResult, PaymentResult, PaymentSuccess
from gateway.schema.membership.words import PaymentPurpose
from gateway.schema.permissions import mutation


@strawberry.input
class TopUpBalanceInput(MemberInput):
    amount: int = strawberry.field(
        description="How much comes to the balance, in minor units: 1250 is 12.50."
    )
    reference: str = strawberry.field(description="The host's id of the payment; counted once.")


@strawberry.input
class ReportPaymentInput(MemberInput):
    order_id: str = strawberry.field(
        description="The number of the order that was paid; it counts once."
    )
    amount: int = strawberry.field(description="How much was paid, in minor units: 1250 is 12.50.")
    paid_at: datetime
    purpose: PaymentPurpose = PaymentPurpose.RENEWAL


@strawberry.input
class ReportLoginInput(MemberInput):
    login_id: str = strawberry.field(description="Your own id of this login; it counts once.")
    at: datetime
    device_id: str
    device_label: str = ""
    ip: str = ""
    passed_second_factor: bool = False


@strawberry.input
class ReportOrderInput(MemberInput):
    order_id: str = strawberry.field(description="The number of the order; it counts once.")
    at: datetime
    full_price: int = strawberry.field(
        description="What it would have cost without a membership, in minor units."
    )
    paid_price: int = strawberry.field(description="What was paid for it, in minor units.")


@strawberry.input
class ReportThirdPartyRenewalInput(MemberInput):
    order_id: str = strawberry.field(description="Of the renewal; flagged once.")
    channel: str = strawberry.field(description="As the shop calls it; the member reads it.")


@strawberry.input
class AskVerificationInput(MemberInput):
    hold_from: datetime | None = strawberry.field(
        default=None,
        description="From when on benefits wait for it, at least 14 days away; none: that soon.",
    )


@strawberry.input
class ReportOrderRefundInput(MemberInput):
    order_id: str = strawberry.field(description="Of the order, as it was reported.")
    refund_id: str = strawberry.field(description="Your own id of this refund; it counts once.")
    amount: int = strawberry.field(description="In minor units; of part of the order, or all.")


@strawberry.type
class ReportMutations:
    @mutation(Role.HOST, description="Puts money on a member's balance.")
    async def top_up_balance(self, info: Info, input: TopUpBalanceInput) -> MembershipResult:
        return await change_reported(info, kinds.HostTopUp, input)

    @mutation(
        Role.HOST, description="Money arrived; for a renewal the membership is renewed with it."
    )
    async def report_payment(self, info: Info, input: ReportPaymentInput) -> PaymentResult:
        return PaymentSuccess.of(await reported(info, kinds.HostPayment, input))

    @mutation(
        Role.HOST,
        description="A renewal came through an unofficial channel: held until staff have looked at "
        "it, for seven days at most.",
    )
    async def report_third_party_renewal(
        self, info: Info, input: ReportThirdPartyRenewalInput
    ) -> MembershipResult:
        return await change_reported(info, kinds.HostRenewalElsewhere, input)

    @mutation(
        Role.HOST,
        description="The member's contact and identity data have to be verified: the member is "
        "told, and held until then not before a week after that notice was received.",
    )
    async def ask_verification(self, info: Info, input: AskVerificationInput) -> MembershipResult:
        return await change_reported(info, kinds.HostVerificationAsked, input)

    @mutation(Role.HOST, description="The shop has seen what it asked the member to verify.")
    async def report_verified(self, info: Info, input: MemberInput) -> MembershipResult:
        return await change_reported(info, kinds.HostVerified, input)

    @mutation(Role.HOST, description="A member logged in; an unknown device places a hold.")
    async def report_login(self, info: Info, input: ReportLoginInput) -> MembershipResult:
        return await change_reported(info, kinds.HostLogin, input)

    @mutation(
        Role.HOST,
        description="An order was given back, in part or whole: it counts towards points no more. "
        "What it led to stays.",
    )
    async def report_order_refund(
        self, info: Info, input: ReportOrderRefundInput
    ) -> MembershipResult:
        return await change_reported(info, kinds.HostOrderRefund, input)

    @mutation(Role.HOST, description="A member bought something in the shop.")
    async def report_order(self, info: Info, input: ReportOrderInput) -> MembershipResult:
        return await change_reported(info, kinds.HostOrder, input)
