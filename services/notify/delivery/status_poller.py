"""Asks the provider about deliveries that nobody knows the end of."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence

import msgspec

from infra.kernel.clock import Clock
from services.notify.contract.words import Channel, DeliveryState
from services.notify.core.alerts.alert import Alert
from services.notify.core.deliveries.delivery_update import (
    NOT_BOUNCED,
    DeliveryUpdate,
    OutcomePolicy,
)
from services.notify.core.deliveries.job import Item, Job, JobKind
from services.notify.core.deliveries.journal import Delivery
from services.notify.core.deliveries.policy import Policy
from services.notify.core.deliveries.results import Accepted, Delivered, Result
from services.notify.core.ports.people import SuppressionStore
from services.notify.core.ports.providers import ProviderSilent, SmsProvider, found_at
from services.notify.core.ports.stores import AlertStore, DeliveryJournal
from services.notify.core.stores.settling import Settling
from services.notify.delivery.wording import Worded, Wording

AT_ONCE = 16
_ALERTS_OF_A_NUMBER = 200
Ask = Callable[[OutcomePolicy, Job, Item, Alert], Awaitable[DeliveryUpdate]]


class StatusPoller:
    def __init__(
        self,
        *,
        alerts: AlertStore,
        journal: DeliveryJournal,
        settling: Settling,
        wording: Wording,
        sms: Mapping[str, SmsProvider],
        policy: Policy,
        suppressions: SuppressionStore,
        clock: Clock,
    ) -> None:
        self._alerts = alerts
        self._journal = journal
        self._settling = settling
        self._wording = wording
        self._sms = sms
        self._policy = policy
        self._suppressions = suppressions
        self._clock = clock
        self._rng = random.Random()
        self._places = asyncio.Semaphore(AT_ONCE)

    async def look_up(self, job: Job) -> None:
        """What became of sends whose answer nobody got?"""
        await self._ask(job, DeliveryState.UNKNOWN, self._look_up)

    async def poll(self, job: Job) -> None:
        """How far did the provider get with what it accepted?"""
        await self._ask(job, DeliveryState.ACCEPTED, self._poll)

    async def _ask(self, job: Job, state: DeliveryState, ask: Ask) -> None:
        """Only about those that are still in this state, in the attempt that is asked about."""
        alerts = await self._alerts.get_many([item.alert_id for item in job.items])
        deliveries = await self._journal.deliveries(alerts.values())
        open_ones = [
            item
            for item in job.items
            if _is_open(item, job.channel, state, deliveries.get(item.alert_id, ()))
        ]
        # one clock for all: what is asked about again is asked about together
        order, now = self._policy.order(job.channel), self._clock.now()
        teller = OutcomePolicy(job.channel, now, self._rng, campaign=job.campaign, order=order)
        news = await asyncio.gather(
            *(self._one(ask, teller, job, item, alerts[item.alert_id]) for item in open_ones)
        )
        told = [(i.topic, n) for i, n in zip(open_ones, news, strict=True)]
        await self._settling.finish(job, told)

    async def _one(
        self, ask: Ask, teller: OutcomePolicy, job: Job, item: Item, alert: Alert
    ) -> DeliveryUpdate:
        async with self._places:
            try:
                return await ask(teller, job, item, alert)
            except ProviderSilent:
                return teller.silent(item, job.kind)

    async def _look_up(
        self, teller: OutcomePolicy, job: Job, item: Item, alert: Alert
    ) -> DeliveryUpdate:
        text = item.text or await self._text(job.channel, item)
        if not isinstance(text, str):
            return teller.looked_up(item, None)  # without words nothing was sent
        asked = [item.provider] if item.provider else list(self._sms)
        since = item.since or alert.planned_at
        found = await found_at(self._sms, asked, item.to, text, since)
        known = await self._known_to(alert) if found else set()
        ours = next((one for one in found if one.message_id not in known), None)
        if ours is None:
            return teller.looked_up(item, None)
        item = msgspec.structs.replace(item, provider=ours.provider)
        return teller.looked_up(item, (ours.message_id, ours.result))

    async def _text(self, channel: Channel, item: Item) -> Worded:
        """Codes are kept nowhere."""
        return (await self._wording.of(channel, [item], self._clock.now()))[item.alert_id]

    async def _known_to(self, alert: Alert) -> set[str]:
        """Messages that other deliveries to this member are known by."""
        others = await self._alerts.latest(alert.member_id, _ALERTS_OF_A_NUMBER + 1)
        entries = await self._journal.of([other.id for other in others])
        return {e.provider_id for found in entries.values() for e in found if e.provider_id}

    async def _poll(
        self, teller: OutcomePolicy, job: Job, item: Item, alert: Alert
    ) -> DeliveryUpdate:
        if job.channel is Channel.EMAIL:
            return teller.of(item, Delivered(reason=NOT_BOUNCED))
        result = await self._status(item, alert)
        if result is None or isinstance(result, Accepted):
            return teller.silent(item, JobKind.ASK)
        await self._suppressions.learn(item.member_id, job.channel, item.to, result)
        return teller.of(item, result)

    async def _status(self, item: Item, alert: Alert) -> Result | None:
        """Whoever has it is asked first; who that is, a row of before may not say."""
        since = item.since or alert.planned_at
        for name in sorted(self._sms, key=lambda one: one != item.provider):
            result = await self._sms[name].status(item.provider_id, item.to, since)
            if result is not None:
                return result
        return None


def _is_open(
    item: Item, channel: Channel, state: DeliveryState, deliveries: Sequence[Delivery]
) -> bool:
    return any(
        d.channel is channel and d.state is state and d.attempts == item.attempt for d in deliveries
    )
