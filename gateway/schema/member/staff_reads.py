"""What staff looked at of members."""

from datetime import datetime
from typing import Any

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Context, Info
from gateway.schema.basics.connections import Connection, connect
from gateway.schema.basics.scalars import mapped
from gateway.schema.permissions import ADMINS, query
from infra.kernel.errors import Forbidden
from infra.kernel.sentences import both
from services.membership.contract.queries import GetStaffReads
from services.membership.contract.staff_reads import KeptRead, StaffReadsPage
from services.shared.callers import StaffKind


@strawberry.type(description="That a member of staff was shown something of members.")
class StaffRead:
    id: strawberry.ID
    at: datetime
    staff_id: strawberry.ID = strawberry.field(description="For administrators; else empty.")
    name: str = strawberry.field(description="For administrators; else empty.")
    staff_kind: str | None = strawberry.field(
        description="read_only, reviewer, specialist or admin."
    )
    field: str = strawberry.field(description="Of the graph: what was asked for.")
    fields: list[str] = strawberry.field(
        description="What was asked of it, as dotted paths; at most 100."
    )
    members: int = strawberry.field(description="How many members the answer was about.")
    request_id: str
    reason: str = strawberry.field(
        description="What it was shown for, where that has to be said: of revealContact."
    )

    @classmethod
    def of(cls, view: KeptRead, *, named: bool) -> "StaffRead":
        who = {} if named else {"staff_id": strawberry.ID(""), "name": ""}
        kind = view.kind and str(view.kind)
        return mapped(cls, view, fields=list(view.fields), staff_kind=kind, **who)


@strawberry.type
class StaffReadQueries:
    @query(
        *ADMINS,
        description="What staff were shown of members, newest first: all, of one member, or by "
        "one of the staff.",
    )
    async def staff_reads(
        self,
        info: Info,
        member_id: strawberry.ID | None = None,
        staff_id: strawberry.ID | None = None,
        first: int = 20,
        after: str | None = None,
    ) -> Connection[StaffRead] | None:
        asked = {"member_id": member_id or "", "staff_id": staff_id or ""}
        return await reads_page(info.context, first, after, **asked)


async def reads_of(
    context: Context, member_id: str, first: int, after: str | None
) -> Connection[StaffRead]:
    """Of one member, for that member and for administrators.

    Raises:
        Forbidden: for others of the staff.
    """
    viewer = context.viewer
    if viewer.role is Role.STAFF and viewer.staff_kind is not StaffKind.ADMIN:
        raise Forbidden(
            both(
                "查阅记录只给会员本人和管理员看。",
                "Who read a record is shown to the member and to administrators.",
            )
        )
    return await reads_page(context, first, after, member_id=member_id)


async def reads_page(
    context: Context, first: int, after: str | None, **asked: Any
) -> Connection[StaffRead]:
    named = context.viewer.role is Role.STAFF

    async def fetch(start: str, count: int) -> StaffReadsPage:
        wanted = GetStaffReads(after=start, first=count, **asked)
        return await context.readers.membership.ask(wanted, StaffReadsPage)

    return await connect(
        context.cursors("staff-reads"),
        first,
        after,
        fetch,
        lambda page: [StaffRead.of(one, named=named) for one in page.reads],
    )
