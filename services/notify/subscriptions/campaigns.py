"""Tells everybody: goes through the recipients by id, a batch a commit, from where it stopped."""

import asyncio
from collections import deque

import msgspec

from infra.kernel.clock import Clock
from infra.kernel.ids import derived_id
from infra.unit_of_work import GuardedUpdate, UnitOfWork
from infra.wakeup import Wakeup
from services.notify.adapters.alerts import Alerts
from services.notify.adapters.collections import CAMPAIGNS
from services.notify.adapters.documents import changes
from services.notify.adapters.jobs import Jobs
from services.notify.adapters.queue import JobQueue
from services.notify.adapters.recipients import Recipients
from services.notify.contract.words import CampaignState
from services.notify.domain.campaign import Campaign
from services.notify.domain.contacts import Recipient
from services.notify.domain.job import JobKind
from services.notify.subscriptions.plan import Planner

BATCH = 500
_BATCHES_AHEAD = 3
"""An alert must never stand behind a whole campaign, so only so much is planned ahead."""
_POLL_SECONDS = 1.0
_FULL_SECONDS = 0.05


class Campaigns:
    def __init__(
        self,
        *,
        uow: UnitOfWork,
        alerts: Alerts,
        jobs: Jobs,
        recipients: Recipients,
        planner: Planner,
        queue: JobQueue,
        clock: Clock,
        started: Wakeup,
    ) -> None:
        self._uow = uow
        self._alerts = alerts
        self._jobs = jobs
        self._recipients = recipients
        self._planner = planner
        self._queue = queue
        self._clock = clock
        self._started = started
        self._ahead: deque[str] = deque()

    async def run(self, epoch: int) -> None:
        """Announces until cancelled."""
        while True:
            seen = self._started.seen()
            campaign = await self._alerts.running()
            if campaign is None:
                await self._started.newer_than(seen, _POLL_SECONDS)
            elif await self._far_ahead():
                await asyncio.sleep(_FULL_SECONDS)
            else:
                await self.step(campaign)

    async def step(self, campaign: Campaign) -> Campaign:
        """Plans the next batch and moves the cursor, in one commit."""
        page = await self._recipients.page(campaign.cursor, BATCH)
        if not page:
            return await self._end_of_round(campaign)
        told = await self._not_yet_told(campaign, page)
        batch = await self._planner.plan_campaign(campaign, told)
        moved = msgspec.structs.replace(
            campaign,
            cursor=page[-1].id,
            planned=campaign.planned + len(told),
            members=max(campaign.members, campaign.planned + len(told)),
        )
        await self._save(campaign, moved, batch.inserts())
        batch.count()
        await self._queue.put(batch.jobs, self._clock.now())
        self._ahead.extend([job.id for job in batch.jobs if job.kind is JobKind.SEND][-1:])
        return moved

    async def _far_ahead(self) -> bool:
        """Whether the workers have yet to take up the batches before the last ones."""
        if len(self._ahead) < _BATCHES_AHEAD:
            return False
        if await self._jobs.is_open(self._ahead[0]):
            return True
        self._ahead.popleft()
        return False

    async def _not_yet_told(self, campaign: Campaign, page: list[Recipient]) -> list[Recipient]:
        """Only those who were there when it was announced: later members agree on joining."""
        there = [recipient for recipient in page if recipient.created_at <= campaign.at]
        if campaign.rounds == 1:
            return there
        known = await self._alerts.known([derived_id(campaign.id, r.id) for r in there])
        return [r for r in there if derived_id(campaign.id, r.id) not in known]

    async def _end_of_round(self, campaign: Campaign) -> Campaign:
        """Goes round again when an import put somebody behind the cursor meanwhile."""
        there = await self._recipients.created_until(campaign.at)
        missed = there > campaign.planned and campaign.rounds < 3
        moved = msgspec.structs.replace(
            campaign,
            members=there,
            cursor="" if missed else campaign.cursor,
            rounds=campaign.rounds + 1 if missed else campaign.rounds,
            state=CampaignState.RUNNING if missed else CampaignState.DONE,
        )
        await self._save(campaign, moved, {})
        return moved

    async def _save(
        self, before: Campaign, after: Campaign, inserts: dict[str, list[dict[str, object]]]
    ) -> None:
        guard = {"_id": before.id, "cursor": before.cursor, "rounds": before.rounds}
        update = {"$set": changes(before, after)}
        moved = GuardedUpdate(collection=CAMPAIGNS, filter=guard, update=update)
        await self._uow.commit(inserts=inserts, updates=[moved])
