"""Where payments and our record disagree."""

from datetime import datetime

import strawberry

from gateway.identity.viewer import Role
from gateway.reports import kinds
from gateway.request.context import Info
from gateway.schema.basics.inputs import Input, MemberInput
from gateway.schema.basics.member import me
from gateway.schema.membership.commands import change_membership, change_reported
from gateway.schema.membership.results import MembershipResult
from gateway.schema.permissions import SPECIALISTS, mutation
from services.membership.contract import claim_commands as claims


@strawberry.input
class ClaimPaymentInput(Input):
    order_id: str = strawberry.field(description="Of the payment, as the shop named it.")
    amount: int = strawberry.field(description="How much was paid, in minor units: 1250 is 12.50.")
    paid_at: datetime


@strawberry.input
class RefusePaymentClaimInput(Input):
    member_id: strawberry.ID
    order_id: str
    reason: str = strawberry.field(description="The member reads it.")


@strawberry.input
class ReportUnpaidRenewalInput(MemberInput):
    order_id: str = strawberry.field(description="Of the payment that is said to have renewed.")


@strawberry.type
class ClaimMutations:
    @mutation(
        Role.HOST,
        description="The shop finds no payment behind a renewal: it is held while staff look at "
        "it, at most for seven days, and its time is given back.",
    )
    async def report_unpaid_renewal(
        self, info: Info, input: ReportUnpaidRenewalInput
    ) -> MembershipResult:
        return await change_reported(info, kinds.HostRenewalUnpaid, input)

    @mutation(
        Role.MEMBER,
        description="The member's own proof of payment. Where it could have renewed, it gives "
        "access at once, until the shop reports the payment or staff refuse it.",
    )
    async def claim_payment(self, info: Info, input: ClaimPaymentInput) -> MembershipResult:
        command = claims.ClaimPayment(
            member_id=me(info), order_id=input.order_id, amount=input.amount, paid_at=input.paid_at
        )
        return await change_membership(info, command, input.idempotency_key)

    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="There was no such payment; with a reason that the member reads.",
    )
    async def refuse_payment_claim(
        self, info: Info, input: RefusePaymentClaimInput
    ) -> MembershipResult:
        command = claims.RefuseClaim(
            member_id=input.member_id, order_id=input.order_id, reason=input.reason
        )
        return await change_membership(info, command, input.idempotency_key)
