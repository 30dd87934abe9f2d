"""Main and backup memberships."""

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.member import CODE_OR_STEP_UP, Code, confirmed, me, proven
from gateway.schema.membership.commands import change_membership
from gateway.schema.membership.results import MembershipResult
from gateway.schema.permissions import mutation
from services.membership.contract import link_commands as links
from services.notify.contract.words import CodePurpose


@strawberry.input
class OfferLinkInput(Input):
    to: strawberry.ID = strawberry.field(description="The member who is to be a backup.")
    code: str | None = CODE_OR_STEP_UP


@strawberry.input
class AcceptLinkInput(Input):
    main: strawberry.ID = strawberry.field(description="The main member, whose offer it is.")


@strawberry.input
class EndLinkInput(Input):
    other: strawberry.ID = strawberry.field(description="The member at the other end.")


@strawberry.type
class LinkMutations:
    @mutation(
        Role.MEMBER,
        description="Offers another member to be a backup of this membership, three days long; at "
        "most three are linked or offered.",
    )
    async def offer_link(self, info: Info, input: OfferLinkInput) -> MembershipResult:
        proof = await proven(info, CodePurpose.LINK, input.code, input.idempotency_key)
        command = links.OfferLink(member_id=me(info), to=input.to)
        return await change_membership(info, command, input.idempotency_key, **proof)

    @mutation(
        Role.MEMBER,
        description="Accepts to be a backup: while no membership of the own runs, the main's plan "
        "counts, without its quotas.",
    )
    async def accept_link(
        self, info: Info, input: AcceptLinkInput, code: Code = None
    ) -> MembershipResult:
        key = input.idempotency_key
        command = links.AcceptLink(member_id=me(info), main=input.main)
        proof = await confirmed(info, CodePurpose.LINK, code, key)
        return await change_membership(info, command, key, **proof)

    @mutation(
        Role.MEMBER,
        description="Withdraws or refuses an offer, or ends a link at once; either may.",
    )
    async def end_link(
        self, info: Info, input: EndLinkInput, code: Code = None
    ) -> MembershipResult:
        key = input.idempotency_key
        command = links.EndLink(member_id=me(info), other=input.other)
        proof = await confirmed(info, CodePurpose.LINK, code, key)
        return await change_membership(info, command, key, **proof)
