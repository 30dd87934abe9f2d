"""Appeals: one, and those that wait."""

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Context, Info
from gateway.schema.appeals.appeal import Appeal
from gateway.schema.appeals.words import AppealQueue, AppealState
from gateway.schema.basics.connections import Connection, connect
from gateway.schema.permissions import ANY_STAFF, query
from services.appeals.contract.queries import GetAppeal, GetQueue
from services.appeals.contract.views import AppealsPage, AppealView


@strawberry.type
class AppealQueries:
    @query(
        Role.MEMBER,
        *ANY_STAFF,
        description="One appeal by its number; a member finds only the own ones.",
    )
    async def appeal(self, info: Info, number: str) -> Appeal | None:
        return await find_appeal(info.context, number)

    @query(
        *ANY_STAFF,
        description="Appeals in the order in which they should be taken: what is due first comes "
        "first; totalCount goes to 500 for each queue, or state, that is asked for.",
    )
    async def appeal_queue(
        self,
        info: Info,
        states: list[AppealState] | None = None,
        queue: AppealQueue | None = None,
        first: int = 20,
        after: str | None = None,
    ) -> Connection[Appeal] | None:
        wanted = {"states": tuple(states)} if states else {}

        async def fetch(start: str, count: int) -> AppealsPage:
            asked = GetQueue(after=start, first=count, for_staff=True, queue=queue, **wanted)
            return await info.context.readers.appeals.ask(asked, AppealsPage)

        return await connect(
            info.context.cursors("queue"),
            first,
            after,
            fetch,
            lambda page: [Appeal.of(a) for a in page.appeals],
        )


async def find_appeal(context: Context, number: str) -> Appeal | None:
    """The appeal, with staff notes for staff; none for everybody else's."""
    staff = context.viewer.role is Role.STAFF
    asked = GetAppeal(number=number, member_id="" if staff else context.viewer.id, for_staff=staff)
    view = await context.readers.appeals.find(asked, AppealView)
    if view is None or not context.may_see(view.member_id):
        return None
    return Appeal.of(view)
