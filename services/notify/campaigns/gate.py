"""What is planned of a campaign goes out only while nobody has stopped it.

Jobs that are under way when it is stopped are finished: 50 messages each. What was sent is still
asked about, whatever became of the campaign.
"""

from datetime import timedelta

from infra.kernel.clock import Clock
from services.notify.campaigns.store import CampaignStates
from services.notify.contract.words import CampaignState, Topic
from services.notify.core.deliveries.delivery_update import DeliveryUpdate
from services.notify.core.deliveries.job import Item, Job, JobKind
from services.notify.core.deliveries.journal import EntryKind, entry
from services.notify.core.ports.stores import JobStore
from services.notify.core.rules.campaign import CANCELLED
from services.notify.core.stores.settling import Settling

_LOOK_AGAIN = timedelta(minutes=10)
"""Resuming makes due what was put off. This is for what it missed."""


class CampaignGate:
    def __init__(
        self, states: CampaignStates, jobs: JobStore, settling: Settling, clock: Clock
    ) -> None:
        self._states = states
        self._jobs = jobs
        self._settling = settling
        self._clock = clock

    async def stops(self, job: Job) -> bool:
        """Whether a claimed job is not to be done: then it was put off, or it is over."""
        if not job.campaign or job.kind not in (JobKind.SEND, JobKind.CLIMB):
            return False
        state = await self._states.lately(job.campaign)
        if state is CampaignState.PAUSED:
            await self._put_off(job)
        elif state is CampaignState.CANCELLED:
            await self._settling.finish(job, self._over(job))
        else:
            return False
        return True

    async def _put_off(self, job: Job) -> None:
        """It may be resumed at this very moment, before there was anything to make due."""
        await self._jobs.put_off(job, self._clock.now() + _LOOK_AGAIN)
        if await self._states.now(job.campaign) is not CampaignState.PAUSED:
            await self._jobs.hurry(job.campaign)

    def _over(self, job: Job) -> list[tuple[Topic, DeliveryUpdate]]:
        """Nothing follows: no other channel is tried."""
        if job.kind is JobKind.CLIMB:
            return []
        return [(item.topic, self._not_sent(job, item)) for item in job.items]

    def _not_sent(self, job: Job, item: Item) -> DeliveryUpdate:
        """Outranked by whatever another job for the same delivery may have begun."""
        noted = entry(
            item.alert_id, job.channel, EntryKind.FAILED, item.attempt, self._clock.now(),
            campaign=job.campaign, reason=CANCELLED,
        )  # fmt: skip
        return DeliveryUpdate(entry=noted)
