"""Notes that a provider refused our account, so that the operator can be told of it."""

import time

from infra.kernel.clock import Clock
from infra.storage.mongo import Database
from services.notify.core.gates.refusal import REFUSED_FOR, Refusal
from services.notify.core.stores.collections import REFUSALS

_NOT_OFTENER_SECONDS = 20.0


class Refusals:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._rows = db[REFUSALS]
        self._clock = clock
        self._noted: dict[str, float] = {}

    async def note(self, provider: str, reason: str) -> None:
        """Written now and then only: every message may be refused. `since` stays that of a row of
        refusals without a longer pause."""
        if time.monotonic() < self._noted.get(provider, 0):
            return
        self._noted[provider] = time.monotonic() + _NOT_OFTENER_SECONDS
        now = self._clock.now()
        fields = {"seen_at": now, "reason": reason}
        again = await self._rows.update_one(
            {"_id": provider, "seen_at": {"$gte": now - REFUSED_FOR}}, {"$set": fields}
        )
        if not again.matched_count:
            await self._rows.update_one(
                {"_id": provider}, {"$set": {**fields, "since": now}}, upsert=True
            )

    async def all(self) -> list[Refusal]:
        return [
            Refusal(
                provider=row["_id"], since=row["since"], seen_at=row["seen_at"],
                reason=row["reason"],
            )
            async for row in self._rows.find({})
        ]  # fmt: skip
