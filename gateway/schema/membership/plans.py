"""Plans and their benefits."""

from datetime import datetime

import strawberry

from gateway.compiled.shows import Shows, from_view
from gateway.request.context import Info
from gateway.schema.basics.scalars import LocalText, Money
from gateway.schema.membership.words import BenefitKind
from gateway.schema.permissions import EVERYBODY, query
from services.membership.contract import periods, plans
from services.membership.contract.plans import PlansView
from services.membership.contract.queries import GetPlans


@strawberry.type(description="Something that a plan gives.")
class Benefit(Shows[plans.Benefit]):
    code: str
    kind: BenefitKind
    name: LocalText
    value: str = from_view(
        lambda view: _said(view.value),
        description='BOOLEAN: "true" or "false"; RATE: what is paid of the full price, '
        'e.g. "0.80"; QUOTA: a count.',
    )


def _said(value: bool | int | str) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@strawberry.type(description="A benefit as a member has it.")
class HeldBenefit(Benefit):
    left: int | None = strawberry.field(
        description="Of a QUOTA: what is left in this period. What was used stays used "
        "when the plan changes."
    )
    resets_at: datetime | None = strawberry.field(
        description="Of a QUOTA: when it begins anew; null in grace, where renewing does it."
    )
    up_to: Money | None = strawberry.field(
        description="Of each order it applies to so much; null: to all of it."
    )


@strawberry.type(
    description="How long a period is, on the calendar of the place where the member lived when "
    "it began. One of the three is above 0. From 31 January, a month ends on 28 or 29 February, "
    "the next one on 31 March."
)
class PlanPeriod(Shows[periods.Period]):
    days: int
    months: int
    years: int


@strawberry.type(description="A tier of membership.")
class Plan(Shows[plans.Plan]):
    code: str
    name: LocalText
    rank: int = strawberry.field(description="A higher rank is an upgrade.")
    price: Money = strawberry.field(description="What one period costs.")
    period: PlanPeriod
    period_days: int | None = from_view(
        lambda view: view.period.days or None,
        deprecation_reason="Ask for `period`; this is null where it is one of months or years. "
        "Kept until 2027-06-30.",
    )
    grace_hours: int = strawberry.field(description="How long benefits last after a lapse.")
    discount: str = strawberry.field(description='"0.80": 80 % of the full price is paid.')
    falls_to: str | None = strawberry.field(description="The plan that a clause downgrades to.")
    benefits: list[Benefit]


@strawberry.type
class PlanQueries:
    @query(*EVERYBODY, description="The plans on offer.")
    async def plans(self, info: Info) -> list[Plan] | None:
        view = await info.context.readers.membership.ask(GetPlans(), PlansView)
        return [Plan.of(one) for one in view.plans]
