"""Who is likely to lose a membership within 14 days, and why."""

from datetime import datetime

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Context, Info
from gateway.schema.basics.connections import Connection, connect
from gateway.schema.basics.scalars import LocalText, mapped
from gateway.schema.membership.explanation import NextStep
from gateway.schema.membership.words import RiskLevel, RiskReason
from gateway.schema.permissions import ANY_STAFF, query
from services.membership.contract import risk_views as views
from services.membership.contract.queries import GetLapseRisk, GetLapseRisks


@strawberry.type(description="One reason why a membership, or its plan, may be lost.")
class RiskPoint:
    reason: RiskReason
    points: int = strawberry.field(description="What it adds to the risk.")
    act_by: datetime | None = strawberry.field(
        description="When it takes effect; none where it always holds."
    )
    says: LocalText
    stands_on: list[strawberry.ID] = strawberry.field(
        description="Ids of the events that show it; none where the membership as it stands does."
    )
    mend: NextStep = strawberry.field(description="What takes it away.")

    @classmethod
    def of(cls, view: views.RiskPointView) -> "RiskPoint":
        return mapped(
            cls,
            view,
            says=LocalText.of(view.says),
            stands_on=[strawberry.ID(id) for id in view.stands_on],
            mend=NextStep.of(view.mend),
        )


@strawberry.type(description="How likely a membership, or its plan, is lost within 14 days.")
class LapseRisk:
    member_id: strawberry.ID
    at: datetime = strawberry.field(description="The instant that it was worked out for.")
    level: RiskLevel
    points: int = strawberry.field(description="Those of all reasons, at most 100.")
    act_by: datetime | None = strawberry.field(description="When the first reason takes effect.")
    reasons: list[RiskPoint]
    warned_at: datetime | None = strawberry.field(
        description="When the member was warned of it in this period."
    )

    @classmethod
    def of(cls, view: views.LapseRiskView) -> "LapseRisk":
        return mapped(
            cls,
            view,
            member_id=strawberry.ID(view.member_id),
            reasons=[RiskPoint.of(one) for one in view.reasons],
        )


async def lapse_risk_of(context: Context, member_id: str) -> LapseRisk | None:
    for_staff = context.viewer.role is Role.STAFF
    asked = GetLapseRisk(member_id=member_id, for_staff=for_staff)
    view = await context.readers.membership.find(asked, views.LapseRiskView)
    return LapseRisk.of(view) if view else None


@strawberry.type
class RiskQueries:
    @query(
        *ANY_STAFF,
        description="Members who are likely to lose their membership, or its plan, within 14 days, "
        "highest first. `least`: with at least so many points; from 50 on members are warned. "
        "`totalCount` stops at 1000.",
    )
    async def members_at_risk(
        self, info: Info, *, least: int = 1, first: int = 20, after: str | None = None
    ) -> Connection[LapseRisk]:
        async def fetch(start: str, count: int) -> views.RisksPage:
            asked = GetLapseRisks(least=least, after=start, first=count)
            return await info.context.readers.membership.ask(asked, views.RisksPage)

        return await connect(
            info.context.cursors("members-at-risk"),
            first,
            after,
            fetch,
            lambda page: [LapseRisk.of(one) for one in page.risks],
        )
