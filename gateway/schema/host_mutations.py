"""What the operator's shop reports."""

import strawberry

from gateway.identity.viewer import Role
from gateway.permissions import mutation
from gateway.request.context import Info
from gateway.schema import inputs
from gateway.schema.member import Member
from gateway.schema.results import (
    MemberResult,
    MembershipResult,
    MemberSuccess,
    PaymentResult,
    PaymentSuccess,
    change_membership,
)
from infra.kernel.errors import NotFound
from infra.kernel.sentences import both
from services.membership.contract import commands as membership
from services.membership.contract.queries import GetMembership
from services.membership.contract.views import MembershipView
from services.notify.contract import commands as notify
from services.notify.contract.queries import GetProfile
from services.notify.contract.views import ProfileView

HOST = Role.HOST


async def _require_known(info: Info, member_id: str) -> None:
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


@strawberry.type
class HostMutations:
    @mutation(
        HOST,
        description="Takes over a member's contacts and, with a plan, enrols. Contacts stay "
        "when enrolling is refused.",
    )
    async def register_member(self, info: Info, input: inputs.RegisterMemberInput) -> MemberResult:
        context = info.context
        contacts = notify.SetContacts(
            member_id=input.member_id,
            name=input.name,
            phone=input.phone,
            email=input.email,
            language=input.language.tag if input.language else None,
            time_zone=input.time_zone,
        )
        await context.apis.notify.execute(contacts, context.caller(input.idempotency_key))
        if input.plan is not None:
            enrol = membership.Enrol(
                member_id=input.member_id, plan=input.plan, auto_renew=input.auto_renew
            )
            await context.apis.membership.execute(enrol, context.caller(input.idempotency_key))
        return MemberSuccess(member=Member.of(input.member_id))

    @mutation(HOST, description="Puts money on a member's balance.")
    async def top_up_balance(self, info: Info, input: inputs.TopUpBalanceInput) -> MembershipResult:
        await _require_known(info, input.member_id)
        command = membership.TopUp(
            member_id=input.member_id, amount=input.amount, reference=input.reference
        )
        return await change_membership(info, command, input.idempotency_key)

    @mutation(HOST, description="Money arrived; for a renewal the membership is renewed with it.")
    async def report_payment(self, info: Info, input: inputs.ReportPaymentInput) -> PaymentResult:
        await _require_known(info, input.member_id)
        command = membership.ReportPayment(
            member_id=input.member_id,
            order_id=input.order_id,
            amount=input.amount,
            paid_at=input.paid_at,
            purpose=input.purpose,
        )
        caller = info.context.caller(input.idempotency_key)
        return PaymentSuccess.of(await info.context.apis.membership.execute(command, caller))

    @mutation(HOST, description="A member logged in; an unknown device places a hold.")
    async def report_login(self, info: Info, input: inputs.ReportLoginInput) -> MembershipResult:
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

    @mutation(HOST, description="A member bought something in the shop.")
    async def report_order(self, info: Info, input: inputs.ReportOrderInput) -> MembershipResult:
        command = membership.ReportOrder(
            member_id=input.member_id,
            order_id=input.order_id,
            at=input.at,
            full_price=input.full_price,
            paid_price=input.paid_price,
        )
        return await change_membership(info, command, input.idempotency_key)
