"""What staff change without an appeal: alone within the limits, with a second person above them."""

from typing import Annotated

import strawberry

from gateway.request.context import Info
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.results import REPEATED, AnyProblem, answers
from gateway.schema.membership.corrections import Corrections
from gateway.schema.membership.listed import MemberFilter, listed_of
from gateway.schema.membership.membership import Membership
from gateway.schema.permissions import SPECIALISTS, mutation
from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from services.membership.contract import corrections as r
from services.membership.contract import staff_commands as c

ABOVE = " Above the operator's limits it is requested, and a second of the staff confirms it."
MEMBER_READS = "The member reads it."


@strawberry.input
class CorrectionInput(Input):
    member_id: strawberry.ID
    reason: str = strawberry.field(description=MEMBER_READS)


@strawberry.input
class GrantDaysInput(CorrectionInput):
    days: int


@strawberry.input
class GrantPlanInput(CorrectionInput):
    plan: str
    days: int | None = strawberry.field(
        default=None, description="Of a new period; none: the plan's own."
    )


@strawberry.input
class AdjustBalanceInput(CorrectionInput):
    amount: int = strawberry.field(description="In minor units; below zero it is taken.")


@strawberry.input
class MergeMembersInput(CorrectionInput):
    other_id: strawberry.ID = strawberry.field(description="The account that ends.")


@strawberry.input(description="Days for each member.")
class DaysOfAll:
    days: int


@strawberry.input(description="A plan for each member.")
class PlanOfAll:
    plan: str
    days: int | None = None


@strawberry.input(description="What each balance is changed by.")
class BalanceOfAll:
    amount: int


@strawberry.input(one_of=True, description="What is done to each: exactly one.")
class ActInput:
    grant_days: strawberry.Maybe[DaysOfAll]
    grant_plan: strawberry.Maybe[PlanOfAll]
    adjust_balance: strawberry.Maybe[BalanceOfAll]
    cancel: strawberry.Maybe[bool]
    close: strawberry.Maybe[bool]


@strawberry.input(description="Members by id (at most 1000), or by how they stand.")
class DraftCorrectionsInput(Input):
    act: ActInput
    reason: str = strawberry.field(description=MEMBER_READS)
    member_ids: list[strawberry.ID] | None = None
    filter: MemberFilter | None = None


@strawberry.input
class CorrectionsIdInput(Input):
    id: strawberry.ID


@strawberry.input
class RefuseCorrectionsInput(CorrectionsIdInput):
    reason: str


@strawberry.type(description="What was done, or is to be.")
class CorrectionSuccess:
    membership: Membership | None = strawberry.field(
        description="After it, where it was done at once to one member."
    )
    corrections: Corrections | None = strawberry.field(
        description="Where it waits for a second of the staff, or is about many."
    )
    repeated: bool = strawberry.field(description=REPEATED)


CorrectionResult = Annotated[
    CorrectionSuccess | AnyProblem, answers("CorrectionResult", "A correction, done or drafted.")
]


@strawberry.type
class CorrectionMutations:
    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="Adds days to a running membership, with a reason." + ABOVE,
    )
    async def grant_days(self, info: Info, input: GrantDaysInput) -> CorrectionResult:
        days = c.GrantDays(member_id=input.member_id, reason=input.reason, days=input.days)
        return await _correct(info, r.Correct(correction=days), input)

    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="Gives a plan without payment: a higher one for the rest of the period, or a "
        "new period where none runs." + ABOVE,
    )
    async def grant_plan(self, info: Info, input: GrantPlanInput) -> CorrectionResult:
        plan = c.GrantPlan(
            member_id=input.member_id, reason=input.reason, plan=input.plan, days=input.days
        )
        return await _correct(info, r.Correct(correction=plan), input)

    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="Adds money to a balance, or takes it, with a reason." + ABOVE,
    )
    async def adjust_balance(self, info: Info, input: AdjustBalanceInput) -> CorrectionResult:
        amount = c.AdjustBalance(
            member_id=input.member_id, reason=input.reason, amount=input.amount
        )
        return await _correct(info, r.Correct(correction=amount), input)

    @mutation(*SPECIALISTS, confirmed=True, description="Ends a membership at once, with a reason.")
    async def cancel_membership(self, info: Info, input: CorrectionInput) -> CorrectionResult:
        end = c.CancelMembership(member_id=input.member_id, reason=input.reason)
        return await _correct(info, r.Correct(correction=end), input)

    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="Closes a membership for good, with a reason; its balance is paid out before.",
    )
    async def close_membership(self, info: Info, input: CorrectionInput) -> CorrectionResult:
        end = c.CloseMembership(member_id=input.member_id, reason=input.reason)
        return await _correct(info, r.Correct(correction=end), input)

    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="Merges another account of the same person into this one: both histories stay, "
        "the higher plan and both balances go on. A second of the staff always confirms it.",
    )
    async def merge_members(self, info: Info, input: MergeMembersInput) -> CorrectionResult:
        merge = c.MergeMembers(member_id=input.member_id, reason=input.reason, other=input.other_id)
        return await _correct(info, r.Correct(correction=merge), input)

    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="Tries a correction out on many members; nothing is changed before "
        "startCorrections. `correction` shows how far it is.",
    )
    async def draft_corrections(self, info: Info, input: DraftCorrectionsInput) -> CorrectionResult:
        command = r.DraftCorrections(
            correction=_act(input.act, input.reason),
            member_ids=tuple(input.member_ids or ()),
            listed=listed_of(input.filter) if input.filter else None,
        )
        return await _correct(info, command, input)

    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="Corrects those of whom it was possible, by whoever drafted it." + ABOVE,
    )
    async def start_corrections(self, info: Info, input: CorrectionsIdInput) -> CorrectionResult:
        return await _correct(info, r.StartCorrections(id=input.id), input)

    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="A second of the staff, never whoever asked, lets it be done.",
    )
    async def confirm_corrections(self, info: Info, input: CorrectionsIdInput) -> CorrectionResult:
        return await _correct(info, r.ConfirmCorrections(id=input.id), input)

    @mutation(*SPECIALISTS, confirmed=True, description="Nothing of what was asked is done.")
    async def refuse_corrections(
        self, info: Info, input: RefuseCorrectionsInput
    ) -> CorrectionResult:
        command = r.RefuseCorrections(id=input.id, reason=input.reason)
        return await _correct(info, command, input)


async def _correct(info: Info, command: r.AnyCorrectionsCommand, input: Input) -> CorrectionSuccess:
    caller = info.context.caller(input.idempotency_key)
    outcome = await info.context.apis.membership.correct(command, caller)
    view = outcome.done.membership if outcome.done else None
    return CorrectionSuccess(
        membership=Membership.of(view) if view else None,
        corrections=Corrections.of(outcome.corrections) if outcome.corrections else None,
        repeated=outcome.repeated,
    )


def _act(given: ActInput, reason: str) -> c.AnyCorrection:
    all_of = {"member_id": "", "reason": reason}
    if given.grant_days is not None:
        return c.GrantDays(days=given.grant_days.value.days, **all_of)
    if given.grant_plan is not None:
        plan = given.grant_plan.value
        return c.GrantPlan(plan=plan.plan, days=plan.days, **all_of)
    if given.adjust_balance is not None:
        return c.AdjustBalance(amount=given.adjust_balance.value.amount, **all_of)
    if given.cancel and given.cancel.value:
        return c.CancelMembership(**all_of)
    if given.close and given.close.value:
        return c.CloseMembership(**all_of)
    raise InvalidInput(both("请说明要做什么。", "Say what is to be done."), field="act")
