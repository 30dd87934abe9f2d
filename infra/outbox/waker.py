"""Wakes this process when another one commits or numbers events.

One change stream a process and database, and only to wake: what it says is never a position, and
without it the polls of relay and feed find everything a quarter of a second later.
"""

from typing import Any

from infra.concurrency.wakeup import Wakeup
from infra.outbox.record import OUTBOX, SEQUENCE
from infra.storage.mongo import Database

_OF_INTEREST: list[dict[str, Any]] = [
    {"$match": {"ns.coll": {"$in": [OUTBOX, SEQUENCE]}, "operationType": {"$ne": "delete"}}},
    {"$project": {"ns": 1}},
]


class Waker:
    def __init__(self, db: Database, committed: Wakeup, numbered: Wakeup) -> None:
        self._db = db
        self._wakes = {OUTBOX: committed, SEQUENCE: numbered}

    async def run(self, _epoch: int) -> None:
        """Watches until cancelled; a broken stream raises and is opened again from now."""
        async with self._db.watch(_OF_INTEREST) as changes:
            async for change in changes:
                self._wakes[change["ns"]["coll"]].kick()
