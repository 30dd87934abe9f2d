"""Sends what is planned: a job at a time, its items at once."""

import asyncio
import random
import time
from collections.abc import Sequence

import msgspec

from infra.kernel.clock import Clock
from infra.log import logger
from services.notify.actors.wording import Wording, Words
from services.notify.adapters.alerts import Alerts
from services.notify.adapters.jobs import LEASE
from services.notify.adapters.journal import Journal
from services.notify.adapters.settling import Settling
from services.notify.contract.words import Channel, DeliveryState, Topic
from services.notify.domain.job import FollowUp, Item, Job, JobKind
from services.notify.domain.journal import Delivery, Entry, EntryKind, delivery_id, entry
from services.notify.domain.news import News, Teller, is_useless
from services.notify.domain.results import Permanent, Result, Unknown
from services.notify.ports import Envelope, Mail, MailChannel, SmsChannel, TemplateFault

LONGEST_SEND = 8.0
"""Seconds; both channels give up earlier."""
_NO_WORDS = Permanent(reason="the template and the event do not fit together")


class Courier:
    def __init__(
        self,
        *,
        alerts: Alerts,
        journal: Journal,
        settling: Settling,
        wording: Wording,
        sms: SmsChannel,
        mail: MailChannel,
        clock: Clock,
        real: Clock,
    ) -> None:
        self._alerts = alerts
        self._journal = journal
        self._settling = settling
        self._wording = wording
        self._sms = sms
        self._mail = mail
        self._clock = clock
        self._real = real
        self._rng = random.Random()

    async def send(self, job: Job) -> None:
        """Sends what is still to be sent of a claimed job, and settles it."""
        last_call = time.monotonic() + LEASE.total_seconds() - LONGEST_SEND
        items = job.items if job.fresh else await self._still_to_send(job)
        words = await self._wording.of(job.channel, items)
        news = await asyncio.gather(
            *(self._send(job, item, words[item.alert_id], last_call) for item in items)
        )
        await self._settling.finish(job, [(i.topic, n) for i, n in zip(items, news, strict=True)])

    async def _still_to_send(self, job: Job) -> list[Item]:
        """Those whose turn it is still, with the address that they have now. Several jobs may come
        to the same attempt; it is made by the one that says first that it begins."""
        alerts = await self._alerts.get_many([item.alert_id for item in job.items])
        deliveries = await self._journal.deliveries(alerts.values())
        found = [_ready(item, job.channel, deliveries.get(item.alert_id, ())) for item in job.items]
        ready = [item for item in found if item is not None]
        begun = {self._begun(job, item).id: item for item in ready}
        ours = await self._journal.add([self._begun(job, item) for item in ready])
        return [
            msgspec.structs.replace(item, useless_at=alerts[item.alert_id].useless_at)
            for id, item in begun.items()
            if id in ours
        ]

    def _begun(self, job: Job, item: Item) -> Entry:
        attempt, now = item.attempt + 1, self._clock.now()
        kind = EntryKind.BEGUN
        return entry(item.alert_id, job.channel, kind, attempt, now, campaign=job.campaign)

    async def _send(self, job: Job, item: Item, words: Words, last_call: float) -> News:
        """Where it would be too late to begin, it is left to a job of its own."""
        teller = Teller(job.channel, self._clock.now(), self._rng, campaign=job.campaign)
        if time.monotonic() > last_call:
            due = self._clock.now()
            again = FollowUp(kind=JobKind.SEND, channel=job.channel, due=due, item=item)
            return News(follow_up=again)
        tried = msgspec.structs.replace(item, attempt=item.attempt + 1, since=self._real.now())
        if is_useless(item, self._clock.now()):
            return teller.too_late(tried)
        result = await self._result(job, tried, words)
        teller = Teller(job.channel, self._clock.now(), self._rng, campaign=job.campaign)
        return teller.of(_kept(tried, words), result)

    async def _result(self, job: Job, item: Item, words: Words) -> Result:
        envelope = Envelope(
            delivery_id=delivery_id(item.alert_id, job.channel),
            to=item.to,
            attempt=item.attempt,
            topic=item.topic,
            campaign=job.campaign,
        )
        try:
            match words:
                case TemplateFault():
                    logger.error("template fault", alert=item.alert_id, fault=str(words))
                    return _NO_WORDS
                case Mail():
                    return await self._mail.send(envelope, words)
                case _:
                    return await self._sms.send(envelope, words)
        except Exception as error:
            kind = type(error).__name__  # its text may hold an address
            logger.error("send failed in an unforeseen way", alert=item.alert_id, error=kind)
            return Unknown(reason=f"the send failed in an unforeseen way ({kind})")

    async def close(self) -> None:
        await self._sms.close()
        await self._mail.close()


def _ready(item: Item, channel: Channel, deliveries: Sequence[Delivery]) -> Item | None:
    delivery = next((d for d in deliveries if d.channel is channel), None)
    if delivery is None or delivery.state is not DeliveryState.PLANNED:
        return None
    if delivery.attempts != item.attempt:
        return None  # somebody tried meanwhile
    return msgspec.structs.replace(item, to=delivery.to or item.to)


def _kept(item: Item, words: Words) -> Item:
    """With the text that the provider may be asked for; codes are never stored."""
    keep = isinstance(words, str) and item.topic is not Topic.CODE
    return msgspec.structs.replace(item, text=words) if keep else item
