"""Writes down what came of a job, and what is to follow.

First what follows, then what came of it, then that the job is done. Each step can be repeated
without harm, so a kill between any two of them loses nothing: the job is still there, its lease
ends, and whoever takes it up finds in the journal what is known already.
"""

from collections.abc import Sequence

from infra.kernel.clock import Clock
from services.notify.contract.words import Topic
from services.notify.core.deliveries.delivery_update import DeliveryUpdate
from services.notify.core.deliveries.job import Job, jobs_of
from services.notify.core.deliveries.journal import EntryKind, JournalEntry
from services.notify.core.ports.stores import (
    AlertStore,
    DeadLetterStore,
    DeliveryJournal,
    JobStore,
    Queue,
    ReceiptStore,
)
from services.notify.core.rules.campaign import CANCELLED
from services.notify.core.stores.jobs import ahead_of_news
from services.notify.core.stores.metrics import count_outcome


class Settling:
    def __init__(
        self,
        *,
        alerts: AlertStore,
        journal: DeliveryJournal,
        jobs: JobStore,
        unpassed: ReceiptStore,
        dead_letters: DeadLetterStore,
        queue: Queue,
        clock: Clock,
    ) -> None:
        self._alerts = alerts
        self._unpassed = unpassed
        self._dead_letters = dead_letters
        self._journal = journal
        self._jobs = jobs
        self._queue = queue
        self._clock = clock

    async def finish(
        self, job: Job, news: Sequence[tuple[Topic, DeliveryUpdate]], *, origin: str = ""
    ) -> None:
        await self.tell(news, origin=origin or job.id, campaign=job.campaign)
        await self._jobs.done(job)

    async def tell(
        self, news: Sequence[tuple[Topic, DeliveryUpdate]], *, origin: str, campaign: str = ""
    ) -> None:
        """`origin`: the same news of the same origin leads to the same jobs."""
        follow_ups = [one.follow_up for _, one in news if one.follow_up]
        jobs = jobs_of(follow_ups, origin, campaign=campaign)
        entries = [one.entry for _, one in news if one.entry]
        async with ahead_of_news(self._jobs, jobs, self._clock):
            await self._pass_on(campaign, entries)
            await self._dead_letters.add(
                e for e in entries if e.kind is EntryKind.FAILED and e.reason != CANCELLED
            )
            await self._journal.add(entries)
        for topic, one in news:
            if one.entry:
                count_outcome(one.entry, topic)
        await self._queue.put(jobs, self._clock.now())

    async def _pass_on(self, campaign: str, entries: Sequence[JournalEntry]) -> None:
        """Receipts of announcements and of warnings, for those who wait for them."""
        received = [e for e in entries if e.kind is EntryKind.DELIVERED]
        if received and not campaign:
            awaited = await self._alerts.awaited([e.alert_id for e in received])
            received = [e for e in received if e.alert_id in awaited]
        if received:
            await self._unpassed.add(campaign, received)
