"""Climbs the ladder with alerts that nobody has received yet."""

from collections.abc import Sequence
from datetime import datetime

from infra.kernel.clock import Clock
from infra.kernel.ids import derived_id
from services.notify.contract.words import Channel, DeliveryState
from services.notify.core.alerts.alert import Alert, is_adverse
from services.notify.core.alerts.fanout import Suppressed, climbing, goes_at, sending
from services.notify.core.alerts.staff_task import StaffTask, unreached
from services.notify.core.deliveries.job import FollowUp, Job, jobs_of
from services.notify.core.deliveries.journal import Delivery, EntryKind, JournalEntry, entry
from services.notify.core.deliveries.ladder import Climb, climb, held_back
from services.notify.core.deliveries.overtaken import Overtaken
from services.notify.core.deliveries.policy import Policy
from services.notify.core.deliveries.receipts import Unreached
from services.notify.core.ports.people import RecipientStore, SuppressionStore
from services.notify.core.ports.stores import (
    AlertStore,
    CampaignRows,
    DeliveryJournal,
    JobStore,
    Queue,
    ReceiptStore,
    TaskStore,
)
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.recipients.suppression import IN_WORDS, refusal
from services.notify.core.rules.alert_rules import FAILURE_AWAITED, SECOND_CHANNEL
from services.notify.core.still_true import Truth
from services.notify.core.stores.jobs import ahead_of_news


class Escalation:
    def __init__(
        self,
        *,
        alerts: AlertStore,
        campaigns: CampaignRows,
        tasks: TaskStore,
        unpassed: ReceiptStore,
        journal: DeliveryJournal,
        jobs: JobStore,
        queue: Queue,
        recipients: RecipientStore,
        suppressions: SuppressionStore,
        truth: Truth,
        policy: Policy,
        clock: Clock,
    ) -> None:
        self._truth = truth
        self._alerts = alerts
        self._campaigns = campaigns
        self._tasks = tasks
        self._unpassed = unpassed
        self._journal = journal
        self._jobs = jobs
        self._queue = queue
        self._recipients = recipients
        self._suppressions = suppressions
        self._policy = policy
        self._clock = clock

    async def climb(self, job: Job) -> None:
        """The next rung for each alert of the job."""
        now = self._clock.now()
        alerts = await self._alerts.get_many([item.alert_id for item in job.items])
        deliveries = await self._journal.deliveries(alerts.values())
        held = await self._truth.of(alerts.values())
        untrue = {id: one.overtaken for id, one in held.items() if one.overtaken}
        resumed_at = await self._resumed_at(job.campaign)
        steps = {
            id: self._step(alert, held_back(deliveries[id], resumed_at), now)
            for id, alert in alerts.items()
            if id not in untrue
        }
        step_of = {id: step for id, step in steps.items() if step != Climb()}
        members = [alerts[id].member_id for id in step_of]
        recipients = await self._recipients.get_many(list(dict.fromkeys(members)))
        suppressed = await self._suppressions.suppressed(
            (channel, r.address(channel)) for r in recipients.values() for channel in SECOND_CHANNEL
        )
        ascent = Ascent(job, now, self._policy, suppressed)
        for id, step in step_of.items():
            alert = alerts[id]
            recipient = recipients.get(alert.member_id)
            ascent.take(alert, step, recipient, deliveries[id])
        for id, by in untrue.items():
            ascent.leave(alerts[id], deliveries[id], by)
        await self._write(ascent)
        await self._jobs.done(job)

    async def _resumed_at(self, id: str) -> datetime | None:
        campaign = await self._campaigns.get(id) if id else None
        return campaign.resumed_at if campaign else None

    def _step(self, alert: Alert, deliveries: Sequence[Delivery], now: datetime) -> Climb:
        if alert.useless_at is not None and now >= alert.useless_at and not is_adverse(alert):
            return Climb()  # what came then is told by itself
        ladder = self._policy.ladders.of(alert.topic, adverse=is_adverse(alert))
        return climb(ladder, deliveries, alert.planned_at, now)

    async def _write(self, ascent: "Ascent") -> None:
        """The entries last: until then the job that sends finds that it is too early, and whoever
        takes this job up again after a kill climbs the same way."""
        jobs = ascent.jobs()
        await self._tasks.add(ascent.tasks)
        await self._unpassed.add_unreached(ascent.unreached)
        async with ahead_of_news(self._jobs, jobs, self._clock):
            await self._journal.add(ascent.entries)
        await self._queue.put(jobs, self._clock.now())


class Ascent:
    """What the alerts of one job come to."""

    def __init__(self, job: Job, now: datetime, policy: Policy, suppressed: Suppressed) -> None:
        self.entries: list[JournalEntry] = []
        self.tasks: list[StaffTask] = []
        self.unreached: list[Unreached] = []
        self._follow_ups: list[FollowUp] = []
        self._job, self._now, self._policy, self._suppressed = job, now, policy, suppressed

    def jobs(self) -> list[Job]:
        origin = derived_id("climb", self._job.id)
        return jobs_of(self._follow_ups, origin, campaign=self._job.campaign)

    def take(
        self, alert: Alert, step: Climb, recipient: Recipient | None, stand: Sequence[Delivery]
    ) -> None:
        held = [self._plan(alert, channel, recipient) for channel in step.send]
        if step.again_at is not None:
            later = max(held, default=self._now) - self._now
            self._follow_ups.append(climbing(alert, step.again_at + later))
        if step.staff:
            self.tasks.append(unreached(alert, stand, self._now))
            if alert.event_type in FAILURE_AWAITED:
                self.unreached.append(Unreached(alert_id=alert.id, at=self._now))

    def leave(self, alert: Alert, stand: Sequence[Delivery], by: Overtaken) -> None:
        """What waits for its turn never has it; what overtook the alert climbs in its place."""
        self.entries += [
            self._noted(alert, one.channel, EntryKind.DROPPED, overtaken=by)
            for one in stand
            if one.state is DeliveryState.WAITING
        ]

    def _plan(self, alert: Alert, channel: Channel, recipient: Recipient | None) -> datetime:
        """Gives when it goes out: quiet hours may hold it back."""
        to = recipient.address(channel) if recipient else ""
        why_not = self._why_not(alert, channel, to)
        if recipient is None or why_not:
            return self._go_on(alert, channel, why_not)
        at = goes_at(alert, channel, recipient, self._policy, self._now)
        self.entries.append(self._noted(alert, channel, EntryKind.PLANNED, to=to, next_due=at))
        self._follow_ups.append(sending(alert, channel, to, at))
        return at

    def _why_not(self, alert: Alert, channel: Channel, to: str) -> str:
        """What came between planning and now."""
        mark = refusal(self._suppressed.get((channel, to)), alert.topic)
        return IN_WORDS[mark.reason] if mark else "" if to else "the address was removed"

    def _go_on(self, alert: Alert, channel: Channel, why: str) -> datetime:
        """A failure: the next rung's turn comes at once."""
        self.entries.append(self._noted(alert, channel, EntryKind.FAILED, reason=why))
        self._follow_ups.append(climbing(alert, self._now))
        return self._now

    def _noted(
        self, alert: Alert, channel: Channel, kind: EntryKind, **more: object
    ) -> JournalEntry:
        return entry(
            alert.id, channel, kind, 0, self._now, campaign=alert.campaign,
            start=DeliveryState.WAITING, **more,
        )  # fmt: skip
