"""Following the steps of incidents."""

import contextlib
from collections.abc import AsyncGenerator
from datetime import datetime

import strawberry

from gateway.cursors.cursors import Cursors
from gateway.cursors.feed_cursors import feed_cursor
from gateway.feeds.tails import Placed
from gateway.request.context import Info
from gateway.schema.appeals.incidents import Incident
from gateway.schema.basics.fields import computed
from gateway.schema.basics.following import AFTER, following, place_after
from gateway.schema.permissions import ANY_STAFF, subscription
from services.appeals.contract.incident_events import INCIDENT_EVENTS, MemberEvent
from services.appeals.contract.incident_queries import GetLossIncident
from services.appeals.contract.incident_views import LossIncidentView

STEPS = "incident-steps"
"""The kind of their cursors."""
_OF_INCIDENTS = frozenset(
    name for name, kind in INCIDENT_EVENTS.items() if not issubclass(kind, MemberEvent)
)


@strawberry.type(description="An incident took a step.")
class IncidentProgress:
    cursor: str = strawberry.field(description="Give it as `after` to go on from here.")
    id: strawberry.ID = strawberry.field(description="The incident's number.")
    version: int = strawberry.field(description="Counts this incident's events, without gaps.")
    type: str = strawberry.field(description="The name of the event, e.g. IncidentConfirmed.")
    at: datetime

    @property
    def mark(self) -> str:
        return f"{self.id}:{self.version}"

    @computed("The incident as it is now.")
    async def incident(self, info: Info) -> Incident | None:
        asked = GetLossIncident(id=self.id)
        view = await info.context.readers.appeals.find(asked, LossIncidentView)
        return Incident.of(view) if view else None

    @classmethod
    def of(cls, placed: Placed, cursors: Cursors) -> "IncidentProgress":
        event = placed.numbered.event
        return cls(
            cursor=feed_cursor(cursors, placed.place),
            id=strawberry.ID(event.aggregate),
            version=event.version,
            type=event.type,
            at=event.happened_at,
        )


@strawberry.type
class IncidentSubscription:
    @subscription(*ANY_STAFF, description=f"Every step of incidents, of all or of one. {AFTER}")
    async def incident_progressed(
        self, info: Info, after: str | None = None, id: strawberry.ID | None = None
    ) -> AsyncGenerator[IncidentProgress, None]:
        context = info.context
        feed, cursors = context.feeds.appeals, context.cursors(STEPS)
        start = place_after(cursors, after)
        async with contextlib.aclosing(following(context, feed, None, start)) as events:
            async for placed in events:
                event = placed.numbered.event
                if event.type in _OF_INCIDENTS and id in (None, event.aggregate):
                    yield IncidentProgress.of(placed, cursors)
