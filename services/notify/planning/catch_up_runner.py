"""Plans what was filtered for want of an address, once the address is known.

What it does can be done again without harm, and its cause is removed last: a kill at any line
makes the next round do the rest. Two who do it at the same time leave two
jobs for one delivery; it is sent by the one that begins first.
"""

from collections import defaultdict
from collections.abc import Sequence

from infra.concurrency.wakeup import Wakeup
from infra.kernel.batches import batched
from infra.kernel.clock import Clock
from infra.kernel.ids import new_id
from services.notify.core.alerts.alert import Alert
from services.notify.core.alerts.catch_up import (
    OUTSIDE,
    CatchUp,
    addressed_to,
    after_all,
    closed,
    planned_after_all,
)
from services.notify.core.deliveries.job import FollowUp, jobs_of
from services.notify.core.deliveries.journal import JournalEntry
from services.notify.core.deliveries.policy import Policy
from services.notify.core.ports.people import RecipientStore, SuppressionStore
from services.notify.core.ports.stores import (
    AlertStore,
    CatchUpStore,
    DeliveryJournal,
    JobStore,
    Queue,
)
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.stores.jobs import ahead_of_news

_AT_ONCE = 10
_PART = 50
_POLL_SECONDS = 0.5


class CatchUpRunner:
    """`reachable` is kicked when an address was written."""

    def __init__(
        self,
        *,
        catch_ups: CatchUpStore,
        recipients: RecipientStore,
        suppressions: SuppressionStore,
        alerts: AlertStore,
        journal: DeliveryJournal,
        jobs: JobStore,
        queue: Queue,
        policy: Policy,
        clock: Clock,
        reachable: Wakeup,
    ) -> None:
        self._catch_ups = catch_ups
        self._recipients = recipients
        self._suppressions = suppressions
        self._alerts = alerts
        self._journal = journal
        self._jobs = jobs
        self._queue = queue
        self._policy = policy
        self._clock = clock
        self._reachable = reachable

    async def run(self, epoch: int) -> None:
        """Catches up until cancelled."""
        await self._reachable.keep_at(self.round, _POLL_SECONDS)

    async def round(self) -> int:
        """The oldest few; gives how many there were."""
        found = await self._catch_ups.oldest(_AT_ONCE)
        for catch_up in found:
            await self._look_at(catch_up)
            await self._catch_ups.done(catch_up)
        return len(found)

    async def _look_at(self, catch_up: CatchUp) -> None:
        members = list({gap.member_id for gap in catch_up.gaps})
        recipients = await self._recipients.get_many(members)
        for some in batched(sorted(closed(catch_up.gaps, recipients)), _PART):
            for alerts in batched(await self._alerts.of_members(some), _PART):
                await self._plan(alerts, recipients)

    async def _plan(self, alerts: Sequence[Alert], recipients: dict[str, Recipient]) -> None:
        """The alerts first: a mail is worded from its alert at any time after it is planned. The
        entries last: until then whoever sends finds that it is too early."""
        now = self._clock.now()
        stored = await self._journal.deliveries(alerts)
        suppressed = await self._suppressions.suppressed(
            (channel, r.address(channel)) for r in recipients.values() for channel in OUTSIDE
        )
        told: list[tuple[Alert, Alert]] = []
        follow_ups: dict[str, list[FollowUp]] = defaultdict(list)
        entries: list[JournalEntry] = []
        for alert in alerts:
            recipient = recipients[alert.member_id]
            plan = after_all(
                alert, stored[alert.id], recipient, self._policy, now, suppressed=suppressed
            )
            if plan is None:
                continue
            told.append((alert, addressed_to(alert, recipient)))
            follow_ups[alert.campaign] += plan.follow_ups
            entries += planned_after_all(plan, now)
        jobs = [
            job
            for campaign, some in follow_ups.items()
            for job in jobs_of(some, new_id(), campaign=campaign)
        ]
        await self._alerts.apply_all(told)
        async with ahead_of_news(self._jobs, jobs, self._clock):
            await self._journal.add(entries)
        await self._queue.put(jobs, now)
