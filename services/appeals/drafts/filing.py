"""Files that come to a draft, and leave it."""

from collections.abc import Awaitable, Callable, Sequence

from infra.kernel.events import Actor
from services.appeals.context import Context
from services.appeals.contract.drafts import RemoveDraftFile
from services.appeals.contract.evidence_events import KeptFile
from services.appeals.drafts.domain.draft import (
    AppealDraft,
    is_over,
    no_such_draft,
    require_room,
    with_files,
    without_file,
)
from services.appeals.drafts.draft_store import AppealDraftStore
from services.appeals.rows import ExtraRows


class DraftFiling:
    """Implements `DraftsWithFiles`."""

    def __init__(self, ctx: Context, store: AppealDraftStore) -> None:
        self._ctx = ctx
        self._store = store

    async def held(self, id: str, member_id: str) -> AppealDraft:
        """
        Raises:
            NotFound: no such draft of this member.
        """
        draft = await self._store.load(id)
        if draft is None or draft.member_id != member_id or is_over(draft, self._ctx.now()):
            raise no_such_draft()
        return draft

    async def require_room(self, draft_id: str, by: Actor, more: int) -> None:
        require_room(await self.held(draft_id, by.id), more)

    async def keep(
        self,
        draft_id: str,
        files: Sequence[KeptFile],
        by: Actor,
        written: Callable[[Sequence[KeptFile]], Awaitable[ExtraRows]],
    ) -> None:
        draft = await self.held(draft_id, by.id)
        changed, fresh = with_files(draft, files, self._ctx.now())
        await self._store.save(changed, await written(fresh))

    async def remove(self, command: RemoveDraftFile, by: Actor) -> None:
        """
        Raises:
            VersionConflict: the draft was changed meanwhile.
        """
        draft, now = await self.held(command.draft_id, command.member_id), self._ctx.now()
        changed, gone = without_file(draft, command.file_id, now)
        if gone:
            await self._store.save(changed, self._store.without(gone, by, now))
