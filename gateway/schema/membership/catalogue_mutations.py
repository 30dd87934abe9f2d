"""What administrators do with the catalogue of plans."""

from datetime import datetime
from typing import Annotated

import strawberry

from gateway.request.context import Info
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.results import REPEATED, AnyProblem, answers
from gateway.schema.membership.catalogue import PlanDraft, PlanHistory
from gateway.schema.membership.publishing import LocalTextInput
from gateway.schema.membership.words import BenefitKind
from gateway.schema.permissions import ADMINS, mutation
from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from infra.kernel.text import LocalText
from services.membership.contract import catalogue_commands as c
from services.membership.contract import plans
from services.membership.contract.periods import Period


@strawberry.input(description="Something that the plan gives.")
class BenefitInput:
    code: str
    kind: BenefitKind
    name: LocalTextInput
    value: str = strawberry.field(
        description='BOOLEAN: "true" or "false"; RATE: what is paid of the full price, '
        'e.g. "0.80"; QUOTA: a count.'
    )


@strawberry.input(description="How long one price lasts; exactly one of the three.")
class PlanPeriodInput:
    days: int = 0
    months: int = 0
    years: int = 0


@strawberry.input
class SavePlanDraftInput(Input):
    code: str
    name: LocalTextInput
    rank: int
    price: int = strawberry.field(description="For one period, in minor units.")
    period: PlanPeriodInput
    grace_hours: int = 24
    discount: str = strawberry.field(description='"0.80": 80 % of the full price is paid.')
    falls_to: str | None = None
    benefits: list[BenefitInput]


@strawberry.input
class PreviewPlanInput(Input):
    code: str


@strawberry.input
class PublishPlanInput(Input):
    code: str
    revision: int = strawberry.field(description="Of the draft as it was looked at.")
    effective_at: datetime = strawberry.field(
        description="From then on whoever joins has it. Who is a member gets it with the first "
        "period that begins at or after then; what is worse, only 30 days after an own notice."
    )
    adverse: bool = strawberry.field(
        default=False, description="Say so where the differences do not show it."
    )


@strawberry.input
class RetirePlanInput(Input):
    code: str
    moves_to: str = strawberry.field(description="The plan to which its members move.")
    effective_at: datetime = strawberry.field(description="30 days away at least.")


@strawberry.type(description="The plan after the change, and its draft, where there is one.")
class PlanSuccess:
    plan: PlanHistory | None = strawberry.field(description="None while nothing was published.")
    draft: PlanDraft | None
    repeated: bool = strawberry.field(description=REPEATED)


PlanResult = Annotated[PlanSuccess | AnyProblem, answers("PlanResult", "A changed plan.")]


@strawberry.type
class CatalogueMutations:
    @mutation(
        *ADMINS,
        description="Keeps the next version of a plan, or a new plan, as a draft. What contradicts "
        "itself is kept, and `faults` say what it is; nothing is published.",
    )
    async def save_plan_draft(self, info: Info, input: SavePlanDraftInput) -> PlanResult:
        return await _manage(info, c.SavePlanDraft(code=input.code, plan=_plan(input)), input)

    @mutation(
        *ADMINS, description="Begins to count whom the draft would touch; see `planDraft.preview`."
    )
    async def preview_plan(self, info: Info, input: PreviewPlanInput) -> PlanResult:
        return await _manage(info, c.PreviewPlan(code=input.code), input)

    @mutation(
        *ADMINS,
        confirmed=True,
        description="Makes the draft the next version. Members for whom it is worse are told.",
    )
    async def publish_plan(self, info: Info, input: PublishPlanInput) -> PlanResult:
        command = c.PublishPlan(
            code=input.code,
            revision=input.revision,
            effective_at=input.effective_at,
            adverse=input.adverse,
        )
        return await _manage(info, command, input)

    @mutation(
        *ADMINS,
        confirmed=True,
        description="Ends a plan: nobody joins it any more, and its members are told and move to "
        "another as they renew.",
    )
    async def retire_plan(self, info: Info, input: RetirePlanInput) -> PlanResult:
        command = c.RetirePlan(
            code=input.code, moves_to=input.moves_to, effective_at=input.effective_at
        )
        return await _manage(info, command, input)


async def _manage(info: Info, command: c.AnyCatalogueCommand, input: Input) -> PlanSuccess:
    caller = info.context.caller(input.idempotency_key)
    outcome = await info.context.apis.membership.manage_plan(command, caller)
    return PlanSuccess(
        plan=PlanHistory.of(outcome.history) if outcome.history else None,
        draft=PlanDraft.of(outcome.draft) if outcome.draft else None,
        repeated=outcome.repeated,
    )


def _period(input: PlanPeriodInput) -> Period:
    try:
        return Period(days=input.days, months=input.months, years=input.years)
    except ValueError:
        raise InvalidInput(
            both(
                "period 只填 days、months、years 中的一项，至多十年。",
                "A period has exactly one of days, months and years, and is at most ten years.",
            ),
            field="period",
        ) from None


def _plan(input: SavePlanDraftInput) -> plans.Plan:
    return plans.Plan(
        code=input.code,
        name=LocalText(zh=input.name.zh, en=input.name.en),
        rank=input.rank,
        price=input.price,
        period=_period(input.period),
        grace_hours=input.grace_hours,
        discount=input.discount,
        falls_to=input.falls_to,
        benefits=tuple(_benefit(one) for one in input.benefits),
    )


def _benefit(input: BenefitInput) -> plans.Benefit:
    return plans.Benefit(
        code=input.code,
        kind=input.kind,
        name=LocalText(zh=input.name.zh, en=input.name.en),
        value=_value(input.kind, input.value),
    )


def _value(kind: BenefitKind, said: str) -> bool | int | str:
    """What cannot be read stays as it was written: the draft's faults name it."""
    if kind is BenefitKind.BOOLEAN and said in ("true", "false"):
        return said == "true"
    if kind is BenefitKind.QUOTA and said.isascii() and said.isdigit():
        return int(said)
    return said
