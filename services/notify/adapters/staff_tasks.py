"""Staff tasks, as stored."""

from infra.mongo import Database
from services.notify.adapters.collections import STAFF_TASKS
from services.notify.adapters.documents import changes, from_document
from services.notify.adapters.places import page_of
from services.notify.contract.words import TaskState
from services.notify.domain.staff_task import StaffTask
from services.notify.ports.stores import Found


class StaffTasks:
    def __init__(self, db: Database) -> None:
        self._rows = db[STAFF_TASKS]

    async def get(self, id: str) -> StaffTask | None:
        row = await self._rows.find_one({"_id": id})
        return from_document(row, StaffTask) if row else None

    async def page(self, state: TaskState, after: str, first: int) -> Found[StaffTask]:
        """Oldest first."""
        return await page_of(
            self._rows, StaffTask, {"state": state}, "created_at", after=after, first=first
        )

    async def save(self, before: StaffTask, after: StaffTask) -> bool:
        """Of two who change it at once the second one has to look again."""
        update = changes(before, after)
        if not update:
            return True
        guard = {"_id": before.id, "state": before.state, "taken_by": before.taken_by}
        saved = await self._rows.update_one(guard, {"$set": update})
        return bool(saved.matched_count)
