"""Campaigns, as stored."""

import time
from collections.abc import Callable

from infra.kernel.errors import NotFound
from infra.kernel.sentences import both
from infra.storage.mongo import Database
from infra.storage.unit_of_work import UnitOfWork, retry_on_conflict
from services.notify.contract.words import CampaignState
from services.notify.core.rules.campaign import Campaign
from services.notify.core.stores.campaigns import (
    StoredCampaigns,
    changed_campaign,
    new_campaigns,
)

_FRESH_SECONDS = 0.5


class CampaignStore:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._stored = StoredCampaigns(uow.db)

    async def get(self, id: str) -> Campaign:
        """
        Raises:
            NotFound: there is no such campaign.
        """
        campaign = await self._stored.get(id)
        if campaign is None:
            raise NotFound(
                both("没有这个公告。", "There is no such announcement."), field="campaignId"
            )
        return campaign

    async def newest(self, limit: int) -> list[Campaign]:
        return await self._stored.newest(limit)

    async def uncounted(self) -> list[Campaign]:
        return await self._stored.uncounted()

    async def start(self, campaign: Campaign) -> None:
        """
        Raises:
            DuplicateInsert: it is there already.
        """
        await self._uow.commit(inserts=new_campaigns([campaign]))

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
            if after != before:
                row = changed_campaign(before, after, state=before.state)
                await self._uow.commit(updates=[row])
            return before, after

        return await retry_on_conflict(once)


class CampaignStates:
    """What workers ask before they send."""

    def __init__(self, db: Database) -> None:
        self._stored = StoredCampaigns(db)
        self._seen: dict[str, tuple[float, CampaignState | None]] = {}

    async def lately(self, id: str) -> CampaignState | None:
        """As it was half a second ago at most."""
        at, state = self._seen.get(id, (-_FRESH_SECONDS, None))
        return state if time.monotonic() - at < _FRESH_SECONDS else await self.now(id)

    async def now(self, id: str) -> CampaignState | None:
        asked = time.monotonic()
        state = await self._stored.state(id)
        self._seen[id] = asked, state
        return state
