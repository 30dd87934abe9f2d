"""A member gives the membership to another, or uses of a quota."""

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.basics.inputs import Input, PlainInput
from gateway.schema.basics.member import CODE_OR_STEP_UP, me, proven
from gateway.schema.membership.commands import change_membership
from gateway.schema.membership.results import MembershipResult
from gateway.schema.permissions import mutation
from services.membership.contract import gift_commands as gifts
from services.membership.contract import transfer_commands as transfers
from services.notify.contract.words import CodePurpose


@strawberry.input
class OfferTransferInput(Input):
    to: strawberry.ID = strawberry.field(description="The member who is to have it.")
    code: str | None = CODE_OR_STEP_UP


@strawberry.input
class OfferGiftInput(OfferTransferInput):
    benefit: str = strawberry.field(description="The code of a benefit of kind QUOTA.")
    count: int = strawberry.field(
        default=1, description="How many uses of the quota are given away."
    )


@strawberry.type
class TransferMutations:
    @mutation(
        Role.MEMBER,
        description="Offers what is left of the membership to another member, who has three days "
        "to accept it.",
    )
    async def offer_transfer(self, info: Info, input: OfferTransferInput) -> MembershipResult:
        key = input.idempotency_key
        proof = await proven(info, CodePurpose.TRANSFER, input.code, key)
        command = transfers.OfferTransfer(member_id=me(info), to=input.to)
        return await change_membership(info, command, key, **proof)

    @mutation(
        Role.MEMBER,
        description="Accepts what was offered; it is handed over 24 hours later.",
    )
    async def accept_transfer(self, info: Info, input: PlainInput) -> MembershipResult:
        command = transfers.AcceptTransfer(member_id=me(info))
        return await change_membership(info, command, input.idempotency_key)

    @mutation(
        Role.MEMBER,
        description="Withdraws, refuses or, once it is agreed, undoes a transfer: for both nothing "
        "has changed.",
    )
    async def end_transfer(self, info: Info, input: PlainInput) -> MembershipResult:
        command = transfers.EndTransfer(member_id=me(info))
        return await change_membership(info, command, input.idempotency_key)

    @mutation(
        Role.MEMBER,
        description="Offers uses of a quota to another member whose plan has it, too, who has "
        "three days to accept them.",
    )
    async def offer_gift(self, info: Info, input: OfferGiftInput) -> MembershipResult:
        key = input.idempotency_key
        proof = await proven(info, CodePurpose.TRANSFER, input.code, key)
        command = gifts.OfferGift(
            member_id=me(info), to=input.to, benefit=input.benefit, count=input.count
        )
        return await change_membership(info, command, key, **proof)

    @mutation(
        Role.MEMBER,
        description="Accepts uses that were offered; they are the member's 24 hours later, and "
        "last as long as the period that runs then.",
    )
    async def accept_gift(self, info: Info, input: PlainInput) -> MembershipResult:
        command = gifts.AcceptGift(member_id=me(info))
        return await change_membership(info, command, input.idempotency_key)

    @mutation(
        Role.MEMBER,
        description="Withdraws, refuses or, once it is agreed, undoes a gift: for both nothing has "
        "changed.",
    )
    async def end_gift(self, info: Info, input: PlainInput) -> MembershipResult:
        command = gifts.EndGift(member_id=me(info))
        return await change_membership(info, command, input.idempotency_key)
