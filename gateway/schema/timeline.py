"""The history of a membership, event by event."""

from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from gateway.context import Context
from gateway.schema.connections import (
    Connection,
    Cursor,
    checked_first,
    connection,
    read_cursor,
)
from gateway.schema.scalars import Actor, LocalText, mapped
from gateway.schema.words import Cause, Responsible, Status
from infra.kernel.errors import InvalidInput
from services.membership.contract import views
from services.membership.contract.queries import GetTimeline

_KIND = "timeline"


@strawberry.type(description="One event, with the status after it.")
class TimelineEntry:
    event_id: strawberry.ID
    version: int = strawberry.field(description="Counts this member's events, from 1.")
    type: str = strawberry.field(description="The name of the event, e.g. MembershipRenewed.")
    cause: Cause | None
    responsible: Responsible | None
    actor: Actor
    happened_at: datetime
    recorded_at: datetime
    due_at: datetime | None = strawberry.field(
        description="When it had been due, where it could happen only later."
    )
    summary: LocalText
    status_after: Status
    plan_after: str
    device_id: str
    device_label: str
    ip: str
    hash: str = strawberry.field(description="SHA-256 that chains it to the event before.")
    body: JSON = strawberry.field(description="The event's own fields.")

    @classmethod
    def of(cls, view: views.TimelineEntry) -> "TimelineEntry":
        return mapped(
            cls,
            view,
            event_id=strawberry.ID(view.id),
            actor=Actor.of(view.actor),
            summary=LocalText.of(view.summary),
            body=JSON(view.body),
        )


async def timeline_page(
    context: Context, member_id: str, first: int, after: str | None
) -> Connection[TimelineEntry]:
    """Events after a cursor; a cursor is the version of the event that it stands on."""
    version = _version(after)
    asked = GetTimeline(member_id=member_id, after=version, first=checked_first(first))
    page = await context.readers.membership.ask(asked, views.TimelinePage)
    cursors = [Cursor(_KIND, str(entry.version)).write() for entry in page.entries]
    nodes = [TimelineEntry.of(entry) for entry in page.entries]
    return connection(nodes, cursors, page.total, page.has_more, version > 0)


def _version(after: str | None) -> int:
    text = read_cursor(_KIND, after).after or "0"
    if text.isdecimal() and len(text) < 10:
        return int(text)
    raise InvalidInput("This cursor is not of this timeline.", field="after")
