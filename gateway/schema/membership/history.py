"""A history as it is stored and hashed, for whoever wants to verify it elsewhere."""

from typing import Annotated

import msgspec
import strawberry

from gateway.request.context import Context
from gateway.schema.basics.connections import Connection, connection, place_after
from infra.kernel.paging import checked_first
from services.membership.contract import views
from services.membership.contract.queries import GetHistory

_KIND = "history"

_Version = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]


@strawberry.type(description="One event, with all that its hash covers.")
class HistoryLine:
    version: int
    line: str = strawberry.field(
        description="As JSON, to be written to a file as it is: docs/verify_history.py checks it."
    )


async def history_page(
    context: Context, member_id: str, first: int, after: str | None
) -> Connection[HistoryLine] | None:
    cursors = context.cursors(_KIND)
    version = place_after(cursors, after, _Version, 0)
    asked = GetHistory(member_id=member_id, after=version, first=checked_first(first))
    page = await context.readers.membership.find(asked, views.HistoryPage)
    if page is None:
        return None
    nodes = [
        HistoryLine(version=version, line=line)
        for version, line in zip(page.versions, page.lines, strict=True)
    ]
    written = [cursors.later(node.version) for node in nodes]
    return connection(nodes, written, page.total, page.has_more, version > 0)
