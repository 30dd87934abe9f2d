"""Following the steps of appeals."""

import contextlib
from collections.abc import AsyncGenerator
from datetime import datetime

import strawberry

from gateway.cursors.cursors import Cursors
from gateway.cursors.feed_cursors import feed_cursor
from gateway.feeds.tails import Placed
from gateway.identity.viewer import Role
from gateway.request.context import Context, Info
from gateway.schema.appeals.appeal import Appeal
from gateway.schema.appeals.queries import find_appeal
from gateway.schema.basics.fields import computed
from gateway.schema.basics.following import AFTER, following, place_after
from gateway.schema.permissions import ANY_STAFF, subscription
from infra.kernel.errors import NotFound
from infra.kernel.sentences import both
from services.appeals.contract.incident_events import INCIDENT_EVENTS

STEPS = "appeal-steps"
"""The kind of their cursors."""


@strawberry.type(description="An appeal took a step.")
class AppealProgress:
    cursor: str = strawberry.field(description="Give it as `after` to go on from here.")
    number: str = strawberry.field(description="The appeal's number.")
    member_id: strawberry.ID
    version: int = strawberry.field(description="Counts this appeal's events, without gaps.")
    type: str = strawberry.field(description="The name of the event, e.g. AppealDecided.")
    at: datetime
    promised_at: datetime | None = strawberry.field(description="The next promised time.")

    @property
    def mark(self) -> str:
        return f"{self.number}:{self.version}"

    @computed("The appeal as it is now.")
    async def appeal(self, info: Info) -> Appeal | None:
        return await find_appeal(info.context, self.number)

    @classmethod
    def of(cls, placed: Placed, cursors: Cursors) -> "AppealProgress":
        event = placed.numbered.event
        promised = event.body.get("promised_at")
        return cls(
            cursor=feed_cursor(cursors, placed.place),
            number=event.aggregate,
            member_id=strawberry.ID(event.body["member_id"]),
            version=event.version,
            type=event.type,
            at=event.happened_at,
            promised_at=datetime.fromisoformat(promised) if promised else None,
        )


@strawberry.type
class AppealSubscription:
    @subscription(
        Role.MEMBER,
        *ANY_STAFF,
        description=f"Every step of appeals: a member's own; for staff all or one. {AFTER}",
    )
    async def appeal_progressed(
        self, info: Info, after: str | None = None, number: str | None = None
    ) -> AsyncGenerator[AppealProgress, None]:
        context = info.context
        feed, cursors = context.feeds.appeals, context.cursors(STEPS)
        start, owner = place_after(cursors, after), await appellant(context, number)
        async with contextlib.aclosing(following(context, feed, owner, start)) as events:
            async for placed in events:
                if of_an_appeal(placed) and number in (None, placed.numbered.event.aggregate):
                    yield AppealProgress.of(placed, cursors)


def of_an_appeal(placed: Placed) -> bool:
    """The feed also has what happens to incidents."""
    return placed.numbered.event.type not in INCIDENT_EVENTS


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
