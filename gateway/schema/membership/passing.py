"""What goes from one member to another, as each of the two sees it; and what moving up costs."""

from datetime import datetime

import strawberry

from gateway.compiled.shows import Shows, from_view
from gateway.request.context import Context
from gateway.schema.basics.scalars import LocalText, Money
from gateway.schema.membership.membership import MembershipLink
from gateway.schema.membership.plans import Plan
from services.membership.contract import passing_views as views
from services.membership.contract.passing_queries import GetPassing, GetUpgrades


@strawberry.type(description="A membership that goes to another member: offered, or agreed.")
class Transfer(Shows[views.TransferView]):
    giving: bool
    member_id: strawberry.ID = from_view("other", description="At the other end.")
    accept_until: datetime
    effective_at: datetime | None


@strawberry.type(description="Uses of a quota that go to another member: offered, or agreed.")
class Gift(Shows[views.GiftView]):
    giving: bool
    member_id: strawberry.ID = from_view("other", description="At the other end.")
    accept_until: datetime
    effective_at: datetime | None
    benefit: str = strawberry.field(description="The code of the quota.")
    name: LocalText
    count: int


@strawberry.type(description="What goes between this member and others, or links them.")
class Passing(Shows[views.PassingView]):
    transfer: Transfer | None
    gift: Gift | None
    links: list[MembershipLink]


@strawberry.type(description="A higher plan.")
class PlanUpgrade(Shows[views.UpgradeView]):
    plan: Plan
    price: Money


async def passing_of(ctx: Context, member_id: str) -> Passing:
    asked = GetPassing(member_id=member_id)
    return Passing.of(await ctx.readers.membership.ask(asked, views.PassingView))


async def upgrades_of(ctx: Context, member_id: str) -> list[PlanUpgrade]:
    asked = GetUpgrades(member_id=member_id)
    found = await ctx.readers.membership.ask(asked, views.UpgradesView)
    return [PlanUpgrade.of(one) for one in found.upgrades]
