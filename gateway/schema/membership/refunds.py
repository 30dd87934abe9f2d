"""Money that goes back: what the operator's shop reports, and what staff pay out."""

from datetime import datetime

import strawberry

from gateway.identity.viewer import Role
from gateway.reports import kinds
from gateway.request.context import Info
from gateway.schema.basics.inputs import Input, MemberInput
from gateway.schema.membership.commands import change_membership, change_reported, reported
from gateway.schema.membership.results import MembershipResult, RefundResult, RefundSuccess
from gateway.schema.membership.words import RefundKind
from gateway.schema.permissions import SPECIALISTS, mutation
from services.membership.contract import commands as membership


@strawberry.input
class ReportRefundInput(MemberInput):
    order_id: str = strawberry.field(description="Of the payment; a top-up's reference.")
    refund_id: str = strawberry.field(description="Your own id of this refund; it counts once.")
    amount: int = strawberry.field(description="How much went back, in minor units: 1250 is 12.50.")
    refunded_at: datetime
    kind: RefundKind = RefundKind.REFUND


@strawberry.input
class ReportChargebackWonInput(MemberInput):
    refund_id: str = strawberry.field(description="Of the chargeback, as it was reported.")


@strawberry.input
class WithdrawBalanceInput(Input):
    member_id: strawberry.ID
    amount: int = strawberry.field(
        description="How much is paid out, in minor units: 1250 is 12.50."
    )
    reason: str = strawberry.field(description="The member reads it.")


@strawberry.type
class RefundMutations:
    @mutation(
        Role.HOST,
        description="Money of an order went back. The whole of what paid for the running period "
        "ends it; a part, or a past period, changes nothing; what paid for no period is taken from "
        "the balance.",
    )
    async def report_refund(self, info: Info, input: ReportRefundInput) -> RefundResult:
        return RefundSuccess.of(await reported(info, kinds.HostRefund, input))

    @mutation(
        Role.HOST,
        description="The bank gave the money of a chargeback back: money and time are there again.",
    )
    async def report_chargeback_won(
        self, info: Info, input: ReportChargebackWonInput
    ) -> MembershipResult:
        return await change_reported(info, kinds.HostChargebackWon, input)

    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="Pays money of a member's balance out, with a reason that the member reads.",
    )
    async def withdraw_balance(self, info: Info, input: WithdrawBalanceInput) -> MembershipResult:
        command = membership.WithdrawBalance(
            member_id=input.member_id, amount=input.amount, reason=input.reason
        )
        return await change_membership(info, command, input.idempotency_key)
