"""Plans what was filtered for want of an address, once the address is known.

What it does can be done again without harm, and its cause is removed last: a kill at any line
makes the next round do the rest. The sweeper enqueues what was planned.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from infra.wakeup import Wakeup
from services.notify.adapters.alerts import Alerts
from services.notify.adapters.catch_ups import CatchUps
from services.notify.adapters.deliveries import Deliveries
from services.notify.adapters.metrics import count_planned
from services.notify.adapters.recipients import Recipients
from services.notify.domain.catch_up import CatchUp, addressed_to, closed, told_elsewhere
from services.notify.domain.contacts import Recipient
from services.notify.domain.delivery import Delivery
from services.notify.domain.fanout import Alert
from services.notify.subscriptions.plan import Planner

_AT_ONCE = 10
_PART = 50
_POLL_SECONDS = 0.5
T = TypeVar("T")


class CatchingUp:
    """`reachable` is kicked when an address was written."""

    def __init__(
        self,
        *,
        catch_ups: CatchUps,
        recipients: Recipients,
        alerts: Alerts,
        deliveries: Deliveries,
        planner: Planner,
        reachable: Wakeup,
    ) -> None:
        self._catch_ups = catch_ups
        self._recipients = recipients
        self._alerts = alerts
        self._deliveries = deliveries
        self._planner = planner
        self._reachable = reachable

    async def run(self, epoch: int) -> None:
        """Catches up until cancelled."""
        while True:
            seen = self._reachable.seen()
            if not await self.round():
                await self._reachable.newer_than(seen, _POLL_SECONDS)

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
        for part in _parts(sorted(closed(catch_up.gaps, recipients))):
            for alerts in _parts(await self._alerts.of_members(part)):
                await self._plan(alerts, recipients)

    async def _plan(self, alerts: Sequence[Alert], recipients: dict[str, Recipient]) -> None:
        """The alerts first: a mail is worded from its alert at any time after it is planned."""
        stored = await self._deliveries.of_alerts(alerts)
        told: list[tuple[Alert, Alert]] = []
        planned: list[tuple[Delivery, Delivery]] = []
        for alert in alerts:
            if told_elsewhere(stored[alert.id]):
                continue
            recipient = recipients[alert.member_id]
            theirs = addressed_to(alert, recipient)
            moved = await self._after_all(stored[alert.id], theirs, recipient)
            told += [(alert, theirs)] if moved else []
            planned += moved
        await self._alerts.apply_all(told)
        await self._deliveries.apply_all(planned)
        for _, delivery in planned:
            count_planned(delivery)

    async def _after_all(
        self, deliveries: Sequence[Delivery], alert: Alert, recipient: Recipient
    ) -> list[tuple[Delivery, Delivery]]:
        facts = await self._alerts.facts_of(alert)
        found = [(d, self._planner.after_all(d, alert, facts, recipient)) for d in deliveries]
        return [(before, after) for before, after in found if after is not before]


def _parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), _PART):
        yield values[start : start + _PART]
