"""What members do with their membership."""

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.basics.inputs import Input, PlainInput
from gateway.schema.basics.member import CODE_OR_STEP_UP, Code, confirmed, me, proven
from gateway.schema.membership.commands import change_membership
from gateway.schema.membership.results import MembershipResult
from gateway.schema.membership.words import HoldKind
from gateway.schema.permissions import mutation
from services.membership.contract import commands as membership
from services.membership.contract import hold_commands
from services.notify.contract.words import CodePurpose


@strawberry.input
class EnrolInput(Input):
    plan: str
    auto_renew: bool = True


@strawberry.input
class RenewInput(Input):
    expected_price: int | None = strawberry.field(
        default=None, description="In minor units; refused when the price is another one."
    )


@strawberry.input
class SetAutoRenewInput(Input):
    on: bool


@strawberry.input
class PlanInput(Input):
    plan: str = strawberry.field(description="The code of the plan to change to.")


@strawberry.input
class FreezeInput(Input):
    hours: int = 72


@strawberry.input
class ExtendFreezeInput(Input):
    hours: int


@strawberry.input
class PauseInput(Input):
    days: int | None = strawberry.field(
        default=None, description="None: as long as the clause “pause” allows."
    )


@strawberry.input
class ReleaseHoldInput(Input):
    kind: HoldKind
    code: str | None = CODE_OR_STEP_UP


@strawberry.type
class MembershipMutations:
    @mutation(Role.MEMBER, description="Starts a membership, paid from the balance.")
    async def enrol(self, info: Info, input: EnrolInput) -> MembershipResult:
        command = membership.Enrol(member_id=me(info), plan=input.plan, auto_renew=input.auto_renew)
        return await change_membership(info, command, input.idempotency_key)

    @mutation(Role.MEMBER, description="Renews from the balance; in grace at the original price.")
    async def renew(self, info: Info, input: RenewInput) -> MembershipResult:
        command = membership.Renew(member_id=me(info), expected_price=input.expected_price)
        return await change_membership(info, command, input.idempotency_key)

    @mutation(Role.MEMBER, description="Turns renewal at the end of each period on or off.")
    async def set_auto_renew(self, info: Info, input: SetAutoRenewInput) -> MembershipResult:
        command = membership.SetAutoRenew(member_id=me(info), on=input.on)
        return await change_membership(info, command, input.idempotency_key)

    @mutation(Role.MEMBER, description="Moves to a higher plan; the difference is debited.")
    async def upgrade(self, info: Info, input: PlanInput) -> MembershipResult:
        command = membership.Upgrade(member_id=me(info), plan=input.plan)
        return await change_membership(info, command, input.idempotency_key)

    @mutation(Role.MEMBER, description="Moves to a lower plan. Can be undone for 24 hours.")
    async def downgrade(self, info: Info, input: PlanInput, code: Code = None) -> MembershipResult:
        key = input.idempotency_key
        command = membership.Downgrade(member_id=me(info), plan=input.plan)
        proof = await confirmed(info, CodePurpose.DOWNGRADE, code, key)
        return await change_membership(info, command, key, **proof)

    @mutation(Role.MEMBER, description="Ends the membership. Can be undone for 24 hours.")
    async def cancel(self, info: Info, input: PlainInput, code: Code = None) -> MembershipResult:
        key = input.idempotency_key
        proof = await confirmed(info, CodePurpose.CANCEL, code, key)
        return await change_membership(info, membership.Cancel(member_id=me(info)), key, **proof)

    @mutation(
        Role.MEMBER, description="Takes back the cancellation or downgrade: exactly as before."
    )
    async def undo_change(self, info: Info, input: PlainInput) -> MembershipResult:
        command = membership.UndoChange(member_id=me(info))
        return await change_membership(info, command, input.idempotency_key)

    @mutation(Role.MEMBER, description="Freezes the membership at once; it ends by itself.")
    async def freeze(self, info: Info, input: FreezeInput) -> MembershipResult:
        command = membership.Freeze(member_id=me(info), hours=input.hours)
        return await change_membership(info, command, input.idempotency_key)

    @mutation(Role.MEMBER, description="Makes a freeze last longer.")
    async def extend_freeze(self, info: Info, input: ExtendFreezeInput) -> MembershipResult:
        command = membership.ExtendFreeze(member_id=me(info), hours=input.hours)
        return await change_membership(info, command, input.idempotency_key)

    @mutation(
        Role.MEMBER, description="Pauses the membership: its period stands still; ends by itself."
    )
    async def pause_membership(
        self, info: Info, input: PauseInput, code: Code = None
    ) -> MembershipResult:
        key = input.idempotency_key
        command = hold_commands.PauseMembership(member_id=me(info), days=input.days)
        proof = await confirmed(info, CodePurpose.PAUSE, code, key)
        return await change_membership(info, command, key, **proof)

    @mutation(Role.MEMBER, description="Ends the own pause.")
    async def resume_membership(self, info: Info, input: PlainInput) -> MembershipResult:
        command = hold_commands.ResumeMembership(member_id=me(info))
        return await change_membership(info, command, input.idempotency_key)

    @mutation(Role.MEMBER, description="Releases a hold, confirmed by a one-time code.")
    async def release_hold(self, info: Info, input: ReleaseHoldInput) -> MembershipResult:
        key = input.idempotency_key
        proof = await proven(info, CodePurpose.RELEASE_HOLD, input.code, key)
        command = membership.ReleaseHold(member_id=me(info), kind=input.kind)
        return await change_membership(info, command, key, **proof)
