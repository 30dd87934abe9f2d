"""Climbs the ladder with alerts that nobody has received yet."""

from collections.abc import Sequence
from datetime import datetime

from infra.kernel.clock import Clock
from infra.kernel.ids import derived_id
from services.notify.adapters.alerts import Alerts
from services.notify.adapters.jobs import Jobs
from services.notify.adapters.journal import Journal
from services.notify.adapters.queue import JobQueue
from services.notify.adapters.recipients import Recipients
from services.notify.contract.words import Channel, DeliveryState
from services.notify.domain.contacts import Recipient
from services.notify.domain.fanout import Alert, climbing, is_adverse, sending
from services.notify.domain.job import FollowUp, Job, jobs_of
from services.notify.domain.journal import Delivery, Entry, EntryKind, entry
from services.notify.domain.ladder import Climb, Ladders, climb
from services.notify.domain.staff_task import StaffTask, unreached


class Climbing:
    def __init__(
        self,
        *,
        alerts: Alerts,
        journal: Journal,
        jobs: Jobs,
        queue: JobQueue,
        recipients: Recipients,
        ladders: Ladders,
        clock: Clock,
    ) -> None:
        self._alerts = alerts
        self._journal = journal
        self._jobs = jobs
        self._queue = queue
        self._recipients = recipients
        self._ladders = ladders
        self._clock = clock

    async def climb(self, job: Job) -> None:
        """The next rung for each alert of the job."""
        now = self._clock.now()
        alerts = await self._alerts.get_many([item.alert_id for item in job.items])
        deliveries = await self._journal.deliveries(alerts.values())
        steps = {id: self._step(alert, deliveries[id], now) for id, alert in alerts.items()}
        step_of = {id: step for id, step in steps.items() if step != Climb()}
        members = [alerts[id].member_id for id in step_of]
        recipients = await self._recipients.get_many(list(dict.fromkeys(members)))
        ascent = Ascent(job.id, job.campaign, now)
        for id, step in step_of.items():
            alert = alerts[id]
            recipient = recipients.get(alert.member_id)
            ascent.take(alert, step, recipient, deliveries[id])
        await self._write(ascent)
        await self._jobs.done(job.id)

    def _step(self, alert: Alert, deliveries: Sequence[Delivery], now: datetime) -> Climb:
        if alert.useless_at is not None and now >= alert.useless_at and not is_adverse(alert):
            return Climb()  # what came then is told by itself
        ladder = self._ladders.of(alert.topic, adverse=is_adverse(alert))
        return climb(ladder, deliveries, alert.planned_at, now)

    async def _write(self, ascent: "Ascent") -> None:
        """The entries last: until then the job that sends finds that it is too early, and whoever
        takes this job up again after a kill climbs the same way."""
        jobs = ascent.jobs()
        await self._alerts.add_tasks(ascent.tasks)
        await self._jobs.add(jobs)
        await self._journal.add(ascent.entries)
        await self._queue.put(jobs, self._clock.now())


class Ascent:
    """What the alerts of one job come to."""

    def __init__(self, origin: str, campaign: str, now: datetime) -> None:
        self.entries: list[Entry] = []
        self.tasks: list[StaffTask] = []
        self._follow_ups: list[FollowUp] = []
        self._origin, self._campaign, self._now = origin, campaign, now

    def jobs(self) -> list[Job]:
        return jobs_of(self._follow_ups, derived_id("climb", self._origin), campaign=self._campaign)

    def take(
        self, alert: Alert, step: Climb, recipient: Recipient | None, stand: Sequence[Delivery]
    ) -> None:
        for channel in step.send:
            self._plan(alert, channel, recipient)
        if step.again_at is not None:
            self._follow_ups.append(climbing(alert, step.again_at))
        if step.staff:
            self.tasks.append(unreached(alert, stand, self._now))

    def _plan(self, alert: Alert, channel: Channel, recipient: Recipient | None) -> None:
        """An address that was removed meanwhile is a failure: the next rung's turn comes."""
        to = recipient.address(channel) if recipient else ""
        kind = EntryKind.PLANNED if to else EntryKind.FAILED
        noted = entry(
            alert.id, channel, kind, 0, self._now, campaign=alert.campaign, to=to,
            start=DeliveryState.WAITING, reason="" if to else "the address was removed",
        )  # fmt: skip
        self.entries.append(noted)
        if to:
            self._follow_ups.append(sending(alert, channel, to, self._now))
        else:
            self._follow_ups.append(climbing(alert, self._now))
