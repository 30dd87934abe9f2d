"""What time it is here."""

from datetime import datetime

import strawberry

from gateway.request.context import Info
from gateway.schema.permissions import EVERYBODY, query


@strawberry.type
class ClockQueries:
    @query(
        *EVERYBODY,
        description="The time by which everything here falls due: a client's own clock may be "
        "wrong, and that of development moves.",
    )
    async def now(self, info: Info) -> datetime | None:
        return info.context.clock.now()
