"""Drafts in MongoDB, each with its preview: of plans, or of clauses."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from infra.process.foundation import COMMANDS
from infra.storage.changes import GuardedUpdate, plain
from infra.storage.unit_of_work import UnitOfWork
from services.membership.adapters import documents as d
from services.membership.catalogue.domain.preview import Preview, VersionDraft
from services.membership.ports import Done

D = TypeVar("D", bound=VersionDraft)


class DraftStore(Generic[D]):
    def __init__(self, uow: UnitOfWork, collection: str, kind: type[D]) -> None:
        self._uow = uow
        self._collection = collection
        self._kind = kind
        self._rows = uow.db[collection]

    async def load(self, code: str) -> D | None:
        row = await self._rows.find_one({"_id": code})
        return d.item(row, self._kind) if row else None

    async def save(self, draft: D, done: Sequence[Done]) -> None:
        """
        Raises:
            VersionConflict: somebody saved another revision meanwhile.
            DuplicateInsert: a first one, or the command was done.
        """
        rows = {COMMANDS: [d.row(one, one.key) for one in done]}
        if draft.revision == 1:
            await self._uow.commit(inserts={**rows, self._collection: [d.row(draft, draft.code)]})
            return
        as_read = {"_id": draft.code, "revision": draft.revision - 1}
        replaced = GuardedUpdate(self._collection, as_read, {"$set": plain(draft)})
        await self._uow.commit(inserts=rows, updates=[replaced])

    async def begin_preview(
        self, code: str, revision: int, preview: Preview, done: Sequence[Done]
    ) -> None:
        """Raises VersionConflict."""
        rows = {COMMANDS: [d.row(one, one.key) for one in done]}
        as_read = {"_id": code, "revision": revision}
        step = GuardedUpdate(self._collection, as_read, {"$set": {"preview": plain(preview)}})
        await self._uow.commit(inserts=rows, updates=[step])

    async def codes(self) -> list[str]:
        """Of all drafts, in order."""
        return [row["_id"] async for row in self._rows.find({}, {"_id": 1}).sort("_id", 1)]

    async def unfinished(self) -> D | None:
        row = await self._rows.find_one({"preview.finished": False})
        return d.item(row, self._kind) if row else None

    async def go_on(self, draft: D, preview: Preview) -> None:
        """Where the draft or its preview is another one by now, that one goes on."""
        before = draft.preview.after if draft.preview else ""
        as_read = {"_id": draft.code, "revision": draft.revision, "preview.after": before}
        await self._rows.update_one(as_read, {"$set": {"preview": plain(preview)}})
