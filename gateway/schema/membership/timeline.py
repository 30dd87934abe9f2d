"""The history of a membership, event by event."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec
import strawberry
from strawberry.scalars import JSON

from gateway.identity.viewer import Role
from gateway.request.context import Context, Info
from gateway.schema.basics.connections import Connection, connection, place_after
from gateway.schema.basics.fields import computed
from gateway.schema.basics.scalars import Actor, LocalText, mapped
from gateway.schema.membership.statements import StatementOfReasons, statement_about
from gateway.schema.membership.words import Cause, Responsible, Status
from infra.kernel.paging import checked_first
from services.membership.contract import views
from services.membership.contract.queries import GetTimeline

_KIND = "timeline"

_Version = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]


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
    status_after: Status | None = strawberry.field(
        description="None before the first membership: there was only a balance, or a report."
    )
    plan_after: str
    device_id: str
    device_label: str
    ip: str
    hash: str = strawberry.field(description="SHA-256 that chains it to the event before.")
    body: JSON = strawberry.field(description="The event's own fields.")
    shown_with: strawberry.Private[tuple[int, ...]] = ()

    @computed("The statement of reasons; none where the event takes nothing from the member.")
    async def statement(self, info: Info) -> StatementOfReasons | None:
        return await statement_about(info.context, self.event_id, self.shown_with)

    @classmethod
    def all_of(cls, entries: Sequence[views.TimelineEntry]) -> "list[TimelineEntry]":
        """Of one list: what is worked out of them is asked for together."""
        versions = tuple(entry.version for entry in entries)
        return [cls.of(entry, versions) for entry in entries]

    @classmethod
    def of(cls, view: views.TimelineEntry, shown_with: tuple[int, ...] = ()) -> "TimelineEntry":
        return mapped(
            cls,
            view,
            event_id=strawberry.ID(view.id),
            actor=Actor.of(view.actor),
            summary=LocalText.of(view.summary),
            body=JSON(view.body),
            shown_with=shown_with,
        )


async def timeline_page(
    context: Context, member_id: str, first: int, after: str | None, *, newest_first: bool
) -> Connection[TimelineEntry]:
    """Events after a cursor; a cursor is the version of the event that it stands on, and good in
    both orders."""
    cursors = context.cursors(_KIND)
    version = place_after(cursors, after, _Version, 0)
    asked = GetTimeline(
        member_id=member_id,
        after=version,
        first=checked_first(first),
        newest_first=newest_first,
        for_staff=context.viewer.role is Role.STAFF,
    )
    page = await context.readers.membership.ask(asked, views.TimelinePage)
    written = [cursors.later(entry.version) for entry in page.entries]
    nodes = TimelineEntry.all_of(page.entries)
    return connection(nodes, written, page.total, page.has_more, version > 0)
