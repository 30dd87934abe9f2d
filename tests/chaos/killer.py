"""Kills one process after the other, without warning, and flushes the broker after each round."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence

import redis.asyncio as redis

from infra.dev.supervisor import Supervisor

EVERYTHING = ("gateway", "membership", "appeals", "notify", "worker", "valkey")


class Killer:
    """`truce`: who holds it is not disturbed; `back`: seconds from each kill until the process
    answered again."""

    def __init__(
        self,
        system: Supervisor,
        rng: random.Random,
        *,
        pause: float,
        victims: Sequence[str] = EVERYTHING,
        most: int | None = None,
    ) -> None:
        self._system = system
        self._victims = list(victims)
        self._most = most
        self.truce = asyncio.Lock()
        self._rng = rng
        self._pause = pause
        self.kills: Counter[str] = Counter()
        self.flushed = 0
        self.back: list[float] = []
        self._last = "nobody", time.monotonic()

    @property
    def lately(self) -> str:
        """Who was killed last, and how long ago."""
        victim, when = self._last
        return f"{victim} was killed {time.monotonic() - when:.0f} s before"

    async def run(self) -> None:
        """Until cancelled, or until it was `most`: every process in turn, in a random order, at
        random instants."""
        while True:
            self._rng.shuffle(self._victims)
            for victim in self._victims:
                if self.kills.total() == self._most:
                    return
                await asyncio.sleep(self._rng.uniform(0.3, 1.0) * self._pause)
                async with self.truce:
                    await self._system.kill(victim)
                    self.kills[victim] += 1
                    killed = time.monotonic()
                    self._last = victim, killed
                    await self._system.wait_ready(victim)
                    self.back.append(time.monotonic() - killed)
            await self.flush()

    async def killed(self, times: int) -> None:
        """Once it is so many; it has to run."""
        while self.kills.total() < times:
            await asyncio.sleep(0.05)

    async def flush(self) -> None:
        client = redis.from_url(self._system.env["BROKER_URL"])
        try:
            await client.flushall()
            self.flushed += 1
        except redis.ConnectionError:
            return
        finally:
            await client.aclose()
