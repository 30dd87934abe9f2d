"""Sends what is planned: a job at a time, its items at once."""

import asyncio
import itertools
import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from infra.kernel.clock import Clock
from services.notify.contract.words import Channel, DeliveryState, Topic
from services.notify.core.alerts.alert import Alert
from services.notify.core.deliveries.delivery_update import DeliveryUpdate, OutcomePolicy
from services.notify.core.deliveries.job import FollowUp, Item, Job, JobKind
from services.notify.core.deliveries.journal import Delivery, EntryKind, JournalEntry, entry
from services.notify.core.deliveries.policy import Policy
from services.notify.core.gates.provider_gates import ProviderGates
from services.notify.core.ports.people import SuppressionStore
from services.notify.core.ports.providers import MailProvider, SmsProvider
from services.notify.core.ports.stores import AlertStore, DeliveryJournal, JobStore
from services.notify.core.stores.claimed_job import ClaimedJob
from services.notify.core.stores.settling import Settling
from services.notify.delivery.attempts import PUT_OFF, SendAttempts, Sent
from services.notify.delivery.last_look import LastLook, Look
from services.notify.delivery.routing import NOBODY, LetIn, Routing
from services.notify.delivery.wording import Worded, Wording

TOGETHER = 1.0
"""Seconds in which what was sent is settled together. What takes longer holds up nobody's news."""


class Sender:
    def __init__(
        self,
        *,
        jobs: JobStore,
        alerts: AlertStore,
        journal: DeliveryJournal,
        settling: Settling,
        last_look: LastLook,
        wording: Wording,
        sms: Mapping[str, SmsProvider],
        mail: Mapping[str, MailProvider],
        routing: Routing,
        attempts: SendAttempts,
        gates: ProviderGates,
        suppressions: SuppressionStore,
        policy: Policy,
        clock: Clock,
    ) -> None:
        self._jobs = jobs
        self._alerts = alerts
        self._journal = journal
        self._settling = settling
        self._last_look = last_look
        self._wording = wording
        self._sms = sms
        self._mail = mail
        self._routing = routing
        self._attempts = attempts
        self._gates = gates
        self._suppressions = suppressions
        self._policy = policy
        self._clock = clock
        self._rng = random.Random()

    async def send(self, job: Job) -> None:
        """Sends what is still to be sent of a claimed job, and settles it. What the providers'
        gates hold back is left to jobs of its own."""
        async with ClaimedJob(self._jobs, job).kept() as claimed:
            given = await self._routing.let_in(job)
            now = self._clock.now()
            held = [(one.item.topic, _later(job, one.item, now + one.wait)) for one in given.held]
            news = await self._send_now(job, given, claimed)
            await self._settling.finish(job, [*news, *held])

    async def _send_now(
        self, job: Job, given: LetIn, claimed: ClaimedJob
    ) -> list[tuple[Topic, DeliveryUpdate]]:
        """Gives the news that is still to be settled: what came of the last."""
        if not given.items:
            return []
        look = await self._last_look.at(job, given.items)
        worded = await self._worded(job, look)
        words = {item.alert_id: said for item, said in worded}
        going = [item for item, _ in worded]
        items = going if job.fresh else await self._still_to_send(job, going)
        sending = {
            asyncio.create_task(
                self._attempts.make(
                    job, item, given.by[item.alert_id], words[item.alert_id], claimed
                )
            )
            for item in items
        }
        done, sending = await _ended(sending, asyncio.ALL_COMPLETED, TOGETHER)
        for part in itertools.count(1):
            if not sending:
                break
            if done:
                news, origin = await self._heard(job, done, given), f"{job.id}/{part}"
                await self._settling.tell(news, origin=origin, campaign=job.campaign)
            done, sending = await _ended(sending, asyncio.FIRST_COMPLETED)
        return [*await self._heard(job, done, given), *look.told]

    async def _worded(self, job: Job, look: Look) -> list[tuple[Item, Worded]]:
        """With their words. An SMS leaves in those that its job holds: after a kill the provider is
        asked for them."""
        now = self._clock.now()
        words = await self._wording.of(job.channel, look.going, now, look.holding)
        worded = [_saying(item, words[item.alert_id], now) for item in look.going]
        if any(one.text != item.text for one, item in zip(worded, look.going, strict=True)):
            new = {item.alert_id: item for item in worded}
            await self._jobs.rewrite(job, [new.get(item.alert_id, item) for item in job.items])
        return [(item, words[item.alert_id]) for item in worded]

    async def _heard(
        self, job: Job, done: Iterable[asyncio.Task[Sent]], given: LetIn
    ) -> list[tuple[Topic, DeliveryUpdate]]:
        """Who has to know first: the gates, and whoever sends to these addresses next."""
        sent = [one.result() for one in done]
        tries = [each for one in sent for each in one.tries]
        for name in ({*given.by.values()} - {NOBODY}) | {each.provider for each in tries}:
            theirs = [one.result for one in tries if one.provider == name and not one.told]
            await self._gates.report(name, theirs)
        for one in sent:
            await self._suppressions.learn(one.item.member_id, job.channel, one.item.to, one.result)
        return self._told(job, sent)

    async def _still_to_send(self, job: Job, items: Sequence[Item]) -> list[Item]:
        """Those whose turn it is still, with the address that they have now. Several jobs may come
        to the same attempt; it is made by the one that says first that it begins."""
        alerts = await self._alerts.get_many([item.alert_id for item in items])
        deliveries = await self._journal.deliveries(alerts.values())
        found = [_ready(item, job.channel, deliveries.get(item.alert_id, ())) for item in items]
        ready = [item for item in found if item is not None]
        begun = {self._begun(job, item).id: item for item in ready}
        ours = await self._journal.add([self._begun(job, item) for item in ready])
        return [_of_alert(item, alerts[item.alert_id]) for id, item in begun.items() if id in ours]

    def _begun(self, job: Job, item: Item) -> JournalEntry:
        attempt, now = item.attempt + 1, self._clock.now()
        kind = EntryKind.BEGUN
        return entry(item.alert_id, job.channel, kind, attempt, now, campaign=job.campaign)

    def _told(self, job: Job, sent: Sequence[Sent]) -> list[tuple[Topic, DeliveryUpdate]]:
        """All by one clock: what was sent together is asked about together, in one job."""
        now = self._clock.now()
        order = self._policy.order(job.channel)
        teller = OutcomePolicy(job.channel, now, self._rng, campaign=job.campaign, order=order)
        return [
            (one.item.topic, teller.of(one.item, one.result, others=one.others))
            if one.result
            else (one.item.topic, _later(job, one.item, now + PUT_OFF))
            for one in sent
        ]

    async def open(self) -> None:
        await asyncio.gather(*(one.open() for one in self._sms.values()))

    async def close(self) -> None:
        await asyncio.gather(*(one.close() for one in self._sms.values()))
        await asyncio.gather(*(one.close() for one in self._mail.values()))
        await self._gates.close()


