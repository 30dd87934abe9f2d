"""Drafts in MongoDB: rows of their own, that leave with the draft."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from pymongo import ASCENDING, IndexModel

from infra.process.foundation import COMMANDS
from infra.storage.changes import GuardedUpdate, Removal, plain
from infra.storage.unit_of_work import UnitOfWork
from services.appeals.adapters.documents import DRAFTS, done_row
from services.appeals.drafts.domain.draft import AppealDraft
from services.appeals.ports import Done, ExtraRows

INDEXES: dict[str, list[IndexModel]] = {
    DRAFTS: [
        IndexModel([("member_id", ASCENDING), ("loss", ASCENDING)], unique=True),
        IndexModel([("next_due", ASCENDING)]),
    ]
}


class AppealDraftStore:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._rows = uow.db[DRAFTS]

    async def load(self, id: str) -> AppealDraft | None:
        return await self._one({"_id": id})

    async def of_member(self, member_id: str) -> list[AppealDraft]:
        """Newest first; as many as there are losses that can be appealed."""
        rows = await self._rows.find({"member_id": member_id}).to_list(None)
        opened = await self._uow.sealing.opened(DRAFTS, rows)
        return sorted(map(_draft, opened), key=lambda draft: draft.begun_at, reverse=True)

    async def about(self, draft: AppealDraft) -> AppealDraft | None:
        """The one that its member has about the same loss."""
        return await self._one({"member_id": draft.member_id, "loss": draft.loss})

    async def _one(self, asked: Mapping[str, Any]) -> AppealDraft | None:
        row = await self._rows.find_one(asked)
        return _draft(await self._uow.sealing.opened_one(DRAFTS, row)) if row else None

    async def save(self, draft: AppealDraft, done: Sequence[Done]) -> None:
        """
        Raises:
            VersionConflict: another revision was saved meanwhile, or it is gone.
            DuplicateInsert: there is one about this loss, or the command was done.
        """
        rows = {COMMANDS: [done_row(one) for one in done]}
        if draft.revision == 1:
            await self._uow.commit(inserts={**rows, DRAFTS: [_row(draft)]})
            return
        as_read = {"_id": draft.id, "revision": draft.revision - 1}
        replaced = GuardedUpdate(DRAFTS, as_read, {"$set": _row(draft)})
        await self._uow.commit(inserts=rows, updates=[replaced])

    def gone_with(self, draft: AppealDraft) -> ExtraRows:
        """It leaves with the commit that makes an appeal of it, unless it was changed meanwhile."""
        same = {"revision": draft.revision}
        guard = GuardedUpdate(DRAFTS, {"_id": draft.id, **same}, {"$set": same})
        return ExtraRows(guards=[guard], removals=[Removal(DRAFTS, {"_id": draft.id})])

    async def discard(self, id: str) -> None:
        await self._rows.delete_one({"_id": id})

    async def end(self, draft: AppealDraft) -> None:
        """Its time is over; one that was saved meanwhile has another time."""
        await self._rows.delete_one({"_id": draft.id, "revision": draft.revision})


def _row(draft: AppealDraft) -> dict[str, Any]:
    row = plain(draft)
    return {"_id": row.pop("id"), **row, "loss": draft.loss, "next_due": draft.kept_until}


def _draft(row: Mapping[str, Any]) -> AppealDraft:
    return msgspec.convert({**row, "id": row["_id"]}, AppealDraft)
