"""Drafts of plans in MongoDB, each with its preview."""

from collections.abc import Sequence

from infra.process.foundation import COMMANDS
from infra.storage.changes import GuardedUpdate, plain
from infra.storage.unit_of_work import UnitOfWork
from services.membership.adapters import documents as d
from services.membership.catalogue.collections import DRAFTS
from services.membership.catalogue.domain.draft import PlanDraft, Preview
from services.membership.ports import Done


class DraftStore:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._rows = uow.db[DRAFTS]

    async def load(self, code: str) -> PlanDraft | None:
        row = await self._rows.find_one({"_id": code})
        return d.item(row, PlanDraft) if row else None

    async def save(self, draft: PlanDraft, done: Sequence[Done]) -> None:
        """
        Raises:
            VersionConflict: somebody saved another revision meanwhile.
            DuplicateInsert: a first one, or the command was done.
        """
        code = draft.plan.code
        rows = {COMMANDS: [d.row(one, one.key) for one in done]}
        if draft.revision == 1:
            await self._uow.commit(inserts={**rows, DRAFTS: [d.row(draft, code)]})
            return
        as_read = {"_id": code, "revision": draft.revision - 1}
        replaced = GuardedUpdate(DRAFTS, as_read, {"$set": plain(draft)})
        await self._uow.commit(inserts=rows, updates=[replaced])

    async def begin_preview(
        self, code: str, revision: int, preview: Preview, done: Sequence[Done]
    ) -> None:
        """Raises VersionConflict."""
        rows = {COMMANDS: [d.row(one, one.key) for one in done]}
        step = GuardedUpdate(
            DRAFTS, {"_id": code, "revision": revision}, {"$set": {"preview": plain(preview)}}
        )
        await self._uow.commit(inserts=rows, updates=[step])

    async def unfinished(self) -> PlanDraft | None:
        row = await self._rows.find_one({"preview.finished": False})
        return d.item(row, PlanDraft) if row else None

    async def go_on(self, draft: PlanDraft, preview: Preview) -> None:
        """Where the draft or its preview is another one by now, that one goes on."""
        before = draft.preview.after if draft.preview else ""
        as_read = {"_id": draft.plan.code, "revision": draft.revision, "preview.after": before}
        await self._rows.update_one(as_read, {"$set": {"preview": plain(preview)}})
