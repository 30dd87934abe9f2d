"""Counts a campaign anew by its journal, once all is quiet about it."""

import asyncio
from datetime import datetime, timedelta

import msgspec

from infra.kernel.clock import Clock
from services.notify.campaigns.progress_store import CampaignProgress
from services.notify.campaigns.store import CampaignStore
from services.notify.core.ports.stores import JobStore
from services.notify.core.rules.campaign import Campaign

QUIET = timedelta(minutes=10)
"""Long after the last news nobody is between writing an entry and adding it up."""
_POLL_SECONDS = 5.0


class CampaignRecount:
    def __init__(
        self, *, campaigns: CampaignStore, progress: CampaignProgress, jobs: JobStore, clock: Clock
    ) -> None:
        self._campaigns = campaigns
        self._progress = progress
        self._jobs = jobs
        self._clock = clock

    async def run(self, epoch: int) -> None:
        """Counts until cancelled."""
        while True:
            await self.round()
            await asyncio.sleep(_POLL_SECONDS)

    async def round(self) -> None:
        for campaign in await self._campaigns.uncounted():
            await self._count(campaign)

    async def _count(self, campaign: Campaign) -> None:
        if await self._jobs.to_send(campaign.id):
            return
        now = self._clock.now()
        _, _, last = await self._progress.tally(campaign.id, now)
        since = max([campaign.started_at, *([last] if last else [])])
        if now - since < QUIET:
            return
        await self._progress.count_anew(campaign.id, now)
        await self._campaigns.change(
            campaign.id, lambda c: _counted(c, now) if c.state is campaign.state else c
        )


def _counted(campaign: Campaign, now: datetime) -> Campaign:
    return msgspec.structs.replace(campaign, counted_at=now)
