"""What can be asked."""

import strawberry

from gateway.identity.viewer import Role
from gateway.permissions import EVERYBODY, REVIEWERS, query
from gateway.request.context import Context, Info
from gateway.schema.appeals import Appeal
from gateway.schema.campaigns import CampaignQueries
from gateway.schema.connections import Connection, connect
from gateway.schema.member import Member
from gateway.schema.nodes import Node, read_global_id
from gateway.schema.notify import Suppression, Totals
from gateway.schema.plans import Plan
from gateway.schema.templates import TemplateQueries
from gateway.schema.undelivered import UndeliveredQueries
from gateway.schema.words import AppealState
from services.appeals.contract.queries import GetAppeal, GetQueue
from services.appeals.contract.views import AppealsPage, AppealView
from services.membership.contract.plans import PlansView
from services.membership.contract.queries import GetPlans
from services.notify.contract.queries import GetSuppressions, GetTotals
from services.notify.contract.views import SuppressionsView, TotalsView


@strawberry.type(description="What can be asked.")
class Query(TemplateQueries, UndeliveredQueries, CampaignQueries):
    @query(Role.MEMBER, description="The member whose token this is.")
    async def me(self, info: Info) -> Member | None:
        return Member.of(info.context.viewer.id)

    @query(*REVIEWERS, description="Any member, by the operator's own id.")
    async def member(self, info: Info, id: strawberry.ID) -> Member | None:
        return Member.of(id)

    @query(*EVERYBODY, description="The plans on offer.")
    async def plans(self, info: Info) -> list[Plan] | None:
        view = await info.context.readers.membership.ask(GetPlans(), PlansView)
        return [Plan.of(one) for one in view.plans]

    @query(
        Role.MEMBER,
        *REVIEWERS,
        description="One appeal by its number; a member finds only the own ones.",
    )
    async def appeal(self, info: Info, number: str) -> Appeal | None:
        return await find_appeal(info.context, number)

    @query(
        *REVIEWERS,
        description="Appeals in the order in which they should be taken: overdue first, then "
        "the oldest.",
    )
    async def appeal_queue(
        self,
        info: Info,
        states: list[AppealState] | None = None,
        first: int = 20,
        after: str | None = None,
    ) -> Connection[Appeal] | None:
        wanted = {"states": tuple(states)} if states else {}

        async def fetch(start: str, count: int) -> AppealsPage:
            asked = GetQueue(after=start, first=count, for_staff=True, **wanted)
            return await info.context.readers.appeals.ask(asked, AppealsPage)

        return await connect(
            "queue", first, after, fetch, lambda page: [Appeal.of(a) for a in page.appeals]
        )

    @query(*REVIEWERS, description="Counts of alerts and deliveries.")
    async def totals(self, info: Info) -> Totals | None:
        return Totals.of(await info.context.readers.notify.ask(GetTotals(), TotalsView))

    @query(
        *REVIEWERS,
        description="What keeps or kept messages from a member's addresses: STOP, bounces, "
        "complaints, numbers that do not exist.",
    )
    async def suppressions(self, info: Info, member_id: strawberry.ID) -> list[Suppression] | None:
        asked = GetSuppressions(member_id=member_id)
        view = await info.context.readers.notify.ask(asked, SuppressionsView)
        return [Suppression.of(one) for one in view.suppressions]

    @query(
        Role.MEMBER,
        *REVIEWERS,
        description="Fetches a Member or an Appeal again by its global id; none if not yours.",
    )
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        kind, key = read_global_id(id)
        if kind == "Appeal":
            return await find_appeal(info.context, key)
        if kind == "Member" and may_see(info.context, key):
            return Member.of(key)
        return None


def may_see(context: Context, member_id: str) -> bool:
    return context.viewer.role is Role.STAFF or context.viewer.id == member_id


async def find_appeal(context: Context, number: str) -> Appeal | None:
    """The appeal, with staff notes for staff; none for everybody else's."""
    staff = context.viewer.role is Role.STAFF
    asked = GetAppeal(number=number, member_id="" if staff else context.viewer.id, for_staff=staff)
    view = await context.readers.appeals.find(asked, AppealView)
    if view is None or not may_see(context, view.member_id):
        return None
    return Appeal.of(view)
