"""Campaigns, as stored."""

import time
from collections.abc import Callable

from pymongo import DESCENDING

from infra.kernel.errors import NotFound
from infra.kernel.sentences import both
from infra.storage.mongo import Database
from infra.storage.unit_of_work import GuardedUpdate, UnitOfWork, retry_on_conflict
from services.notify.contract.words import CampaignState
from services.notify.core.rules.campaign import Campaign
from services.notify.core.stores.collections import CAMPAIGNS
from services.notify.core.stores.documents import changes, from_document, to_document

_FRESH_SECONDS = 0.5


class CampaignStore:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._rows = uow.db[CAMPAIGNS]

    async def get(self, id: str) -> Campaign:
        """
        Raises:
            NotFound: there is no such campaign.
        """
        row = await self._rows.find_one({"_id": id})
        if row is None:
            raise NotFound(
                both("没有这个公告。", "There is no such announcement."), field="campaignId"
            )
        return from_document(row, Campaign)

    async def newest(self, limit: int) -> list[Campaign]:
        cursor = self._rows.find({}).sort([("started_at", DESCENDING), ("_id", DESCENDING)])
        return [from_document(row, Campaign) async for row in cursor.limit(limit)]

    async def uncounted(self) -> list[Campaign]:
        """Those that are planned, or never will be, and were not counted since."""
        over = [CampaignState.DONE, CampaignState.CANCELLED]
        cursor = self._rows.find({"state": {"$in": over}, "counted_at": None})
        return [from_document(row, Campaign) async for row in cursor]

    async def start(self, campaign: Campaign) -> None:
        """
        Raises:
            DuplicateInsert: it is there already.
        """
        await self._uow.commit(inserts={CAMPAIGNS: [to_document(campaign)]})

    async def change(
        self, id: str, decide: Callable[[Campaign], Campaign]
    ) -> tuple[Campaign, Campaign]:
        """Before and after; decides again when it moved meanwhile.

        Raises:
            NotFound: there is no such campaign.
        """

        async def once() -> tuple[Campaign, Campaign]:
            before = await self.get(id)
            after = decide(before)
            if update := changes(before, after):
                guard = {"_id": id, "state": before.state}
                row = GuardedUpdate(CAMPAIGNS, guard, {"$set": update})
                await self._uow.commit(updates=[row])
            return before, after

        return await retry_on_conflict(once)


class CampaignStates:
    """What workers ask before they send."""

    def __init__(self, db: Database) -> None:
        self._rows = db[CAMPAIGNS]
        self._seen: dict[str, tuple[float, CampaignState | None]] = {}

    async def lately(self, id: str) -> CampaignState | None:
        """As it was half a second ago at most."""
        at, state = self._seen.get(id, (-_FRESH_SECONDS, None))
        return state if time.monotonic() - at < _FRESH_SECONDS else await self.now(id)

    async def now(self, id: str) -> CampaignState | None:
        asked = time.monotonic()
        row = await self._rows.find_one({"_id": id}, {"state": 1})
        state = CampaignState(row["state"]) if row else None
        self._seen[id] = asked, state
        return state
