"""Applies what a mail server reports to the delivery that it names, and to its address."""

import random

from infra.kernel.clock import Clock
from infra.kernel.errors import Conflict
from services.notify.adapters.deliveries import Deliveries
from services.notify.adapters.metrics import count_outcome
from services.notify.adapters.suppressions import Suppressions
from services.notify.domain.delivery import called_back
from services.notify.domain.results import Result

_TRIES = 5


class DeliveryNews:
    def __init__(self, deliveries: Deliveries, suppressions: Suppressions, clock: Clock) -> None:
        self._deliveries = deliveries
        self._suppressions = suppressions
        self._clock = clock
        self._rng = random.Random()

    async def __call__(self, delivery_id: str, provider_id: str, result: Result) -> None:
        """Nothing for an unknown delivery.

        Raises:
            Conflict: the delivery is changing all the time.
        """
        for _ in range(_TRIES):
            for before in await self._deliveries.get_many({delivery_id}):
                after = called_back(before, provider_id, result, self._clock.now(), self._rng)
                if after != before and not await self._deliveries.apply(before, after):
                    break
                if after != before:
                    count_outcome(after)
                await self._suppressions.learn(before.member_id, before.channel, before.to, result)
            else:
                return
        raise Conflict("This delivery is changing all the time; send the news again.")
