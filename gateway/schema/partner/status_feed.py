"""What members let a partner see: as it came, and as it is now."""

import contextlib
from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated

import strawberry
from msgspec import UNSET

from gateway.cursors.cursors import Cursors
from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.basics.errors import Problem
from gateway.schema.basics.scalars import mapped
from gateway.schema.membership.words import Cause, Responsible, Status
from gateway.schema.partner.item_cursors import KIND, CursorRefused, item_cursor, place_after
from gateway.schema.partner.words import KeyScope, SharedType, ShareScope
from gateway.schema.permissions import query, subscription
from infra.kernel.paging import checked_first
from services.membership.contract import partner_views as views
from services.membership.contract.partner_queries import GetSharedStatus
from services.membership.contract.shared_payload import StatusData, data_of
from services.membership.contract.shop_payload import EntitlementData

AFTER = 'after: the cursor that you saw last; "": all that is kept; '


@strawberry.type(description="One thing that a partner is told of a member.")
class StatusItem:
    cursor: str = strawberry.field(description="Give it as `after` to go on from here.")
    id: strawberry.ID = strawberry.field(description="The same on every way; `webhook-id`.")
    type: SharedType
    member_id: strawberry.ID
    sequence: int = strawberry.field(
        description="Counts what this partner was told of this member, from 1."
    )
    timestamp: datetime
    payload: str = strawberry.field(description="To the byte what a webhook's body is.")
    status: Status | None = strawberry.field(description="None where it ended; so for the others.")
    entitled: bool | None
    plan: str | None
    since: datetime | None
    until: datetime | None
    cause: Cause | None = strawberry.field(description="None also where it is not shared.")
    responsible: Responsible | None

    @property
    def mark(self) -> str:
        return str(self.id)

    @classmethod
    def of(cls, item: views.SharedItem, cursors: Cursors) -> "StatusItem":
        found = data_of(item.payload)
        data = found if isinstance(found, StatusData | EntitlementData) else None
        return cls(
            cursor=item_cursor(cursors, item.place),
            id=strawberry.ID(item.id),
            type=SharedType(item.type),
            member_id=strawberry.ID(item.member_id),
            sequence=item.sequence,
            timestamp=item.at,
            payload=item.payload.decode(),
            status=data.status if data else None,
            entitled=data.entitled if data else None,
            plan=(data.plan or None) if data else None,
            since=data.since if data else None,
            until=data.until if data else None,
            cause=data.cause if data and data.cause is not UNSET else None,
            responsible=data.responsible if data and data.responsible is not UNSET else None,
        )


@strawberry.type(description="A page of what the partner was told, oldest first.")
class StatusFeedPage:
    items: list[StatusItem]
    end_cursor: str = strawberry.field(description="Give it as `after` for the next page.")
    has_next_page: bool


@strawberry.type(description="A cursor that cannot be gone on from.")
class CursorProblem(Problem):
    earliest: str = strawberry.field(description="A cursor before all that is kept.")
    latest: str = strawberry.field(description="A cursor behind all that there is.")


StatusFeedResult = Annotated[
    StatusFeedPage | CursorProblem, strawberry.union("StatusFeedResult", description="A page.")
]


@strawberry.type(description="A member as the partner may see it now.")
class SharedMember:
    member_id: strawberry.ID
    sequence: int = strawberry.field(description="Of the last item about this member.")
    status: Status
    entitled: bool
    plan: str
    since: datetime
    until: datetime | None
    scopes: list[ShareScope]
    cause: Cause | None = strawberry.field(description="None also where it is not shared.")
    responsible: Responsible | None


@strawberry.type
class StatusFeedQueries:
    @query(
        Role.PARTNER,
        Role.HOST,
        scope=KeyScope.FEED_READ,
        description="What members let this partner see, in order. " + AFTER + "none: the same.",
    )
    async def status_feed(
        self, info: Info, after: str | None = None, first: int = 50
    ) -> StatusFeedResult:
        context, most = info.context, checked_first(first)
        cursors = context.cursors(KIND)
        try:
            place = await place_after(context, after or "")
        except CursorRefused as refused:
            return await cursor_problem(info, refused)
        page = await context.apis.membership.shared_with(context.viewer.follower, place, most)
        return StatusFeedPage(
            items=[StatusItem.of(item, cursors) for item in page.items],
            end_cursor=item_cursor(cursors, page.upto, once=True),
            has_next_page=page.upto < page.head,
        )

    @query(
        Role.PARTNER,
        scope=KeyScope.MEMBERS_READ,
        description="One member as it is now; none where the member does not let this partner "
        "follow.",
    )
    async def shared_member(self, info: Info, member_id: strawberry.ID) -> SharedMember | None:
        asked = GetSharedStatus(partner_id=info.context.viewer.follower, member_id=member_id)
        view = await info.context.readers.membership.find(asked, views.SharedStatus)
        return mapped(SharedMember, view, scopes=list(view.scopes)) if view else None


@strawberry.type
class StatusSubscription:
    @subscription(
        Role.PARTNER,
        Role.HOST,
        scope=KeyScope.FEED_READ,
        description="What members let this partner see, as it comes. "
        + AFTER
        + "none: from now on.",
    )
    async def status_changes(
        self, info: Info, after: str | None = None
    ) -> AsyncGenerator[StatusItem, None]:
        context = info.context
        place = None if after is None else await place_after(context, after)
        items = context.feeds.items.follow(context.viewer.follower, place, context.reached_live)
        cursors = context.cursors(KIND)
        async with contextlib.aclosing(items):
            async for item in items:
                yield StatusItem.of(item, cursors)


async def cursor_problem(info: Info, refused: CursorRefused) -> CursorProblem:
    locale = await info.context.locale(refused.sentence)
    return CursorProblem(
        code=refused.code,
        message=refused.sentence.told(locale),
        field=refused.field,
        earliest=str(refused.details["earliest"]),
        latest=str(refused.details["latest"]),
    )