async def _ended(
    sending: set[asyncio.Task[Sent]], when: str, seconds: float | None = None
) -> tuple[set[asyncio.Task[Sent]], set[asyncio.Task[Sent]]]:
    """Those that ended, and those that did not."""
    if not sending:
        return set(), set()
    return await asyncio.wait(sending, timeout=seconds, return_when=when)


def _ready(item: Item, channel: Channel, deliveries: Sequence[Delivery]) -> Item | None:
    delivery = next((d for d in deliveries if d.channel is channel), None)
    if delivery is None or delivery.state is not DeliveryState.PLANNED:
        return None
    if delivery.attempts != item.attempt:
        return None  # somebody tried meanwhile
    return msgspec.structs.replace(item, to=delivery.to or item.to)


def _saying(item: Item, words: Worded, now: datetime) -> Item:
    """Codes are kept nowhere."""
    if item.topic is Topic.CODE or not isinstance(words, str):
        return item
    return msgspec.structs.replace(item, text=words, said_at=now)


def _later(job: Job, item: Item, due: datetime) -> DeliveryUpdate:
    again = FollowUp(kind=JobKind.SEND, channel=job.channel, due=due, item=item)
    return DeliveryUpdate(follow_up=again)


def _of_alert(item: Item, alert: Alert) -> Item:
    return msgspec.structs.replace(item, member_id=alert.member_id, useless_at=alert.useless_at)
