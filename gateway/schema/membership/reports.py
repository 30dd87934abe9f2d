"""What the operator's shop reports."""

from datetime import datetime

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.basics.inputs import MemberInput
from gateway.schema.membership.commands import change_membership
from gateway.schema.membership.results import MembershipResult, PaymentResult, PaymentSuccess
from gateway.schema.membership.words import PaymentPurpose
from gateway.schema.permissions import mutation
from infra.kernel.errors import NotFound
from infra.kernel.sentences import both
from services.membership.contract import commands as membership
from services.membership.contract import hold_commands
from services.membership.contract.queries import GetMembership
from services.membership.contract.views import MembershipView
from services.notify.contract.queries import GetProfile
from services.notify.contract.views import ProfileView


@strawberry.input
class TopUpBalanceInput(MemberInput):
    amount: int = strawberry.field(description="In minor units.")
    reference: str = strawberry.field(description="The host's id of the payment; counted once.")


@strawberry.input
class ReportPaymentInput(MemberInput):
    order_id: str = strawberry.field(description="Counted once.")
    amount: int = strawberry.field(description="In minor units.")
    paid_at: datetime
    purpose: PaymentPurpose = PaymentPurpose.RENEWAL


@strawberry.input
class ReportLoginInput(MemberInput):
    login_id: str = strawberry.field(description="Counted once.")
    at: datetime
    device_id: str
    device_label: str = ""
    ip: str = ""
    passed_second_factor: bool = False


@strawberry.input
class ReportOrderInput(MemberInput):
    order_id: str = strawberry.field(description="Counted once.")
    at: datetime
    full_price: int = strawberry.field(description="In minor units.")
    paid_price: int = strawberry.field(description="In minor units.")


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
    refund_id: str = strawberry.field(description="Counted once.")
    amount: int = strawberry.field(description="In minor units; of part of the order, or all.")


@strawberry.type
class ReportMutations:
    @mutation(Role.HOST, description="Puts money on a member's balance.")
    async def top_up_balance(self, info: Info, input: TopUpBalanceInput) -> MembershipResult:
        await require_known(info, input.member_id)
        command = membership.TopUp(
            member_id=input.member_id, amount=input.amount, reference=input.reference
        )
        return await change_membership(info, command, input.idempotency_key)

    @mutation(
        Role.HOST, description="Money arrived; for a renewal the membership is renewed with it."
    )
    async def report_payment(self, info: Info, input: ReportPaymentInput) -> PaymentResult:
        await require_known(info, input.member_id)
        command = membership.ReportPayment(
            member_id=input.member_id,
            order_id=input.order_id,
            amount=input.amount,
            paid_at=input.paid_at,
            purpose=input.purpose,
        )
        caller = info.context.caller(input.idempotency_key)
        return PaymentSuccess.of(await info.context.apis.membership.execute(command, caller))

    @mutation(
        Role.HOST,
        description="A renewal came through an unofficial channel: held until staff have looked at "
        "it, for seven days at most.",
    )
    async def report_third_party_renewal(
        self, info: Info, input: ReportThirdPartyRenewalInput
    ) -> MembershipResult:
        command = hold_commands.ReportThirdPartyRenewal(
            member_id=input.member_id, order_id=input.order_id, channel=input.channel
        )
        return await change_membership(info, command, input.idempotency_key)

    @mutation(
        Role.HOST,
        description="The member's contact and identity data have to be verified: the member is "
        "told, and held until then not before a week after that notice was received.",
    )
    async def ask_verification(self, info: Info, input: AskVerificationInput) -> MembershipResult:
        command = hold_commands.AskVerification(
            member_id=input.member_id, hold_from=input.hold_from
        )
        return await change_membership(info, command, input.idempotency_key)

    @mutation(Role.HOST, description="The shop has seen what it asked the member to verify.")
    async def report_verified(self, info: Info, input: MemberInput) -> MembershipResult:
        command = hold_commands.VerifyContacts(member_id=input.member_id)
        return await change_membership(info, command, input.idempotency_key)

    @mutation(Role.HOST, description="A member logged in; an unknown device places a hold.")
    async def report_login(self, info: Info, input: ReportLoginInput) -> MembershipResult:
        command = membership.ReportLogin(
            member_id=input.member_id,
            login_id=input.login_id,
            at=input.at,
            passed_second_factor=input.passed_second_factor,
        )
        return await change_membership(
            info,
            command,
            input.idempotency_key,
            device_id=input.device_id,
            device_label=input.device_label,
            ip=input.ip,
        )

    @mutation(
        Role.HOST,
        description="An order was given back, in part or whole: it counts towards points no more. "
        "What it led to stays.",
    )
    async def report_order_refund(
        self, info: Info, input: ReportOrderRefundInput
    ) -> MembershipResult:
        command = membership.ReportOrderRefund(
            member_id=input.member_id,
            order_id=input.order_id,
            refund_id=input.refund_id,
            amount=input.amount,
        )
        return await change_membership(info, command, input.idempotency_key)

    @mutation(Role.HOST, description="A member bought something in the shop.")
    async def report_order(self, info: Info, input: ReportOrderInput) -> MembershipResult:
        command = membership.ReportOrder(
            member_id=input.member_id,
            order_id=input.order_id,
            at=input.at,
            full_price=input.full_price,
            paid_price=input.paid_price,
        )
        return await change_membership(info, command, input.idempotency_key)


async def require_known(info: Info, member_id: str) -> None:
    """Money goes to nobody whose id was mistyped.

    Raises:
        NotFound: neither registered nor a member.
    """
    readers = info.context.readers
    membership_asked = GetMembership(member_id=member_id)
    if await readers.membership.find(membership_asked, MembershipView):
        return
    if await readers.notify.find(GetProfile(member_id=member_id), ProfileView):
        return
    raise NotFound(
        both(
            "没有会员 {id}；请核对编号，新会员请先用 registerMember 登记。",
            "There is no member {id}; check the id, or register a new member with registerMember "
            "first.",
            id=member_id,
        ),
        field="memberId",
    )
