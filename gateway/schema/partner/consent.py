"""Which partners follow a member, and what the member says to that."""

from datetime import datetime
from typing import Annotated

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Context, Info
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.member import Code, confirmed, me
from gateway.schema.basics.results import REPEATED, AnyProblem, answers
from gateway.schema.basics.scalars import LocalText, mapped
from gateway.schema.partner.words import ShareScope
from gateway.schema.permissions import mutation
from services.membership.contract.commands import AllowPartner, Command, WithdrawPartner
from services.membership.contract.partner_queries import GetFollows
from services.membership.contract.partner_views import FollowsView, FollowView
from services.notify.contract.words import CodePurpose


@strawberry.type(description="A partner that follows the member, or did.")
class PartnerFollow:
    partner_id: strawberry.ID
    name: str = strawberry.field(description="As it was called when the member agreed.")
    scopes: list[ShareScope]
    sees: LocalText = strawberry.field(description="What it sees, or saw, in words.")
    allowed_at: datetime
    ended_at: datetime | None = strawberry.field(description="None while it follows.")

    @classmethod
    def of(cls, view: FollowView) -> "PartnerFollow":
        return mapped(cls, view, scopes=list(view.scopes), sees=LocalText.of(view.sees))


async def follows_of(context: Context, member_id: str) -> list[PartnerFollow]:
    """Those that follow now first."""
    view = await context.readers.membership.ask(GetFollows(member_id=member_id), FollowsView)
    return [PartnerFollow.of(one) for one in view.follows]


@strawberry.input
class AllowPartnerInput(Input):
    partner_id: strawberry.ID
    scopes: list[ShareScope] = strawberry.field(
        default_factory=lambda: [ShareScope.STATUS], description="At least STATUS."
    )


@strawberry.input
class WithdrawPartnerInput(Input):
    partner_id: strawberry.ID


@strawberry.type(description="Who follows after the change.")
class ConsentSuccess:
    partners: list[PartnerFollow]
    repeated: bool = strawberry.field(description=REPEATED)


ConsentResult = Annotated[
    ConsentSuccess | AnyProblem, answers("ConsentResult", "A changed consent.")
]


@strawberry.type
class ConsentMutations:
    @mutation(
        Role.MEMBER,
        description="Lets a partner follow. With other scopes than before it begins anew: what it "
        "was shown until now is gone from what it can still read.",
    )
    async def allow_partner(
        self, info: Info, input: AllowPartnerInput, code: Code = None
    ) -> ConsentResult:
        command = AllowPartner(
            member_id=me(info), partner_id=input.partner_id, scopes=tuple(input.scopes)
        )
        proof = await confirmed(info, CodePurpose.ALLOW_PARTNER, code, input.idempotency_key)
        return await _change(info, command, input, **proof)

    @mutation(
        Role.MEMBER,
        description="Nothing more is shown to the partner, by no way; it is told that it ended.",
    )
    async def withdraw_partner(self, info: Info, input: WithdrawPartnerInput) -> ConsentResult:
        command = WithdrawPartner(member_id=me(info), partner_id=input.partner_id)
        return await _change(info, command, input)


async def _change(info: Info, command: Command, input: Input, **proof: bool) -> ConsentSuccess:
    context = info.context
    outcome = await context.apis.membership.execute(
        command, context.caller(input.idempotency_key, **proof)
    )
    return ConsentSuccess(partners=await follows_of(context, me(info)), repeated=outcome.repeated)
