"""Drafts in MongoDB: rows of their own, that leave with the draft."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from pymongo import ASCENDING, IndexModel

from infra.kernel.events import Actor
from infra.process.foundation import COMMANDS
from infra.storage.changes import GuardedUpdate, Removal, plain
from infra.storage.unit_of_work import UnitOfWork
from services.appeals.adapters.documents import DRAFTS, done_row
from services.appeals.contract.evidence import EvidenceFile
from services.appeals.contract.evidence_events import KeptFile
from services.appeals.drafts.domain.draft import AppealDraft
from services.appeals.ports import DraftedFiles
from services.appeals.rows import ExtraRows

INDEXES: dict[str, list[IndexModel]] = {
    DRAFTS: [
        IndexModel([("member_id", ASCENDING), ("loss", ASCENDING)], unique=True),
        IndexModel([("next_due", ASCENDING)]),
    ]
}


class AppealDraftStore:
    def __init__(self, uow: UnitOfWork, files: DraftedFiles) -> None:
        self._uow = uow
        self._rows = uow.db[DRAFTS]
        self._files = files

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

    async def files_of(self, drafts: Iterable[AppealDraft]) -> list[EvidenceFile]:
        return await self._files.of([draft.id for draft in drafts if draft.files])

    async def save(self, draft: AppealDraft, extra: ExtraRows) -> None:
        """With what else is written then.

        Raises:
            VersionConflict: another revision was saved meanwhile, or it is gone.
            DuplicateInsert: there is one about this loss, or the command was done.
        """
        rows = {**extra.rows, COMMANDS: [done_row(one) for one in extra.done]}
        if draft.revision == 1:
            await self._uow.commit(inserts={**rows, DRAFTS: [_row(draft)]})
            return
        as_read = {"_id": draft.id, "revision": draft.revision - 1}
        replaced = GuardedUpdate(DRAFTS, as_read, {"$set": _row(draft)})
        await self._uow.commit(
            inserts=rows, updates=[replaced, *extra.guards], removals=extra.removals
        )

    def handed_in(self, draft: AppealDraft, number: str, message_id: str) -> ExtraRows:
        """It leaves with the commit that makes an appeal of it, unless it was changed meanwhile,
        and its files go along."""
        moved = self._files.moved(draft.files, number, message_id)
        return ExtraRows(guards=[_as_read(draft), *moved], removals=[_gone(draft)])

    async def end(self, draft: AppealDraft, by: Actor, now: datetime) -> None:
        """With its files.

        Raises:
            VersionConflict: it was changed meanwhile, or is gone.
        """
        files = self._files.gone(draft.files, by, now)
        await self._uow.commit(
            inserts=files.rows,
            updates=[_as_read(draft)],
            removals=[_gone(draft), *files.removals],
        )

    def without(self, files: Sequence[KeptFile], by: Actor, now: datetime) -> ExtraRows:
        """Files that a draft does not keep any more, with the commit that says so."""
        return self._files.gone(files, by, now)


def _as_read(draft: AppealDraft) -> GuardedUpdate:
    same = {"revision": draft.revision}
    return GuardedUpdate(DRAFTS, {"_id": draft.id, **same}, {"$set": same})


def _gone(draft: AppealDraft) -> Removal:
    return Removal(DRAFTS, {"_id": draft.id})


def _row(draft: AppealDraft) -> dict[str, Any]:
    row = plain(draft)
    return {"_id": row.pop("id"), **row, "loss": draft.loss, "next_due": draft.kept_until}


def _draft(row: Mapping[str, Any]) -> AppealDraft:
    return msgspec.convert({**row, "id": row["_id"]}, AppealDraft)
