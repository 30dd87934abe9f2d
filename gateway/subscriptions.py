"""What clients can follow: replayed from a cursor, then live, for as long as the token lives."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated

import msgspec
import strawberry

from gateway.cursors import read_cursor, write_cursor
from gateway.feeds.shared_feed import BEYOND, SharedFeed
from gateway.identity.viewer import Role
from gateway.permissions import REVIEWERS, subscription
from gateway.request.context import Context, Info
from gateway.schema.appeals import Appeal
from gateway.schema.fields import computed
from gateway.schema.membership import Membership
from gateway.schema.queries import find_appeal
from gateway.schema.scalars import Actor
from gateway.schema.timeline import TimelineEntry
from gateway.schema.words import Cause
from infra.kernel.errors import InvalidInput, NotFound
from infra.kernel.events import NumberedEvent
from infra.kernel.sentences import both
from services.membership.contract import queries, views

TOKEN_EXPIRED = 4401
CHANGES, STEPS = "membership-changes", "appeal-steps"
"""The kinds of their cursors."""
AFTER = 'after: the cursor that you saw last; "": from the beginning; none: from now on.'
_Number = Annotated[int, msgspec.Meta(ge=0, lt=BEYOND)]


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
    def of(cls, numbered: NumberedEvent) -> "MembershipChange":
        event = numbered.event
        return cls(
            cursor=write_cursor(CHANGES, numbered.number),
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


@strawberry.type(description="An appeal took a step.")
class AppealProgress:
    cursor: str = strawberry.field(description="Give it as `after` to go on from here.")
    number: str = strawberry.field(description="The appeal's number.")
    member_id: strawberry.ID
    version: int = strawberry.field(description="Counts this appeal's events, without gaps.")
    type: str = strawberry.field(description="The name of the event, e.g. AppealDecided.")
    at: datetime
    promised_at: datetime | None = strawberry.field(description="The next promised time.")

    @computed("The appeal as it is now.")
    async def appeal(self, info: Info) -> Appeal | None:
        return await find_appeal(info.context, self.number)

    @classmethod
    def of(cls, numbered: NumberedEvent) -> "AppealProgress":
        event = numbered.event
        promised = event.body.get("promised_at")
        return cls(
            cursor=write_cursor(STEPS, numbered.number),
            number=event.aggregate,
            member_id=strawberry.ID(event.body["member_id"]),
            version=event.version,
            type=event.type,
            at=event.happened_at,
            promised_at=datetime.fromisoformat(promised) if promised else None,
        )


@strawberry.type(description="What can be followed, over graphql-transport-ws.")
class Subscription:
    @subscription(
        Role.MEMBER,
        *REVIEWERS,
        description="Every event of one membership: the member's own; staff name the memberId. "
        + AFTER,
    )
    async def membership_changed(
        self, info: Info, after: str | None = None, member_id: strawberry.ID | None = None
    ) -> AsyncGenerator[MembershipChange, None]:
        context = info.context
        start, wanted = number_after(CHANGES, after), context.subject(member_id)
        feed = context.feeds.membership
        async with contextlib.aclosing(allowed(context, feed, wanted, start)) as events:
            async for numbered in events:
                yield MembershipChange.of(numbered)

    @subscription(
        Role.MEMBER,
        *REVIEWERS,
        description=f"Every step of appeals: a member's own; for staff all or one. {AFTER}",
    )
    async def appeal_progressed(
        self, info: Info, after: str | None = None, number: str | None = None
    ) -> AsyncGenerator[AppealProgress, None]:
        context = info.context
        start, owner = number_after(STEPS, after), await appellant(context, number)
        feed = context.feeds.appeals
        async with contextlib.aclosing(allowed(context, feed, owner, start)) as events:
            async for numbered in events:
                if number in (None, numbered.event.aggregate):
                    yield AppealProgress.of(numbered)


def number_after(kind: str, after: str | None) -> int | None:
    """The number in a client's `after`; none: from now on.

    Raises:
        InvalidInput: it is no cursor of this subscription.
    """
    if not after:
        return None if after is None else 0
    try:
        return read_cursor(kind, after, _Number)
    except ValueError:
        raise InvalidInput(
            both(
                '这个游标不属于此订阅：请使用最后收到的 cursor；"" 为从头开始，省略则只收新事件。',
                "This cursor is not of this subscription: go on from the cursor that you saw last; "
                '"" is from the beginning, and without `after` only what is new comes.',
            ),
            field="after",
        ) from None


async def appellant(context: Context, number: str | None) -> str | None:
    """Whose appeals are followed; none: everybody's.

    Raises:
        NotFound: there is no such appeal, or not of this member.
    """
    if number is None:
        return None if context.viewer.role is Role.STAFF else context.viewer.id
    appeal = await find_appeal(context, number)
    if appeal is None:
        raise NotFound(
            both("没有编号为 {number} 的申诉。", "There is no appeal {number}.", number=number),
            field="number",
        )
    return appeal.member_id


async def allowed(
    context: Context, feed: SharedFeed, owner: str | None, after: int | None
) -> AsyncGenerator[NumberedEvent, None]:
    """The events for as long as the token lives; then the connection is closed.

    Raises:
        InvalidInput: no event has the number `after` yet.
    """
    async with contextlib.aclosing(feed.follow(owner, after)) as events:
        while (left := context.seconds_left()) is None or left > 0:
            try:
                async with asyncio.timeout(left):
                    numbered = await anext(events)
            except TimeoutError:
                break
            yield numbered
    await _end(context)


async def _end(context: Context) -> None:
    if context.websocket is not None:
        await context.websocket.close(TOKEN_EXPIRED, "The access token has expired. Sign in again.")
