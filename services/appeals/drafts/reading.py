"""What a member has begun to write, as its member reads it."""

from infra.kernel.clock import Clock
from services.appeals.contract.draft_views import DraftsView, GetDrafts
from services.appeals.drafts.domain.draft import is_over, view_of
from services.appeals.drafts.draft_store import AppealDraftStore


class DraftReading:
    def __init__(self, store: AppealDraftStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def read(self, query: GetDrafts) -> DraftsView:
        drafts, now = await self._store.of_member(query.member_id), self._clock.now()
        files = await self._store.files_of(drafts)
        shown = (view_of(one, files) for one in drafts if not is_over(one, now))
        return DraftsView(drafts=tuple(shown))
