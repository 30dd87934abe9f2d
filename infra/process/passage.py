"""Lets time pass: the clock goes to the next thing that is due, waits until that is done with all
that follows from it, and goes on. A jump is something else: an outage of that length.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime, timedelta

import msgspec

from infra.kernel.errors import Conflict, Unavailable
from infra.kernel.pulse import Pulse
from infra.kernel.sentences import both
from infra.process.movable_clock import MovableClock

Look = Callable[[], Awaitable[Pulse]]

GRAIN = timedelta(minutes=10)
"""What falls due so soon after another thing happens together with it, so late at most."""
_STEPS = 2_000
_PAUSE_SECONDS = 0.01
_LONGEST_PAUSE_SECONDS = 0.1
_PATIENCE_SECONDS = 180.0  # what a killed process leaves half done is let go after a minute


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """How far time has passed; `done` from 0 to 1."""

    now: datetime
    until: datetime
    done: float


class Passage:
    """One at a time. `looks`: at what each service has still to do, by its name."""

    def __init__(self, clock: MovableClock, looks: Mapping[str, Look]) -> None:
        self._clock = clock
        self._looks = looks
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

    async def let_pass(self, by: timedelta, outside: Look) -> datetime:
        """Gives the time at the end. `outside`: at what is on its way to the services, such as
        receipts.

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
            await self._walk(began + by, min(GRAIN, by / _STEPS), outside)
        finally:
            self._span = None
        return self._clock.now()

    def jump(self, by: timedelta) -> datetime:
        """An outage of that length: nobody was there while it lasted."""
        return self._clock.advance(by)

    async def _walk(self, until: datetime, grain: timedelta, outside: Look) -> None:
        looks = {**self._looks, "outside": outside}
        pulses: dict[str, Pulse] = {}
        looked_at: Collection[str] = looks
        while looked_at:
            await self._quiet(looks, looked_at, pulses)
            coming = {
                name: one.next_due for name, one in pulses.items() if one.next_due is not None
            }
            to = min(until, min(coming.values(), default=until) + grain)
            self._clock.advance(max(to - self._clock.now(), timedelta(0)))
            looked_at = [name for name, at in coming.items() if at <= to]

    async def _quiet(
        self, looks: Mapping[str, Look], looked_at: Collection[str], pulses: dict[str, Pulse]
    ) -> None:
        """Returns once nothing is to be done any more. `looked_at`: who may have something to do;
        `pulses`: what was seen last, of the others too.

        Looking takes the processor from those whom it waits for: only the busy ones are looked at
        until they are not, those among them who have not handled what these did. Work that moves
        on between two looks at all shows in the second one: hence two in a row.
        """
        began, calm = _monotonic(), 0
        while calm < 2:
            pulses |= await _seen(looks, looked_at)
            busy = [name for name, pulse in pulses.items() if _busy(pulse, pulses)]
            calm = calm + 1 if looked_at is looks and not busy else 0
            if busy:
                await self._pause(_monotonic() - began)
            looked_at = busy or looks

    async def _pause(self, waited: float) -> None:
        if waited > _PATIENCE_SECONDS:
            raise Unavailable(
                both(
                    "时间停在 {at}：到期的工作没有完成。",
                    "Time stands still at {at}: work that is due does not end.",
                    at=self._clock.now(),
                )
            )
        await asyncio.sleep(min(max(waited / 4, _PAUSE_SECONDS), _LONGEST_PAUSE_SECONDS))


async def _seen(looks: Mapping[str, Look], names: Collection[str]) -> dict[str, Pulse]:
    return dict(zip(names, await asyncio.gather(*(looks[name]() for name in names)), strict=True))


def _busy(pulse: Pulse, seen: Mapping[str, Pulse]) -> bool:
    """With work of its own, or with events of others, as far as they were seen, that it has not
    handled."""
    heads = ((at, seen[name].head) for name, at in pulse.followed.items() if name in seen)
    return pulse.busy or any(not at.covers(head) for at, head in heads)


def _monotonic() -> float:
    return asyncio.get_running_loop().time()
