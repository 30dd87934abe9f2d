"""Sends what is planned: a job at a time, its items at once."""

import asyncio
import itertools
import random
import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

import msgspec

from infra.gate.bucket import Priority
from infra.gate.decide import Pass
from infra.kernel.clock import Clock
from infra.log import logger
from infra.tracing import spans
from infra.tracing.spans import SpanKind
from services.notify.contract.words import Channel, DeliveryState, Topic
from services.notify.core.alerts.alert import Alert
from services.notify.core.deliveries.delivery_update import (
    TOO_LATE,
    DeliveryUpdate,
    OutcomePolicy,
    is_useless,
)
from services.notify.core.deliveries.job import FollowUp, Item, Job, JobKind
from services.notify.core.deliveries.journal import (
    Delivery,
    EntryKind,
    JournalEntry,
    delivery_id,
    entry,
)
from services.notify.core.deliveries.results import Permanent, Result, RetryAt, Unknown
from services.notify.core.gates.provider_gates import PROVIDERS, ProviderGates, priority_of
from services.notify.core.ports.channels import Envelope, MailChannel, NoRoom, SmsChannel
from services.notify.core.ports.people import SuppressionStore
from services.notify.core.ports.renderer import Mail, TemplateFault
from services.notify.core.ports.stores import AlertStore, DeliveryJournal, JobStore
from services.notify.core.stores.claimed_job import ClaimedJob
from services.notify.core.stores.settling import Settling
from services.notify.delivery.last_look import LastLook, Look
from services.notify.delivery.wording import Worded, Wording

LONGEST_SEND = 8.0
"""Seconds; an SMS is handed over by then, and so is a mail unless its server is slow."""
TOGETHER = 1.0
"""Seconds in which what was sent is settled together. What takes longer holds up nobody's news."""
PATIENCE = 3.0
"""Seconds. For what the gate holds back no longer than that, a job waits where it is."""
PUT_OFF = timedelta(seconds=30)
_NO_TIME = RetryAt(reason="there was no time to begin", wait=PUT_OFF)
_TOO_LATE = Permanent(reason=TOO_LATE)
_NO_WORDS = Permanent(reason="the template and the event do not fit together")


