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
