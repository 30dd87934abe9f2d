"""What any provider of SMS tells later, written down: what became of messages, and what members
answer. News may come late, doubled, in any order, and ahead of our own."""

import random
from collections.abc import Sequence
from functools import partial

import msgspec

from infra.kernel.clock import Clock
from infra.kernel.ids import derived_id
from infra.log import logger
from infra.tracing import spans
from infra.tracing.spans import Onward
from services.notify.contract.words import Channel, Topic
from services.notify.core.deliveries.delivery_update import DeliveryUpdate, OutcomePolicy
from services.notify.core.deliveries.job import Item
from services.notify.core.deliveries.provider_order import ProviderOrder
from services.notify.core.deliveries.results import Result
from services.notify.core.ports.people import SuppressionStore
from services.notify.core.ports.providers import Envelope
from services.notify.core.recipients.answers import Keyword, after_message
from services.notify.core.stores.metrics import count_inbound
from services.notify.core.stores.settling import Settling


class SmsNews(msgspec.Struct, frozen=True):
    """`envelope`: of the message, as its reference and the news say. `status`: in the provider's
    words, to tell one piece of news from another."""

    envelope: Envelope
    message_id: str
    status: str
    result: Result


class SmsHearing:
    """Of one provider."""

    def __init__(
        self,
        provider: str,
        *,
        settling: Settling,
        suppressions: SuppressionStore,
        clock: Clock,
        order: ProviderOrder,
    ) -> None:
        self._provider = provider
        self._settling = settling
        self._suppressions = suppressions
        self._clock = clock
        self._order = order
        self._rng = random.Random()

    async def keep(self, batch: Sequence[SmsNews]) -> None:
        """The same again changes nothing. Raises what the database raises."""
        with spans.each("receipt of SMS", (news.envelope.trace for news in batch)) as onward:
            await self._tell([_going_on(news, onward) for news in batch] if onward else batch)

    async def _tell(self, batch: Sequence[SmsNews]) -> None:
        """What is told of one campaign together."""
        kinds = sorted({type(news.result).__name__ for news in batch})
        spans.here().note("reinstate.result", ", ".join(kinds))
        now = self._clock.now()
        for campaign in dict.fromkeys(news.envelope.campaign for news in batch):
            teller = OutcomePolicy(
                Channel.SMS, now, self._rng, campaign=campaign, order=self._order
            )
            told = [self._told(teller, n) for n in batch if n.envelope.campaign == campaign]
            origin = derived_id("callbacks", *(f"{n.message_id} {n.status}" for n in batch))
            await self._settling.tell(told, origin=origin, campaign=campaign)
        for news in batch:
            await self._suppressions.learn("", Channel.SMS, news.envelope.to, news.result)

    def _told(self, teller: OutcomePolicy, news: SmsNews) -> tuple[Topic, DeliveryUpdate]:
        envelope = news.envelope
        item = Item(
            alert_id=envelope.delivery_id.partition(".")[0],
            topic=envelope.topic,
            attempt=envelope.attempt,
            before=envelope.before,
            to=envelope.to,
            provider=self._provider,
            provider_id=news.message_id,
            trace=envelope.trace,
        )
        return envelope.topic, teller.of(item, news.result)


def _going_on(news: SmsNews, onward: Onward) -> SmsNews:
    trace = onward.get(news.envelope.trace, "")
    envelope = msgspec.structs.replace(news.envelope, trace=trace)
    return msgspec.structs.replace(news, envelope=envelope)


class SmsAnswers:
    """Each message counts once, by its id: a STOP that is delivered again after a START does not
    undo the START. The order of arrival counts, as not every provider says when it was sent."""

    def __init__(self, suppressions: SuppressionStore, clock: Clock) -> None:
        self._suppressions = suppressions
        self._clock = clock

    async def take(self, sender: str, said: Keyword | None, message_id: str) -> None:
        """`sender`: E.164; from elsewhere nothing counts.

        Raises:
            Conflict: it could not be kept.
        """
        count_inbound(said or "other")
        if said is None or not sender.startswith("+"):
            return
        decide = partial(after_message, said=said, message_id=message_id, at=self._clock.now())
        await self._suppressions.change(Channel.SMS, sender, decide)
        logger.info("a member answered by SMS", keyword=said.value, message=message_id)
