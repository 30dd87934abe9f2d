"""What a sandbox would have sent, for a week."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import msgspec
from pymongo import ASCENDING, DESCENDING, IndexModel

from infra.kernel.clock import SystemClock
from infra.storage.mongo import DUE_EVER, Database, ensure_indexes
from services.notify.contract.sandbox import SandboxMessage
from services.notify.contract.words import Channel

MESSAGES: Final = "sandbox_messages"
KEPT_FOR: Final = timedelta(days=7)
_INDEXES: Final = {
    MESSAGES: [
        IndexModel([("to", ASCENDING), ("sent_at", DESCENDING)]),
        IndexModel([("sent_at", DESCENDING)]),
    ]
}


class SandboxStore:
    """Times are real, as those of every provider."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._rows = db[MESSAGES]
        self._real = SystemClock()

    async def prepare(self) -> None:
        await ensure_indexes(self._db, _INDEXES)

    async def keep(self, channel: Channel, to: str, text: str, subject: str = "") -> str:
        """Gives its id."""
        kept = SandboxMessage(
            id=uuid4().hex, channel=channel, to=to, subject=subject, text=text,
            sent_at=self._real.now(),
        )  # fmt: skip
        row = msgspec.to_builtins(kept, builtin_types=(datetime,))
        await self._rows.insert_one({"_id": row.pop("id"), **row})
        return kept.id

    async def of(self, to: str, since: datetime) -> list[SandboxMessage]:
        """What this number or address got since then, the newest first."""
        return await self._found({"to": to, "sent_at": {"$gte": since}}, 0)

    async def latest(self, to: str, most: int) -> list[SandboxMessage]:
        """`to`: "" for all."""
        return await self._found({"to": to} if to else {"sent_at": DUE_EVER}, most)

    async def by_id(self, id: str) -> SandboxMessage | None:
        row = await self._rows.find_one({"_id": id})
        return None if row is None else _message(row)

    async def numbers(self, since: datetime) -> set[str]:
        """That got an SMS since then."""
        asked = {"sent_at": {"$gte": since}, "channel": Channel.SMS}
        return {row["to"] async for row in self._rows.find(asked, {"to": True})}

    async def forget(self) -> int:
        """What is older than a week. Gives how many there were."""
        ended = self._real.now() - KEPT_FOR
        gone = await self._rows.delete_many({"sent_at": {**DUE_EVER, "$lt": ended}})
        return gone.deleted_count

    async def _found(self, asked: dict[str, Any], most: int) -> list[SandboxMessage]:
        cursor = self._rows.find(asked).sort("sent_at", DESCENDING).limit(most)
        return [_message(row) async for row in cursor]


def _message(row: dict[str, Any]) -> SandboxMessage:
    return msgspec.convert({**row, "id": row["_id"]}, SandboxMessage)
