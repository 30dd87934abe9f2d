"""How long due work has waited, and how much was given up, as the jobs and dead letters say.

Read from the database each time: a gauge of a loop that died would go on looking well.
"""

from datetime import datetime

from pymongo import ASCENDING

from infra.kernel.clock import Clock
from infra.storage.mongo import Database, due_until
from services.notify.contract.words import TaskState
from services.notify.core.deliveries.job import Lane
from services.notify.core.stores.collections import DEAD_LETTERS, JOBS, STAFF_TASKS, WEBHOOKS
from services.notify.core.stores.jobs import ENQUEUED_FOR

_LOOKED_AT = 200
_MOST_COUNTED = 10_000


class DueWork:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._jobs = db[JOBS]
        self._dead_letters = db[DEAD_LETTERS]
        self._tasks = db[STAFF_TASKS]
        self._webhooks = db[WEBHOOKS]
        self._clock = clock

    async def oldest_due(self) -> datetime | None:
        """When the longest waiting work for members was due. What is put into the queue again and
        again is as old as it was at first."""
        now = self._clock.now()
        query = {"next_due": due_until(now + ENQUEUED_FOR)}
        cursor = self._jobs.find(query, {"due": 1, "lane": 1}).sort("next_due", ASCENDING)
        rows = await cursor.limit(_LOOKED_AT).to_list(None)
        found = [row["due"] for row in rows if row.get("lane") != Lane.WEBHOOKS]
        return min((due for due in found if due <= now), default=None)

    async def dead_letters(self) -> int:
        return int(await self._dead_letters.estimated_document_count())

    async def webhooks_waiting(self) -> int:
        """Queues, up to ten thousand of them: what stands behind the first of each has no turn."""
        at_turn = {"at_turn": {"$gt": ""}}
        return int(await self._webhooks.count_documents(at_turn, limit=_MOST_COUNTED))

    async def open_tasks(self) -> int:
        return int(await self._tasks.count_documents({"state": TaskState.OPEN}))
