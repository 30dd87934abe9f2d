"""One attempt at one message: by one provider; of a code, by each in turn until one has it.

Whether a code went out is not waited for where another provider can send it: that it comes twice
does less harm than that it comes late. All else goes to nobody else before its provider said no.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import NamedTuple

import msgspec

from infra.gate.bucket import Priority
from infra.kernel.clock import Clock
from infra.log import logger
from infra.tracing import spans
from infra.tracing.spans import SpanKind
from services.notify.contract.words import Channel, Topic
from services.notify.core.deliveries.blame import may_go_elsewhere
from services.notify.core.deliveries.delivery_update import TOO_LATE, is_useless
from services.notify.core.deliveries.job import Item, Job
from services.notify.core.deliveries.journal import delivery_id
from services.notify.core.deliveries.results import Permanent, Result, RetryAt, Unknown
from services.notify.core.gates.provider_gates import ProviderGates
from services.notify.core.ports.providers import Envelope, MailProvider, NoRoom, SmsProvider
from services.notify.core.ports.renderer import Mail, TemplateFault
from services.notify.core.stores.claimed_job import ClaimedJob
from services.notify.core.stores.metrics import sent_within
from services.notify.delivery.routing import NOBODY, Routing
from services.notify.delivery.wording import Worded

LONGEST_SEND = 8.0
"""Seconds; an SMS is handed over by then, and so is a mail unless its server is slow."""
CODE_ANSWERED_WITHIN = 1.0
"""Seconds. Without an answer by then it is looked up, and sent again: somebody waits for it."""
CODE_HANDED_ON_AFTER = 0.7
"""Seconds, where another provider can send it: two of them are asked within two seconds."""
PUT_OFF = timedelta(seconds=30)
_NO_TIME = RetryAt(reason="there was no time to begin", wait=PUT_OFF)
_BUSY = RetryAt(reason="all lines to the provider are busy", wait=PUT_OFF)
_TOO_LATE = Permanent(reason=TOO_LATE)
_NO_WORDS = Permanent(reason="the template and the event do not fit together")
_NOBODY_TAKES = Permanent(reason="no provider takes such a message", operators=True)
_NOT_TAKEN = Permanent(reason="this provider does not take such a text", elsewhere=True)
_LATE = Unknown(reason="the provider gave no answer in time")


class Try(NamedTuple):
    """`told`: the gate heard already that its answer took too long. `trace`: for what comes of
    it."""

    provider: str
    result: Result
    told: bool = False
    trace: str = ""


class Sent(NamedTuple):
    """`result`: none for what is left as it was. `others`: whether another provider could take it
    now."""

    item: Item
    result: Result | None
    tries: tuple[Try, ...] = ()
    others: bool = False


class _Going(NamedTuple):
    """`item`: as it is tried, with the provider that tries it."""

    job: Job
    item: Item
    words: str | Mail
    claimed: ClaimedJob

    def by(self, provider: str) -> "_Going":
        return self._replace(item=msgspec.structs.replace(self.item, provider=provider))

    def within(self, trace: str) -> "_Going":
        return self._replace(item=msgspec.structs.replace(self.item, trace=trace))


class SendAttempts:
    """`slow_after`: seconds, by channel."""

    def __init__(
        self,
        *,
        sms: Mapping[str, SmsProvider],
        mail: Mapping[str, MailProvider],
        routing: Routing,
        gates: ProviderGates,
        slow_after: Mapping[Channel, float],
        clock: Clock,
        real: Clock,
    ) -> None:
        self._sms = sms
        self._mail = mail
        self._routing = routing
        self._gates = gates
        self._slow_after = slow_after
        self._clock = clock
        self._real = real

    async def make(
        self, job: Job, item: Item, provider: str, words: Worded, claimed: ClaimedJob
    ) -> Sent:
        """The first try is by `provider`, at whose gate it was let in."""
        tried = msgspec.structs.replace(
            item, attempt=item.attempt + 1, since=self._real.now(), provider=provider
        )
        if not claimed.lasts(LONGEST_SEND):  # the lease might end in the middle
            return unsent(job, item)
        if is_useless(item, self._clock.now()):
            return Sent(tried, _TOO_LATE)
        if isinstance(words, TemplateFault):
            logger.error("template fault", alert=item.alert_id, fault=str(words))
            return Sent(tried, _NO_WORDS)
        if provider == NOBODY:
            logger.error("no provider takes such a message", alert=item.alert_id)
            return Sent(tried, _NOBODY_TAKES)
        try:
            return await self._made(_Going(job, tried, words, claimed))
        except NoRoom:
            return unsent(job, item)

    async def _made(self, going: _Going) -> Sent:
        item, others = going.item, self._others(going)
        if not self._able(item.provider, going):
            return Sent(item, _NOT_TAKEN, others=bool(others))
        tries = [await self._try(going, others)]
        if item.topic is Topic.CODE:
            tries += await self._by_others(going, others, tries[0].result)
            others = ()
        last = tries[-1]
        item = msgspec.structs.replace(item, provider=last.provider, trace=last.trace)
        return Sent(item, last.result, tuple(tries), bool(others))

    async def _by_others(self, going: _Going, others: Sequence[str], result: Result) -> list[Try]:
        tries = list[Try]()
        for place, name in enumerate(others):
            if not (isinstance(result, Unknown) or may_go_elsewhere(result)):
                break
            if (await self._gates.enter(name, 1, Priority.URGENT)).granted:
                tries.append(await self._try(going.by(name), others[place + 1 :]))
                result = tries[-1].result
        return tries

    def _others(self, going: _Going) -> tuple[str, ...]:
        item = going.item
        passed = msgspec.structs.replace(item, passed=(*item.passed, item.provider))
        left = self._routing.takers(going.job.channel, passed)
        return tuple(name for name in left if self._able(name, going))

    def _able(self, name: str, going: _Going) -> bool:
        """With the words that it leaves in, which may be others than it was let in with."""
        words = going.words
        return isinstance(words, Mail) or self._sms[name].takes(going.item.to, words)

    async def _try(self, going: _Going, others: Sequence[str]) -> Try:
        """
        Raises:
            NoRoom: nothing was begun, and nobody else can take it.
        """
        channel, provider = going.job.channel, going.item.provider
        with spans.span(f"send {channel}", SpanKind.CLIENT, going.item.trace) as span:
            began = time.monotonic()
            watch = asyncio.create_task(self._tell_if_late(provider, channel)) if others else None
            try:
                result = await self._result(going.within(span.context), others)
            finally:
                late = watch is not None and not watch.cancel()
            sent_within.labels(provider).observe(time.monotonic() - began)
            span.note("messaging.system", provider)
            span.note("reinstate.result", type(result).__name__)
        return Try(provider, result, late, span.context)

    async def _tell_if_late(self, provider: str, channel: Channel) -> None:
        """While it is waited for: with one that answers nobody, hundreds are under way before the
        first of them is given up, and all of them have to be looked up."""
        await asyncio.sleep(self._slow_after[channel])
        await self._gates.report(provider, [_LATE])

    async def _result(self, going: _Going, others: Sequence[str]) -> Result:
        try:
            async with asyncio.timeout(_answered_within(going.job.channel, going.item, others)):
                return await self._handed(going)
        except TimeoutError:
            return _LATE
        except NoRoom:
            if not others:
                raise
            return _BUSY

    async def _handed(self, going: _Going) -> Result:
        item, words = going.item, going.words
        envelope = _envelope(going.job, item)
        try:
            if isinstance(words, str):
                return await self._sms[item.provider].send(envelope, words)
            handing = partial(going.claimed.hands_over, item.alert_id)
            return await self._mail[item.provider].send(envelope, words, handing)
        except NoRoom:
            raise
        except Exception as error:
            kind = type(error).__name__  # its text may hold an address
            logger.error("send failed in an unforeseen way", alert=item.alert_id, error=kind)
            return Unknown(reason=f"the send failed in an unforeseen way ({kind})")


def _envelope(job: Job, item: Item) -> Envelope:
    return Envelope(
        delivery_id=delivery_id(item.alert_id, job.channel),
        to=item.to,
        attempt=item.attempt,
        before=item.before,
        topic=item.topic,
        member_id=item.member_id,
        campaign=job.campaign,
        trace=item.trace,
    )


def _answered_within(channel: Channel, item: Item, others: Sequence[str]) -> float | None:
    """Seconds; none for as long as the provider itself waits."""
    if item.topic is not Topic.CODE:
        return None
    if others:
        return CODE_HANDED_ON_AFTER
    return CODE_ANSWERED_WITHIN if channel is Channel.SMS else None


def unsent(job: Job, item: Item) -> Sent:
    """Nothing was begun. Of a first attempt nothing is written down yet; a later one is over, but
    does not count."""
    if job.fresh:
        return Sent(item, None)
    return Sent(
        msgspec.structs.replace(item, attempt=item.attempt + 1, before=item.before + 1), _NO_TIME
    )
