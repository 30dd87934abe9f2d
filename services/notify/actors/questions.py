"""Asks the provider about deliveries that nobody knows the end of."""

import asyncio
import random
from collections.abc import Sequence

import msgspec

from infra.kernel.clock import Clock
from services.notify.actors.wording import Wording
from services.notify.adapters.deliveries import Deliveries
from services.notify.adapters.metrics import count_outcome
from services.notify.contract.words import Channel, DeliveryState
from services.notify.domain.delivery import Delivery, asked_again, looked_up, settled
from services.notify.domain.results import Accepted, Delivered
from services.notify.ports import ProviderSilent, SmsChannel

AT_ONCE = 16
NOT_BOUNCED = "accepted, and no bounce for an hour"


class Questions:
    def __init__(
        self, deliveries: Deliveries, wording: Wording, sms: SmsChannel, clock: Clock
    ) -> None:
        self._deliveries = deliveries
        self._wording = wording
        self._sms = sms
        self._clock = clock
        self._rng = random.Random()
        self._places = asyncio.Semaphore(AT_ONCE)

    async def ask(self, open_ones: Sequence[Delivery]) -> None:
        """Asks about each; its news is written unless the delivery moved meanwhile."""
        if not open_ones:
            return
        unknown = [d for d in open_ones if d.state is DeliveryState.UNKNOWN]
        words = await self._wording.of([d for d in unknown if d.channel is Channel.SMS])
        await asyncio.gather(*(self._ask_one(d, words) for d in open_ones))

    async def _ask_one(self, delivery: Delivery, words: Wording.Prepared) -> None:
        async with self._places:
            after = await self._news(delivery, words)
        if after != delivery and await self._deliveries.apply(delivery, after):
            count_outcome(after)

    async def _news(self, delivery: Delivery, words: Wording.Prepared) -> Delivery:
        now = self._clock.now()
        try:
            if delivery.state is DeliveryState.UNKNOWN:
                return await self._look_up(delivery, words)
            if delivery.channel is Channel.EMAIL:
                return settled(delivery, Delivered(reason=NOT_BOUNCED), now, self._rng)
            return await self._how_far(delivery)
        except ProviderSilent:
            return asked_again(delivery, now, self._rng)

    async def _look_up(self, delivery: Delivery, words: Wording.Prepared) -> Delivery:
        """Only messages that no other delivery is known by can be this one."""
        found = await self._sms.find(delivery, words.sms(delivery))
        taken = await self._deliveries.recorded([id for id, _ in found])
        ours = [(id, result) for id, result in found if id not in taken | set(delivery.spent_ids)]
        if not ours:
            return looked_up(delivery, None, self._clock.now(), self._rng)
        id, result = ours[0]
        found_as = msgspec.structs.replace(delivery, provider_id=id)
        return looked_up(found_as, result, self._clock.now(), self._rng)

    async def _how_far(self, delivery: Delivery) -> Delivery:
        now = self._clock.now()
        result = await self._sms.status(delivery)
        if result is None or isinstance(result, Accepted):
            return asked_again(delivery, now, self._rng)
        return settled(delivery, result, now, self._rng)
