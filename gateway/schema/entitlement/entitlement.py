"""What a member is entitled to, for the shop's checkout."""

from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from gateway.identity.viewer import Role
from gateway.passes.issuer import benefits
from gateway.request.context import Context, Info
from gateway.schema.basics.scalars import mapped
from gateway.schema.entitlement.words import EntitlementStanding
from gateway.schema.membership.words import Cause, Responsible, Status
from gateway.schema.permissions import ANY_STAFF, query
from services.membership.contract import entitlement as contract
from services.membership.contract.queries import GetEntitlements


@strawberry.type(description="What a member is entitled to, and how long the answer is good for.")
class Entitlement:
    member_id: strawberry.ID
    entitled: bool
    standing: EntitlementStanding
    version: int = strawberry.field(
        description="Grows with every change: of two answers the one with the higher version holds."
    )
    status: Status | None = strawberry.field(description="None for who never enrolled.")
    plan: str | None = strawberry.field(
        description="The code of the plan; null for who holds none."
    )
    plan_version: int | None = strawberry.field(description="The version of it that is held.")
    benefits: JSON = strawberry.field(
        description='By code, e.g. {"member_discount": {"value": "0.80"}}; of quotas that are '
        "counted also what is `left`; with `up_to` it applies to so much of an order, in minor "
        "units. Empty for who is not entitled."
    )
    price_factor: str = strawberry.field(
        description='"0.80": 80 % of the full price is paid. "1" for who is not entitled.'
    )
    through: strawberry.ID | None = strawberry.field(
        description="The main member whose plan it is, of a backup without a running membership of "
        "its own."
    )
    since: datetime | None = strawberry.field(
        description="Since when status and plan are as they are, where it is known."
    )
    until: datetime | None = strawberry.field(
        description="So long it stays so if nobody does anything; automatic renewal may carry it "
        "on. None: for good."
    )
    cause: Cause | None = strawberry.field(description="Why not, for who is not entitled.")
    responsible: Responsible | None
    blocker: str | None = strawberry.field(
        description="What is in the way of who is not entitled: how the membership ended, the kind "
        "of a hold, or NOT_ENROLLED."
    )
    at: datetime = strawberry.field(description="The instant that the answer is of.")
    fresh_until: datetime = strawberry.field(description="Ask again after it.")
    stale_until: datetime = strawberry.field(
        description="Honour the answer until then where you cannot ask."
    )

    @classmethod
    def of(cls, context: Context, view: contract.Entitlement, at: datetime) -> "Entitlement":
        validity = context.passes.validity(view, at)
        return mapped(
            cls,
            view,
            member_id=strawberry.ID(view.member_id),
            entitled=view.standing is EntitlementStanding.ENTITLED,
            plan=view.plan or None,
            plan_version=view.plan_version or None,
            benefits=JSON(benefits(view.benefits)),
            blocker=view.blocker or None,
            through=strawberry.ID(view.through) if view.through else None,
            at=at,
            fresh_until=validity.fresh_until,
            stale_until=validity.stale_until,
        )


async def entitlements_of(
    context: Context, member_ids: list[strawberry.ID]
) -> contract.EntitlementsView:
    """
    Raises:
        InvalidInput: more members than one question may name.
    """
    asked = GetEntitlements(member_ids=tuple(member_ids))
    return await context.readers.membership.ask(asked, contract.EntitlementsView)


async def entitlement_of(context: Context, member_id: strawberry.ID) -> Entitlement:
    view = await entitlements_of(context, [member_id])
    return Entitlement.of(context, view.entitlements[0], view.at)


@strawberry.type
class EntitlementQueries:
    @query(
        Role.HOST,
        *ANY_STAFF,
        description="What these members are entitled to now, at most 1,000, in this order; who is "
        "not known has the standing UNKNOWN.",
    )
    async def entitlements(
        self, info: Info, member_ids: list[strawberry.ID]
    ) -> list[Entitlement] | None:
        view = await entitlements_of(info.context, member_ids)
        return [Entitlement.of(info.context, one, view.at) for one in view.entitlements]
