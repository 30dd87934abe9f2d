"""Makes digests at the end of their windows.

A digest's alert, its jobs and the closing of what was collected are one commit, which holds only
if nobody collected anything meanwhile. Done twice, by two at once, or after a kill, it makes one
digest.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from infra.kernel.clock import Clock
from infra.kernel.sentences import both
from infra.log import logger
from infra.storage.changes import DuplicateInsert, VersionConflict
from infra.storage.unit_of_work import retry_on_conflict
from services.notify.core.alerts.alert import Alert
from services.notify.core.alerts.digest_alert import digest_alert, is_of_use
from services.notify.core.alerts.digest_content import DigestEntry, digest_of
from services.notify.core.alerts.fanout import AlertPlan, planned
from services.notify.core.deliveries.job import Job, jobs_of
from services.notify.core.deliveries.policy import Policy
from services.notify.core.ports.people import RecipientStore, SuppressionStore
from services.notify.core.ports.renderer import Renderer, TemplateFault, TemplateVersions
from services.notify.core.ports.stores import AlertStore, JobStore, Queue
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.rules.alert_rules import SECOND_CHANNEL
from services.notify.core.still_true import Truth
from services.notify.core.stores.alert_writer import AlertWriter, planned_alerts
from services.notify.planning.digest_store import DigestStore, changed_digests
from services.notify.planning.domain.collected_digest import CollectedDigest, closed


class DigestMaker:
    def __init__(
        self,
        *,
        writer: AlertWriter,
        digests: DigestStore,
        alerts: AlertStore,
        jobs: JobStore,
        queue: Queue,
        recipients: RecipientStore,
        suppressions: SuppressionStore,
        renderer: Renderer,
        versions: TemplateVersions,
        truth: Truth,
        policy: Policy,
        clock: Clock,
    ) -> None:
        self._truth = truth
        self._writer = writer
        self._collected = digests
        self._alerts = alerts
        self._jobs = jobs
        self._queue = queue
        self._recipients = recipients
        self._suppressions = suppressions
        self._renderer = renderer
        self._versions = versions
        self._policy = policy
        self._clock = clock

    async def make(self, job: Job) -> None:
        """The digests of a claimed job, each unless it was made already."""
        for item in job.items:
            await self._make(item.alert_id)
        await self._jobs.done(job)

    async def _make(self, digest_id: str) -> None:
        async def once() -> None:
            """As it is collected now; it may grow until the commit."""
            collected = (await self._collected.get_many([digest_id])).get(digest_id)
            if collected is not None and not collected.closed:
                await self._commit(collected, await self._plan(collected))

        await retry_on_conflict(once)

    async def _plan(self, collected: CollectedDigest) -> AlertPlan | None:
        """To whoever the member is by now; none if nothing of it is of use any more."""
        now = self._clock.now()
        found = await self._recipients.get_many([collected.member_id])
        recipient = found.get(collected.member_id) or self._policy.stranger(
            collected.member_id, now
        )
        alerts = await self._holding(collected, now)
        content = digest_of(
            collected.member_id, collected.window, await self._entries(alerts, recipient)
        )
        if content is None:
            return None
        suppressed = await self._suppressions.suppressed(
            (channel, recipient.address(channel)) for channel in SECOND_CHANNEL
        )
        return planned(digest_alert(content, recipient, now), recipient, self._policy, suppressed)

    async def _holding(self, collected: CollectedDigest, now: datetime) -> list[Alert]:
        """What still holds of what was collected, as it holds now."""
        alerts = await self._alerts.get_many(collected.alerts)
        held = await self._truth.of(alerts.values())
        return [
            msgspec.structs.replace(alert, facts=dict(held[id].facts)) if id in held else alert
            for id, alert in alerts.items()
            if is_of_use(alert, now) and not (id in held and held[id].overtaken)
        ]

    async def _commit(self, collected: CollectedDigest, plan: AlertPlan | None) -> None:
        """
        Raises:
            VersionConflict: the collected is another than was read; nothing was written.
        """
        alerts = [plan.alert] if plan else []
        jobs = jobs_of(plan.follow_ups, collected.id, fresh=True) if plan else []
        updates = changed_digests([closed(collected)])
        try:
            await self._writer.commit(planned_alerts(alerts, jobs), updates=updates)
        except DuplicateInsert as error:
            raise VersionConflict(
                both("此摘要已由另一进程生成。", "Somebody made this digest at the same moment.")
            ) from error
        await self._queue.put(jobs, self._clock.now())

    async def _entries(self, alerts: Sequence[Alert], recipient: Recipient) -> list[DigestEntry]:
        """In the member's language, each as the inbox says it."""
        await self._versions.ensure(_version(alert, recipient) for alert in alerts)
        entries = [await self._entry(alert, recipient) for alert in alerts]
        return [entry for entry in entries if entry is not None]

    async def _entry(self, alert: Alert, recipient: Recipient) -> DigestEntry | None:
        language, now = recipient.language, self._clock.now()
        facts = await self._alerts.facts_of(alert)
        version = _version(alert, recipient)
        try:
            phrases = self._renderer.phrases(alert, facts, language, now=now, version=version)
        except TemplateFault as fault:
            logger.error("template fault", alert=alert.id, fault=str(fault))
            return None
        return DigestEntry(
            id=alert.id,
            at=alert.planned_at,
            happened_at=alert.at,
            event_type=alert.event_type,
            title=phrases.title,
            text=self._renderer.inbox(phrases, language),
            useless_at=alert.useless_at,
        )


def _version(alert: Alert, recipient: Recipient) -> str:
    """The one that it was worded by; in another language, the one in use there."""
    return alert.version if recipient.language == alert.language else ""
