"""What membership keeps for a while only, put together."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from infra.kernel.clock import Clock
from infra.process.component import Loop
from infra.process.foundation import Foundation
from infra.retention.sweeping import RetentionRounds, RetentionRule, Row
from infra.storage.mongo import id_batches
from services.membership.adapters.documents import LOGINS
from services.membership.contract.queries import GetRetention
from services.membership.contract.query import Query
from services.membership.contract.retention_views import RetentionView
from services.membership.contract.views import Answer
from services.membership.settings import MembershipSettings
from services.shared.retained import retained
from services.shared.retention import RetentionKind

_TRACES = ("ip", "device_label")


class RetentionRoom:
    """`reads`: the collection of what staff looked at."""

    def __init__(
        self, base: Foundation, clock: Clock, settings: MembershipSettings, reads: str
    ) -> None:
        self._db = base.db
        self._reads = reads
        self._retention = RetentionRounds(base.db, clock, self._rules(settings))
        self.loops = (Loop(name="take what was kept long enough", run=self._retention.run),)
        self.answers: Final[dict[type[Query], Callable[[Any], Awaitable[Answer]]]] = {
            GetRetention: self._read
        }

    def _rules(self, settings: MembershipSettings) -> Sequence[RetentionRule]:
        return (
            RetentionRule(
                kind=RetentionKind.LOGIN_TRACES,
                collection=LOGINS,
                at="at",
                kept_for=settings.retain_login_traces,
                take=self._strip,
                applies=lambda row: any(row[name] for name in _TRACES),
            ),
            RetentionRule(
                kind=RetentionKind.STAFF_READS,
                collection=self._reads,
                at="at",
                kept_for=settings.retain_staff_reads,
                take=self._forget_reads,
            ),
        )

    async def _strip(self, rows: Sequence[Row]) -> None:
        """The sign-in stays as evidence of activity."""
        bare = {"$set": dict.fromkeys(_TRACES, "")}
        for some in id_batches(row["_id"] for row in rows):
            await self._db[LOGINS].update_many({"_id": {"$in": some}}, bare)

    async def _forget_reads(self, rows: Sequence[Row]) -> None:
        for some in id_batches(row["_id"] for row in rows):
            await self._db[self._reads].delete_many({"_id": {"$in": some}})

    async def _read(self, _query: GetRetention) -> RetentionView:
        return RetentionView(
            rounds=retained(self._retention.kept_for, await self._retention.courses())
        )
