"""Quotas are used by the member, or by the shop for the member."""

from typing import Annotated

import strawberry

from gateway.identity.viewer import Role
from gateway.reports import kinds
from gateway.request.context import Info
from gateway.schema.basics.errors import QuotaUsedUp
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.member import me
from gateway.schema.basics.results import AnyProblem, answers
from gateway.schema.membership.commands import change_membership, change_reported
from gateway.schema.membership.results import MembershipResult, MembershipSuccess
from gateway.schema.permissions import mutation
from services.membership.contract import commands as membership

UseBenefitResult = Annotated[
    MembershipSuccess | QuotaUsedUp | AnyProblem,
    answers("UseBenefitResult", "A membership of which a quota was used."),
]


@strawberry.input
class UseBenefitInput(Input):
    benefit: str = strawberry.field(description="The code of a benefit of kind QUOTA.")
    use_id: str = strawberry.field(description="Your own id of this use; counted once.")
    count: int = 1


@strawberry.input
class UseMemberBenefitInput(UseBenefitInput):
    member_id: strawberry.ID


@strawberry.input
class ReturnMemberBenefitInput(Input):
    member_id: strawberry.ID
    use_id: str = strawberry.field(description="Of the use that is taken back.")


@strawberry.type
class QuotaMutations:
    @mutation(Role.MEMBER, description="Uses some of a quota of the plan, such as a transfer.")
    async def use_benefit(self, info: Info, input: UseBenefitInput) -> UseBenefitResult:
        return await change_membership(info, _use(me(info), input), input.idempotency_key)

    @mutation(Role.HOST, description="Uses some of a member's quota.")
    async def use_member_benefit(
        self, info: Info, input: UseMemberBenefitInput
    ) -> UseBenefitResult:
        return await change_reported(info, kinds.HostBenefitUsed, input)

    @mutation(
        Role.HOST, description="Takes the use of a quota back, within the period that it was in."
    )
    async def return_member_benefit(
        self, info: Info, input: ReturnMemberBenefitInput
    ) -> MembershipResult:
        return await change_reported(info, kinds.HostBenefitReturned, input)


def _use(member_id: str, input: UseBenefitInput) -> membership.UseBenefit:
    return membership.UseBenefit(
        member_id=member_id, benefit=input.benefit, use_id=input.use_id, count=input.count
    )
