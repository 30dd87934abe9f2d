"""Finds jobs that are due and in no queue, and those whose worker died."""

import random
from collections.abc import Sequence
from datetime import datetime

import msgspec

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock
from infra.kernel.ids import new_id
from services.notify.contract.words import Channel, Topic
from services.notify.core.deliveries.delivery_update import DeliveryUpdate, OutcomePolicy
from services.notify.core.deliveries.job import FollowUp, Item, Job, JobKind
from services.notify.core.deliveries.journal import EntryKind, JournalEntry, delivery_id
from services.notify.core.deliveries.policy import Policy
from services.notify.core.deliveries.results import RetryAt, Unknown
from services.notify.core.ports.stores import DeliveryJournal, JobStore, Queue
from services.notify.core.stores.settling import Settling

_BATCH = 200
_POLL_SECONDS = 1.0
_LOST = Unknown(reason="the worker stopped between sending and recording")
_NOT_HANDED_OVER = RetryAt(reason="the worker stopped before the mail was handed over")


class JobSweeper:
    """`due` is kicked when a job is seen to be due."""

    def __init__(
        self,
        *,
        due: Wakeup,
        jobs: JobStore,
        journal: DeliveryJournal,
        settling: Settling,
        queue: Queue,
        policy: Policy,
        clock: Clock,
    ) -> None:
        self._due = due
        self._jobs = jobs
        self._journal = journal
        self._settling = settling
        self._queue = queue
        self._policy = policy
        self._clock = clock
        self._rng = random.Random()

    async def run(self, epoch: int) -> None:
        """Sweeps until cancelled."""
        await self._due.keep_at(self.sweep, _POLL_SECONDS)

    async def sweep(self) -> int:
        """One round; gives how many jobs it took up."""
        lost = await self._jobs.abandoned(_BATCH)
        for job in lost:
            await self._take_over(job)
        due = await self._jobs.take_due(_BATCH)
        await self._queue.put(due, self._clock.now())
        return len(lost) + len(due)

    async def _take_over(self, job: Job) -> None:
        """Asking twice does no harm; sending twice would."""
        if job.kind is not JobKind.SEND:
            await self._jobs.release(job)
            return
        left = await self._jobs.take_over(job, new_id())
        if left is not None:
            news = await self._unclear(left)
            await self._settling.finish(left, news, origin=f"{left.id}/left")

    async def _unclear(self, job: Job) -> list[tuple[Topic, DeliveryUpdate]]:
        """What was to be sent and has no end in the journal: nobody knows whether it went out. What
        was certainly not begun is sent after all."""
        entries = await self._journal.of([item.alert_id for item in job.items])
        await self._journal.doubt(job.campaign, self._ids(job))
        now = self._clock.now()
        return [
            (item.topic, self._news(item, job, entries.get(item.alert_id, ()), now))
            for item in job.items
        ]

    def _ids(self, job: Job) -> list[str]:
        return [delivery_id(item.alert_id, job.channel) for item in job.items]

    def _news(
        self, item: Item, job: Job, entries: Sequence[JournalEntry], now: datetime
    ) -> DeliveryUpdate:
        attempt = item.attempt + 1
        kinds = {e.kind for e in entries if e.channel is job.channel and e.attempt >= attempt}
        if kinds - {EntryKind.BEGUN}:
            return DeliveryUpdate()
        if not kinds and not job.fresh:
            again = FollowUp(kind=JobKind.SEND, channel=job.channel, due=now, item=item)
            return DeliveryUpdate(follow_up=again)
        tried = msgspec.structs.replace(item, attempt=attempt, since=job.claimed_at)
        order = self._policy.order(job.channel)
        teller = OutcomePolicy(job.channel, now, self._rng, campaign=job.campaign, order=order)
        return teller.of(tried, _NOT_HANDED_OVER if _is_unsent(item, job) else _LOST)


def _is_unsent(item: Item, job: Job) -> bool:
    """Certainly: only mails are written down before they are handed over."""
    noted = job.channel is Channel.EMAIL and job.handed is not None
    return noted and item.alert_id not in (job.handed or ())
