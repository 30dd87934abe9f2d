"""Following the events of memberships."""

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
from gateway.schema.basics.scalars import Actor
from gateway.schema.membership.membership import Membership
from gateway.schema.membership.timeline import TimelineEntry
from gateway.schema.membership.words import Cause
from gateway.schema.permissions import ANY_STAFF, subscription
from services.membership.contract import queries, views

CHANGES = "membership-changes"
"""The kind of their cursors."""


@strawberry.type(description="Something happened to a membership.")
class MembershipChange:
    cursor: str = strawberry.field(description="Give it as `after` to go on from here.")
    event_id: strawberry.ID
    member_id: strawberry.ID
    version: int = strawberry.field(description="Counts this member's events, without gaps.")
    type: str = strawberry.field(description="The name of the event, e.g. MembershipExpired.")
    cause: Cause | None
    actor: Actor
    happened_at: datetime
    recorded_at: datetime
    hash: str

    @property
    def mark(self) -> str:
        return self.event_id

    @computed("The event with its summary and the status after it.")
    async def entry(self, info: Info) -> TimelineEntry | None:
        asked = queries.GetTimeline(
            member_id=self.member_id,
            after=self.version - 1,
            first=1,
            for_staff=info.context.viewer.role is Role.STAFF,
        )
        page = await info.context.readers.membership.ask(asked, views.TimelinePage)
        return TimelineEntry.of(page.entries[0]) if page.entries else None

    @computed("The membership as it is now.")
    async def membership(self, info: Info) -> Membership | None:
        asked = queries.GetMembership(member_id=self.member_id)
        view = await info.context.readers.membership.find(asked, views.MembershipView)
        return Membership.of(view) if view else None

    @classmethod
    def of(cls, placed: Placed, cursors: Cursors) -> "MembershipChange":
        event = placed.numbered.event
        return cls(
            cursor=feed_cursor(cursors, placed.place),
            event_id=strawberry.ID(event.id),
            member_id=strawberry.ID(event.aggregate),
            version=event.version,
            type=event.type,
            cause=Cause(event.cause) if event.cause else None,
            actor=Actor.of(event.actor),
            happened_at=event.happened_at,
            recorded_at=event.recorded_at,
            hash=event.hash,
        )


@strawberry.type
class MembershipSubscription:
    @subscription(
        Role.MEMBER,
        *ANY_STAFF,
        description="Every event of one membership: the member's own; staff name the memberId. "
        + AFTER,
    )
    async def membership_changed(
        self, info: Info, after: str | None = None, member_id: strawberry.ID | None = None
    ) -> AsyncGenerator[MembershipChange, None]:
        context = info.context
        feed, cursors = context.feeds.membership, context.cursors(CHANGES)
        start, wanted = place_after(cursors, after), context.subject(member_id)
        async with contextlib.aclosing(following(context, feed, wanted, start)) as events:
            async for placed in events:
                yield MembershipChange.of(placed, cursors)
