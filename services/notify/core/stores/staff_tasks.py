"""Staff tasks, as stored."""

from collections.abc import Iterable

from infra.sealing.sealing import NOTHING_SEALED, RowSealing
from infra.storage.mongo import Database
from services.notify.contract.words import TaskState
from services.notify.core.alerts.staff_task import StaffTask
from services.notify.core.ports.stores import Found
from services.notify.core.stores.collections import STAFF_TASKS
from services.notify.core.stores.cursors import page_of
from services.notify.core.stores.documents import changes, from_document, to_document
from services.notify.core.stores.inserting import insert_new


class StaffTasks:
    def __init__(self, db: Database, sealing: RowSealing = NOTHING_SEALED) -> None:
        self._rows = db[STAFF_TASKS]
        self._sealing = sealing

    async def add(self, tasks: Iterable[StaffTask]) -> None:
        """Those that are not there yet."""
        new = [to_document(task) for task in tasks]
        await insert_new(self._rows, await self._sealing.sealed(STAFF_TASKS, new))

    async def get(self, id: str) -> StaffTask | None:
        row = await self._rows.find_one({"_id": id})
        opened = await self._sealing.opened_one(STAFF_TASKS, row) if row else None
        return from_document(opened, StaffTask) if opened else None

    async def erase(self, member_id: str) -> None:
        await self._rows.delete_many({"member_id": member_id})

    async def page(self, state: TaskState, after: str, first: int) -> Found[StaffTask]:
        """Oldest first."""
        return await page_of(
            self._rows, StaffTask, {"state": state}, "created_at", after=after, first=first,
            sealing=self._sealing,
        )  # fmt: skip

    async def save(self, before: StaffTask, after: StaffTask) -> bool:
        """Of two who change it at once the second one has to look again."""
        update = changes(before, after)
        if not update:
            return True
        guard = {"_id": before.id, "state": before.state, "taken_by": before.taken_by}
        whose = {"_id": before.id, "member_id": before.member_id}
        change = await self._sealing.change(STAFF_TASKS, whose, update)
        saved = await self._rows.update_one(guard, {"$set": change})
        return bool(saved.matched_count)

    async def release(self, staff_id: str) -> None:
        theirs = {"state": TaskState.TAKEN, "taken_by": staff_id}
        opened = {"state": TaskState.OPEN, "taken_by": "", "taken_at": None}
        await self._rows.update_many(theirs, {"$set": opened})