class _Sent(NamedTuple):
    """`result`: none for what is left as it was. `asked`: whether the provider gave it."""

    item: Item
    result: Result | None
    asked: bool = False


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
        sms: SmsChannel,
        mail: MailChannel,
        gates: ProviderGates,
        suppressions: SuppressionStore,
        clock: Clock,
        real: Clock,
    ) -> None:
        self._jobs = jobs
        self._alerts = alerts
        self._journal = journal
        self._settling = settling
        self._last_look = last_look
        self._wording = wording
        self._sms = sms
        self._mail = mail
        self._gates = gates
        self._suppressions = suppressions
        self._clock = clock
        self._real = real
        self._rng = random.Random()

    async def send(self, job: Job) -> None:
        """Sends what is still to be sent of a claimed job, and settles it. What the provider's
        gate holds back is left to a job of its own."""
        provider = PROVIDERS[job.channel]
        async with ClaimedJob(self._jobs, job).kept() as claimed:
            given = await self._let_in(provider, job)
            due = self._clock.now() + timedelta(seconds=given.wait_seconds)
            held = [(item.topic, _later(job, item, due)) for item in job.items[given.granted :]]
            news = await self._send_now(job, job.items[: given.granted], claimed)
            await self._settling.finish(job, [*news, *held])

    async def _let_in(self, provider: str, job: Job) -> Pass:
        """To put off a job, and then the next one that finds the gate closed, would cost more than
        the sending itself."""
        began = time.monotonic()
        while True:
            given = await self._gates.enter(provider, len(job.items), _priority(job))
            waited = time.monotonic() - began
            if given.granted or waited + given.wait_seconds > PATIENCE:
                return given
            await asyncio.sleep(given.wait_seconds)

    async def _send_now(
        self, job: Job, let_in: Sequence[Item], claimed: ClaimedJob
    ) -> list[tuple[Topic, DeliveryUpdate]]:
        """Gives the news that is still to be settled: what came of the last."""
        if not let_in:
            return []
        look = await self._last_look.at(job, let_in)
        worded = await self._worded(job, look)
        words = {item.alert_id: said for item, said in worded}
        going = [item for item, _ in worded]
        items = going if job.fresh else await self._still_to_send(job, going)
        sending = {
            asyncio.create_task(self._send(job, item, words[item.alert_id], claimed))
            for item in items
        }
        done, sending = await _ended(sending, asyncio.ALL_COMPLETED, TOGETHER)
        for part in itertools.count(1):
            if not sending:
                break
            if done:
                news, origin = await self._heard(job, done), f"{job.id}/{part}"
                await self._settling.tell(news, origin=origin, campaign=job.campaign)
            done, sending = await _ended(sending, asyncio.FIRST_COMPLETED)
        return [*await self._heard(job, done), *look.told]

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
        self, job: Job, done: Iterable[asyncio.Task["_Sent"]]
    ) -> list[tuple[Topic, DeliveryUpdate]]:
        """Who has to know first: the gate, and whoever sends to these addresses next."""
        sent = [one.result() for one in done]
        results = [one.result for one in sent if one.asked and one.result]
        await self._gates.report(PROVIDERS[job.channel], results)
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

    async def _send(self, job: Job, item: Item, words: Worded, claimed: ClaimedJob) -> "_Sent":
        tried = msgspec.structs.replace(item, attempt=item.attempt + 1, since=self._real.now())
        if not claimed.lasts(LONGEST_SEND):  # the lease might end in the middle
            return _unsent(job, item)
        if is_useless(item, self._clock.now()):
            return _Sent(tried, _TOO_LATE)
        with spans.span(f"send {job.channel}", SpanKind.CLIENT, item.trace) as going:
            tried = msgspec.structs.replace(tried, trace=going.context)
            try:
                result = await self._result(job, tried, words, claimed)
            except NoRoom:
                return _unsent(job, item)
            going.note("messaging.system", PROVIDERS[job.channel])
            going.note("reinstate.result", type(result).__name__)
        return _Sent(tried, result, asked=True)

    def _told(self, job: Job, sent: Sequence["_Sent"]) -> list[tuple[Topic, DeliveryUpdate]]:
        """All by one clock: what was sent together is asked about together, in one job."""
        now = self._clock.now()
        teller = OutcomePolicy(job.channel, now, self._rng, campaign=job.campaign)
        return [
            (one.item.topic, teller.of(one.item, one.result))
            if one.result
            else (one.item.topic, _later(job, one.item, now + PUT_OFF))
            for one in sent
        ]

    async def _result(self, job: Job, item: Item, words: Worded, claimed: ClaimedJob) -> Result:
        envelope = Envelope(
            delivery_id=delivery_id(item.alert_id, job.channel),
            to=item.to,
            attempt=item.attempt,
            before=item.before,
            topic=item.topic,
            member_id=item.member_id,
            campaign=job.campaign,
            trace=item.trace,
        )
        try:
            match words:
                case TemplateFault():
                    logger.error("template fault", alert=item.alert_id, fault=str(words))
                    return _NO_WORDS
                case Mail():
                    handing = partial(claimed.hands_over, item.alert_id)
                    return await self._mail.send(envelope, words, handing)
                case _:
                    return await self._sms.send(envelope, words)
        except NoRoom:
            raise
        except Exception as error:
            kind = type(error).__name__  # its text may hold an address
            logger.error("send failed in an unforeseen way", alert=item.alert_id, error=kind)
            return Unknown(reason=f"the send failed in an unforeseen way ({kind})")

    async def open(self) -> None:
        await self._sms.open()

    async def close(self) -> None:
        await self._sms.close()
        await self._mail.close()
        await self._gates.close()


async def _ended(
    sending: set[asyncio.Task["_Sent"]], when: str, seconds: float | None = None
) -> tuple[set[asyncio.Task["_Sent"]], set[asyncio.Task["_Sent"]]]:
    """Those that ended, and those that did not."""
    if not sending:
        return set(), set()
    return await asyncio.wait(sending, timeout=seconds, return_when=when)


def _unsent(job: Job, item: Item) -> "_Sent":
    """Nothing was begun. Of a first attempt nothing is written down yet; a later one is over, but
    does not count."""
    if job.fresh:
        return _Sent(item, None)
    return _Sent(
        msgspec.structs.replace(item, attempt=item.attempt + 1, before=item.before + 1), _NO_TIME
    )


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


def _priority(job: Job) -> Priority:
    return priority_of(job.items[0].topic, campaign=bool(job.campaign))


def _of_alert(item: Item, alert: Alert) -> Item:
    return msgspec.structs.replace(item, member_id=alert.member_id, useless_at=alert.useless_at)
