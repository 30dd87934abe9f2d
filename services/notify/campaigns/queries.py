"""What staff see of campaigns."""

from datetime import datetime

from infra.kernel.clock import Clock
from infra.kernel.paging import page_size
from services.notify.campaigns.audience import Audiences
from services.notify.campaigns.domain.announcement import checked_audience
from services.notify.campaigns.domain.progress import RECENT, view_of
from services.notify.campaigns.progress_store import CampaignProgress
from services.notify.campaigns.store import CampaignStore
from services.notify.contract.campaigns import (
    Audience,
    AudienceView,
    CampaignQuery,
    CampaignsView,
    CampaignView,
    GetAudience,
    GetCampaign,
    GetCampaigns,
)
from services.notify.core.rules.campaign import Campaign


class CampaignReading:
    def __init__(
        self,
        campaigns: CampaignStore,
        audiences: Audiences,
        progress: CampaignProgress,
        clock: Clock,
    ) -> None:
        self._campaigns = campaigns
        self._audiences = audiences
        self._progress = progress
        self._clock = clock

    async def read(self, query: CampaignQuery) -> CampaignView | CampaignsView | AudienceView:
        """
        Raises:
            NotFound: there is no such campaign.
            InvalidInput: there can be no such audience.
        """
        match query:
            case GetCampaign():
                return await self.view(query.event_id)
            case GetCampaigns():
                found = await self._campaigns.newest(page_size(query.first))
                return CampaignsView(campaigns=tuple([await self._view(one) for one in found]))
            case GetAudience():
                asked = checked_audience(query.audience)
                return AudienceView(members=await self.audience(asked, self._clock.now()))

    async def view(self, id: str) -> CampaignView:
        """Raises NotFound: there is no such campaign."""
        return await self._view(await self._campaigns.get(id))

    async def audience(self, audience: Audience, at: datetime) -> int:
        return await self._audiences.count(audience, at)

    async def _view(self, campaign: Campaign) -> CampaignView:
        now = self._clock.now()
        tally, recent, _ = await self._progress.tally(campaign.id, now - RECENT)
        rest = await self._progress.rest(campaign.id)
        return view_of(campaign, tally, rest, recent, now)
