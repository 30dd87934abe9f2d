"""Never in production: the clock, and what it waits for when time passes."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

import aiohttp
import msgspec

from gateway.request.context import Contracts
from gateway.settings import GatewaySettings
from infra.kernel.clock import Clock
from infra.kernel.errors import InvalidInput
from infra.kernel.pulse import Pulse
from infra.kernel.sentences import both
from infra.process.movable_clock import MovableClock
from infra.process.passage import Passage, Reached

LATEST = datetime(2100, 1, 1, tzinfo=UTC)  # a shared clock beyond what dates can hold is broken
_TOLD_EVERY = 1.0  # seconds
_TIMEOUT = aiohttp.ClientTimeout(total=2)


class DevClock:
    """`advance` lets time pass with all that falls due; `jump` is an outage: nobody was there."""

    def __init__(self, settings: GatewaySettings, clock: Clock, apis: Contracts) -> None:
        self._settings = settings
        self._clock = clock
        looks = {
            "membership": apis.membership.pulse,
            "accounts": apis.accounts.pulse,
            "appeals": apis.appeals.pulse,
            "notify": apis.notify.pulse,
        }
        self._passage = Passage(clock, looks) if isinstance(clock, MovableClock) else None

    async def advance(self, by: timedelta) -> datetime:
        """
        Raises:
            InvalidInput: backwards, or too far.
            Conflict: time is passing already.
            Unavailable: the system does not get on with what is due.
        """
        passage = self._movable("advance", by)
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
            return await passage.let_pass(by, lambda: self._receipts(session))

    def jump(self, by: timedelta) -> datetime:
        """
        Raises:
            InvalidInput: backwards, or too far.
        """
        return self._movable("jump", by).jump(by)

    def reached(self) -> Reached:
        """Where the clock is; `done` below 1 while time passes."""
        now = self._clock.now()
        passing = self._passage.reached if self._passage else None
        return passing or Reached(now=now, until=now, done=1.0)

    async def progress(self, by: timedelta) -> AsyncGenerator[Reached, None]:
        """Lets time pass and tells once a second how far it is; goes on when nobody listens."""
        passing = asyncio.create_task(self.advance(by))
        while not (await asyncio.wait({passing}, timeout=_TOLD_EVERY))[0]:
            yield self.reached()
        now = passing.result()
        yield Reached(now=now, until=now, done=1.0)

    def _movable(self, field: str, by: timedelta) -> Passage:
        if by < timedelta(0):
            raise InvalidInput(both("时钟只能向前。", "The clock only moves forward."), field=field)
        if self._passage is None or by > LATEST - self._clock.now():
            raise InvalidInput(
                both(
                    "时钟最远只到 {year} 年。",
                    "The clock goes no further than {year}.",
                    year=LATEST.year,
                ),
                field=field,
            )
        return self._passage

    async def _receipts(self, session: aiohttp.ClientSession) -> Pulse:
        """Whether some are on their way from the sinks; where there are none, nobody knows. Sinks
        that do not come to answering have something to do."""
        url = f"http://{self._settings.host}:{self._settings.sink_port}/arriving"
        try:
            async with session.get(url) as answer:
                found = msgspec.json.decode(await answer.read(), type=_Arriving)
                return Pulse(busy=found.arriving > 0)
        except TimeoutError:
            return Pulse(busy=True)
        except (aiohttp.ClientError, msgspec.DecodeError):
            return Pulse()


class _Arriving(msgspec.Struct):
    arriving: int
