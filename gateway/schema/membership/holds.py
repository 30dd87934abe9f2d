"""What staff do with holds."""

from datetime import datetime

import strawberry

from gateway.request.context import Info
from gateway.schema.basics.inputs import Input
from gateway.schema.membership.commands import change_membership
from gateway.schema.membership.results import MembershipResult
from gateway.schema.membership.words import HoldKind
from gateway.schema.permissions import SPECIALISTS, mutation
from services.membership.contract import commands as membership
from services.membership.contract import hold_commands


@strawberry.input
class PlaceHoldInput(Input):
    member_id: strawberry.ID
    reason: str = strawberry.field(description="The member reads it.")
    until: datetime | None = None


@strawberry.input
class ReleaseMemberHoldInput(Input):
    member_id: strawberry.ID
    kind: HoldKind
    reason: str


@strawberry.input
class ReviewThirdPartyRenewalInput(Input):
    member_id: strawberry.ID
    order_id: str
    confirmed: bool = strawberry.field(
        description="Whether it did come through an unofficial channel: then the time held is not "
        "given back."
    )
    reason: str = strawberry.field(description="The member reads it.")


@strawberry.type
class HoldMutations:
    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="Holds a membership, with a reason that the member reads.",
    )
    async def place_hold(self, info: Info, input: PlaceHoldInput) -> MembershipResult:
        command = membership.PlaceStaffHold(
            member_id=input.member_id, reason=input.reason, until=input.until
        )
        return await change_membership(info, command, input.idempotency_key)

    @mutation(*SPECIALISTS, confirmed=True, description="Releases a member's hold, with a reason.")
    async def release_member_hold(
        self, info: Info, input: ReleaseMemberHoldInput
    ) -> MembershipResult:
        command = membership.ReleaseHold(
            member_id=input.member_id, kind=input.kind, reason=input.reason
        )
        return await change_membership(info, command, input.idempotency_key)

    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="Ends the check of a renewal through an unofficial channel.",
    )
    async def review_third_party_renewal(
        self, info: Info, input: ReviewThirdPartyRenewalInput
    ) -> MembershipResult:
        command = hold_commands.ReviewThirdPartyRenewal(
            member_id=input.member_id,
            order_id=input.order_id,
            confirmed=input.confirmed,
            reason=input.reason,
        )
        return await change_membership(info, command, input.idempotency_key)
