"""Tells everybody: goes through the recipients in slices, a batch a commit, from where it stopped.

Three things happen at once: a page is read, the one before is planned, the one before that is
committed. Each commit is guarded by state and cursor: what was planned ahead when somebody
pauses the campaign, or another process went on with it, is not written.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import NamedTuple, Protocol

import msgspec
from pymongo.errors import CursorNotFound

from infra.concurrency.ahead import ahead
from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock
from infra.kernel.ids import derived_id
from infra.kernel.sentences import both
from infra.storage.changes import VersionConflict
from services.notify.campaigns.audience import Audiences, Page
from services.notify.campaigns.domain.progress import counted_as_planned
from services.notify.contract.words import CampaignState
from services.notify.core.deliveries.job import JobKind
from services.notify.core.ports.stores import AlertStore, CampaignRows, JobStore, Queue
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.rules.campaign import LIFE, Campaign
from services.notify.core.stores.alert_writer import AlertWriter, PlannedAlerts, planned_alerts
from services.notify.core.stores.campaigns import changed_campaign

BATCH = 500
_BATCHES_AHEAD = 3
"""An alert must never stand behind a whole campaign, so only so much is planned ahead."""
_ROUNDS = 3
_POLL_SECONDS = 1.0
_FULL_SECONDS = 0.05
_NOBODY = planned_alerts((), ())


class CampaignPlanner(Protocol):
    async def plan_campaign(
        self, campaign: Campaign, recipients: Sequence[Recipient]
    ) -> PlannedAlerts: ...


class _Next(NamedTuple):
    """`place`: up to where recipients were gone through, whether told or not."""

    place: str
    planned: PlannedAlerts


class CampaignSpreader:
    def __init__(
        self,
        *,
        writer: AlertWriter,
        campaigns: CampaignRows,
        alerts: AlertStore,
        jobs: JobStore,
        audiences: Audiences,
        planner: CampaignPlanner,
        queue: Queue,
        clock: Clock,
        started: Wakeup,
    ) -> None:
        self._writer = writer
        self._campaigns = campaigns
        self._alerts = alerts
        self._jobs = jobs
        self._audiences = audiences
        self._planner = planner
        self._queue = queue
        self._clock = clock
        self._started = started

    async def run(self, epoch: int) -> None:
        """Announces until cancelled."""
        await self._started.keep_at(self._announce, _POLL_SECONDS)

    async def _announce(self) -> bool:
        """One round of whatever is running; whether there was anything."""
        campaign = await self._campaigns.running()
        if campaign is None:
            return False
        # somebody stopped it or went on with it, or it stood still for long: look again
        with contextlib.suppress(VersionConflict, CursorNotFound):
            await self.round(campaign)
        return True

    async def round(self, campaign: Campaign) -> Campaign:
        """Plans everybody from the stored cursor on.

        Raises:
            VersionConflict: somebody stopped it, or went on with it; what was planned until then
                is written, nothing else is.
        """
        if not campaign.members:
            about = await self._audiences.about(campaign.audience, campaign.at)
            campaign = await self._save(campaign, members=about)
        under_way: deque[str] = deque()
        pages = self._audiences.pages(
            campaign.audience, campaign.at, campaign.cursor, BATCH, members=campaign.members
        )
        async with aclosing(ahead(self._planned(campaign, ahead(pages)))) as batches:
            async for one in batches:
                await self._room(campaign, under_way)
                campaign = await self._commit(campaign, one)
                under_way.append(self._last_of(one.planned))
        return await self._end_of_round(campaign)

    async def _planned(
        self, campaign: Campaign, pages: AsyncGenerator[Page]
    ) -> AsyncGenerator[_Next]:
        async with aclosing(pages):
            async for page in pages:
                told = await self._not_yet_told(campaign, page.recipients)
                yield _Next(page.place, await self._planner.plan_campaign(campaign, told))

    async def _commit(self, campaign: Campaign, one: _Next) -> Campaign:
        """The batch and the cursor, in one commit."""
        told = counted_as_planned(campaign, one.planned.alerts)
        moved = await self._save(
            campaign,
            one.planned,
            cursor=one.place,
            members=max(campaign.members, told.planned),
            planned=told.planned,
            to_send=told.to_send,
            filtered=told.filtered,
            open=told.open,
        )
        await self._queue.put(one.planned.jobs, self._clock.now())
        return moved

    async def _room(self, campaign: Campaign, under_way: deque[str]) -> None:
        """Waits until the workers have taken up the batches before the last ones. Workers take up
        nothing of a campaign that was stopped, and others must not wait for it.

        Raises:
            VersionConflict: it was stopped.
        """
        while len(under_way) >= _BATCHES_AHEAD:
            if not under_way[0] or not await self._jobs.is_open(under_way[0]):
                under_way.popleft()
                continue
            stored = await self._campaigns.get(campaign.id)
            if stored is None or stored.state is not CampaignState.RUNNING:
                raise VersionConflict(both("公告已停止。", "The campaign was stopped."))
            await asyncio.sleep(_FULL_SECONDS)

    def _last_of(self, planned: PlannedAlerts) -> str:
        """The last job that goes out now; what waits for the end of quiet hours holds up nobody."""
        now = self._clock.now()
        due = (j.id for j in reversed(planned.jobs) if j.kind is JobKind.SEND and j.next_due <= now)
        return next(due, "")

    async def _not_yet_told(self, campaign: Campaign, page: list[Recipient]) -> list[Recipient]:
        if campaign.rounds == 1:
            return page
        known = await self._alerts.known([derived_id(campaign.id, r.id) for r in page])
        return [r for r in page if derived_id(campaign.id, r.id) not in known]

    async def _end_of_round(self, campaign: Campaign) -> Campaign:
        """Goes round again when an import put somebody behind the cursor meanwhile."""
        there = await self._audiences.count(campaign.audience, campaign.at)
        if there > campaign.planned and campaign.rounds < _ROUNDS:
            return await self._save(campaign, members=there, cursor="", rounds=campaign.rounds + 1)
        done = LIFE.advance(campaign.state, CampaignState.DONE)
        return await self._save(campaign, members=max(there, campaign.planned), state=done)

    async def _save(
        self, before: Campaign, told: PlannedAlerts = _NOBODY, /, **fields: object
    ) -> Campaign:
        after = msgspec.structs.replace(before, **fields)
        if after != before:
            running = CampaignState.RUNNING
            moved = changed_campaign(before, after, "cursor", "rounds", state=running)
            await self._writer.commit(told, updates=[moved])
        return after
