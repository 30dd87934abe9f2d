"""Following who is entitled."""

import contextlib
from collections.abc import AsyncGenerator
from datetime import datetime

import strawberry

from gateway.cursors.cursors import Cursors
from gateway.cursors.feed_cursors import feed_cursor
from gateway.feeds.tails import Placed
from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.basics.fields import computed
from gateway.schema.basics.following import AFTER, following, place_after
from gateway.schema.entitlement.entitlement import Entitlement, entitlement_of
from gateway.schema.permissions import subscription
from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from services.membership.contract.entitlement import CHANGES_NOTHING, MOST_MEMBERS

CHANGES = "entitlement-changes"
"""The kind of their cursors."""


@strawberry.type(description="What a member is entitled to may have changed.")
class EntitlementChange:
    cursor: str = strawberry.field(description="Give it as `after` to go on from here.")
    member_id: strawberry.ID
    version: int = strawberry.field(description="The version that the change led to.")
    happened_at: datetime
    event_id: strawberry.Private[str]

    @property
    def mark(self) -> str:
        return self.event_id

    @computed("As it is now, which may be a later version.")
    async def entitlement(self, info: Info) -> Entitlement | None:
        return await entitlement_of(info.context, self.member_id)

    @classmethod
    def of(cls, placed: Placed, cursors: Cursors) -> "EntitlementChange":
        event = placed.numbered.event
        return cls(
            cursor=feed_cursor(cursors, placed.place),
            member_id=strawberry.ID(event.aggregate),
            version=event.version,
            happened_at=event.happened_at,
            event_id=event.id,
        )


@strawberry.type
class EntitlementSubscription:
    @subscription(
        Role.HOST,
        description="Each change of what members are entitled to: of these members, at most 1,000, "
        "or of all. " + AFTER,
    )
    async def entitlement_changed(
        self, info: Info, after: str | None = None, member_ids: list[strawberry.ID] | None = None
    ) -> AsyncGenerator[EntitlementChange, None]:
        context = info.context
        feed, cursors = context.feeds.membership, context.cursors(CHANGES)
        start, wanted = place_after(cursors, after), _checked(member_ids)
        async with contextlib.aclosing(following(context, feed, wanted, start)) as events:
            async for placed in events:
                if placed.owner and placed.numbered.event.type not in CHANGES_NOTHING:
                    yield EntitlementChange.of(placed, cursors)


def _checked(member_ids: list[strawberry.ID] | None) -> frozenset[str] | None:
    if member_ids is not None and not 0 < len(member_ids) <= MOST_MEMBERS:
        raise InvalidInput(
            both(
                "memberIds 须为 1 至 {most} 位会员；省略则为全部会员。",
                "Name 1 to {most} members; leave memberIds out for all.",
                most=MOST_MEMBERS,
            ),
            field="memberIds",
        )
    return None if member_ids is None else frozenset(member_ids)
