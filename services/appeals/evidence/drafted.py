"""Files that a draft keeps: they go where it goes, in the same commit."""

from collections.abc import Collection, Sequence
from datetime import datetime

from infra.kernel.events import Actor
from infra.kernel.ids import new_id
from infra.storage.changes import GuardedUpdate, Removal
from services.appeals.contract.evidence import EvidenceFile
from services.appeals.contract.evidence_events import KeptFile
from services.appeals.evidence.domain.upload import rubbish
from services.appeals.evidence.file_store import FILES, UPLOADS, FileStore, upload_row
from services.appeals.rows import ExtraRows


class FilesOfDrafts:
    """Implements `DraftedFiles`."""

    def __init__(self, store: FileStore) -> None:
        self._store = store

    async def of(self, draft_ids: Collection[str]) -> list[EvidenceFile]:
        return await self._store.of_drafts(draft_ids) if draft_ids else []

    def moved(
        self, files: Sequence[KeptFile], number: str, message_id: str
    ) -> Sequence[GuardedUpdate]:
        there = {"metadata.number": number, "metadata.message_id": message_id}
        change = {"$set": there, "$unset": {"metadata.draft_id": ""}}
        return [GuardedUpdate(FILES, {"_id": one.id}, change) for one in files]

    def gone(self, files: Sequence[KeptFile], by: Actor, now: datetime) -> ExtraRows:
        """Without a row they are no files; their pieces are swept."""
        if not files:
            return ExtraRows()
        left = [upload_row(rubbish(new_id(), one.id, by, now)) for one in files]
        removed = Removal(FILES, {"_id": {"$in": [one.id for one in files]}})
        return ExtraRows(rows={UPLOADS: left}, removals=[removed])
