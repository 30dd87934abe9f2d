"""Does what is due about deliveries: sends what is planned, asks about what is unclear.

A claim is written before anything goes out and settled after. A worker that dies in between
leaves the claim; its lease runs out, and the delivery becomes unknown instead of being repeated.
"""

import asyncio
import random
import time
from collections.abc import Iterator, Sequence

from infra.kernel.clock import Clock
from infra.kernel.ids import new_id
from infra.log import logger
from services.notify.actors.questions import Questions
from services.notify.actors.wording import Wording
from services.notify.adapters.deliveries import LEASE, Deliveries
from services.notify.adapters.metrics import count_outcome
from services.notify.contract.words import Channel, DeliveryState, Topic
from services.notify.domain.delivery import TOO_LATE, Delivery, is_useless, settled
from services.notify.domain.results import Permanent, Result, Unknown
from services.notify.ports import MailChannel, SmsChannel, TemplateFault

LONGEST_SEND = 8.0
"""Seconds; both channels give up earlier."""
SMS_BATCHES_AT_ONCE = 2
MAILS_A_CLAIM = 8
MAIL_CLAIMS_AT_ONCE = 2


class Courier:
    """Lives in one event loop; any number of batches may be attended to at once."""

    def __init__(
        self,
        *,
        deliveries: Deliveries,
        wording: Wording,
        questions: Questions,
        sms: SmsChannel,
        mail: MailChannel,
        clock: Clock,
    ) -> None:
        self._deliveries = deliveries
        self._wording = wording
        self._questions = questions
        self._sms = sms
        self._mail = mail
        self._clock = clock
        self._rng = random.Random()
        self._sms_gate = asyncio.Semaphore(SMS_BATCHES_AT_ONCE)
        self._mail_gate = asyncio.Semaphore(MAIL_CLAIMS_AT_ONCE)

    async def attend(self, ids: Sequence[str]) -> None:
        """Brings each of these as far as it can be brought now. Harmless for those not due."""
        due = await self._deliveries.due(ids)
        planned = [d for d in due if d.state is DeliveryState.PLANNED]
        urgent = [d.id for d in planned if d.topic is Topic.CODE]
        sms = [d.id for d in planned if d.channel is Channel.SMS and d.topic is not Topic.CODE]
        mail = [d.id for d in planned if d.channel is Channel.EMAIL and d.topic is not Topic.CODE]
        await asyncio.gather(
            self._send_batch(urgent),
            self._behind(self._sms_gate, sms),
            *(self._behind(self._mail_gate, part) for part in _parts(mail, MAILS_A_CLAIM)),
            self._questions.ask([d for d in due if d.state is not DeliveryState.PLANNED]),
        )

    async def close(self) -> None:
        await self._sms.close()
        await self._mail.close()

    async def _behind(self, gate: asyncio.Semaphore, ids: list[str]) -> None:
        """Claims only once there is room to send at once: a lease must not run out in a queue."""
        if ids:
            async with gate:
                await self._send_batch(ids)

    async def _send_batch(self, ids: list[str]) -> None:
        if not ids:
            return
        token = new_id()
        begun = time.monotonic()
        claims = await self._deliveries.claim_to_send(ids, token)
        words = await self._wording.of(claims)
        last_call = begun + LEASE.total_seconds() - LONGEST_SEND
        pairs = await asyncio.gather(*(self._send(c, words, last_call) for c in claims))
        done = [pair for pair in pairs if pair is not None]
        kept = await self._deliveries.settle(token, done)
        for _, after in done:
            count_outcome(after)
        if kept != len(done):
            logger.debug("callbacks were faster", count=len(done) - kept)

    async def _send(
        self, claim: Delivery, words: Wording.Prepared, last_call: float
    ) -> tuple[Delivery, Delivery] | None:
        """None where it would be too late to begin: the claim is left to its lease."""
        if time.monotonic() > last_call:
            return None
        if is_useless(claim, self._clock.now()):
            result: Result = Permanent(reason=TOO_LATE)
        else:
            result = await self._result(claim, words)
        return claim, settled(claim, result, self._clock.now(), self._rng)

    async def _result(self, claim: Delivery, words: Wording.Prepared) -> Result:
        try:
            if claim.channel is Channel.SMS:
                return await self._sms.send(claim, words.sms(claim))
            return await self._mail.send(claim, words.mail(claim))
        except TemplateFault as fault:
            logger.error("template fault", delivery=claim.id, fault=str(fault))
            return Permanent(reason="the template and the event do not fit together")
        except Exception as error:
            kind = type(error).__name__  # its text may hold an address
            logger.error("send failed in an unforeseen way", delivery=claim.id, error=kind)
            return Unknown(reason=f"the send failed in an unforeseen way ({kind})")


def _parts(ids: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
