"""What goes because it was kept for long enough, shown a day before."""

import asyncio
from datetime import datetime

import strawberry

from gateway.request.context import Info
from gateway.schema.basics.scalars import mapped
from gateway.schema.basics.words import enums
from gateway.schema.permissions import ADMINS, query
from services.membership.contract.queries import GetRetention
from services.membership.contract.retention_views import RetentionView
from services.notify.contract.queries import GetRetentionOfMessages
from services.notify.contract.retention import RetentionOfMessages
from services.shared.retention import Retained, RetentionKind

enums(
    {RetentionKind: "What is kept for a while only."},
    {
        RetentionKind: {
            "LOGIN_TRACES": "From which network and device somebody signed in; the sign-in itself "
            "stays.",
            "STAFF_READS": "What staff looked at.",
            "MESSAGES": "What members were told, and what became of it.",
        }
    },
)


@strawberry.type(description="One kind of what is kept for a while only, and its last round.")
class RetentionRound:
    kind: RetentionKind
    kept_for_days: int
    before: datetime | None = strawberry.field(
        description="What is from before it goes; none where no round has begun."
    )
    goes_at: datetime | None = strawberry.field(
        description="When it goes; none while it is looked for, and once it went."
    )
    found: int = strawberry.field(description="How many entries go.")
    oldest: datetime | None
    taken: int = strawberry.field(description="How many of them went already.")
    done_at: datetime | None

    @classmethod
    def of(cls, view: Retained) -> "RetentionRound":
        return mapped(cls, view, kept_for_days=view.kept_for.days)


@strawberry.type
class RetentionQueries:
    @query(
        *ADMINS,
        description="What goes because it was kept for long enough: shown a day before it does.",
    )
    async def retention_preview(self, info: Info) -> list[RetentionRound]:
        readers = info.context.readers
        ours, messages = await asyncio.gather(
            readers.membership.ask(GetRetention(), RetentionView),
            readers.notify.ask(GetRetentionOfMessages(), RetentionOfMessages),
        )
        return [RetentionRound.of(one) for one in (*ours.rounds, *messages.rounds)]
