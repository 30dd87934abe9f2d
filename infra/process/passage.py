"""Lets time pass: the clock goes to the next thing that is due, waits until that is done with all
that follows from it, and goes on. A jump is something else: an outage of that length.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import msgspec

from infra.kernel.errors import Conflict, Unavailable
from infra.kernel.pulse import Pulse
from infra.kernel.sentences import both
from infra.process.movable_clock import MovableClock

Pulses = Callable[[], Awaitable[Mapping[str, Pulse]]]
Arriving = Callable[[], Awaitable[bool]]

GRAIN = timedelta(minutes=10)
"""What falls due so soon after another thing happens together with it, so late at most."""
_STEPS = 2_000
_PAUSE_SECONDS = 0.01
_LONGEST_PAUSE_SECONDS = 0.1
_PATIENCE_SECONDS = 60.0


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """How far time has passed; `done` from 0 to 1."""

    now: datetime
    until: datetime
    done: float


class Passage:
    """One at a time. `pulses`: of each service, by its name."""

    def __init__(self, clock: MovableClock, pulses: Pulses) -> None:
        self._clock = clock
        self._pulses = pulses
        self._span: tuple[datetime, datetime] | None = None

    @property
    def reached(self) -> Reached | None:
        """None while time passes by itself only."""
        if self._span is None:
            return None
        began, until = self._span
        now = min(self._clock.now(), until)
        share = (now - began) / (until - began) if until > began else 1.0
        return Reached(now=now, until=until, done=round(share, 3))

    async def let_pass(self, by: timedelta, arriving: Arriving) -> datetime:
        """Gives the time at the end. `arriving`: whether anything is on its way from outside, such
        as receipts.

        Raises:
            Conflict: time is passing already.
            Unavailable: the system does not get on with what is due.
        """
        if self._span is not None:
            raise Conflict(
                both(
                    "时间正在推进到 {until}，请等待。",
                    "Time is passing already, until {until}; wait for that.",
                    until=self._span[1],
                )
            )
        began = self._clock.now()
        self._span = began, began + by
        try:
            await self._walk(began + by, min(GRAIN, by / _STEPS), arriving)
        finally:
            self._span = None
        return self._clock.now()

    def jump(self, by: timedelta) -> datetime:
        """An outage of that length: nobody was there while it lasted."""
        return self._clock.advance(by)

    async def _walk(self, until: datetime, grain: timedelta, arriving: Arriving) -> None:
        while True:
            coming = await self._quiet(arriving)
            now = self._clock.now()
            if now >= until:
                return
            to = until if coming is None else min(until, coming + grain)
            self._clock.advance(max(to - now, timedelta(0)))

    async def _quiet(self, arriving: Arriving) -> datetime | None:
        """When something is due next, once nothing is to be done any more.

        Work that moves on between two looks shows in the second one: hence two in a row.
        """
        began, looks = _monotonic(), 0
        while True:
            pulses = {} if await arriving() else await self._pulses()
            busy = not pulses or any(_busy(pulse, pulses) for pulse in pulses.values())
            looks = 0 if busy else looks + 1
            if looks == 2:
                coming = [one.next_due for one in pulses.values() if one.next_due is not None]
                return min(coming, default=None)
            if _monotonic() - began > _PATIENCE_SECONDS:
                raise Unavailable(
                    both(
                        "时间停在 {at}：到期的工作没有完成。",
                        "Time stands still at {at}: work that is due does not end.",
                        at=self._clock.now(),
                    )
                )
            if busy:  # looking takes the processor from those whom it waits for
                waited = _monotonic() - began
                await asyncio.sleep(min(max(waited / 4, _PAUSE_SECONDS), _LONGEST_PAUSE_SECONDS))


def _busy(pulse: Pulse, others: Mapping[str, Pulse]) -> bool:
    """With work of its own, or with events of others that it has not handled."""
    behind = (not at.covers(others[name].head) for name, at in pulse.followed.items())
    return pulse.busy or any(behind)


def _monotonic() -> float:
    return asyncio.get_running_loop().time()
