"""A process that stops: its loops have ended before anything is closed under them."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import cast

import pytest

from infra.concurrency import finishing
from infra.process.component import Component, Loop
from infra.process.runtime import Runner
from infra.storage.lease import Lease


class Held:
    """A lease that nobody else wants."""

    async def while_held(self, work: Callable[[int], Awaitable[None]]) -> None:
        await work(1)

    async def release(self) -> None:
        return None


class House:
    """Two loops that run until they are told to end; `log` has what happened in its order."""

    def __init__(self, ending: Callable[["House"], Awaitable[None]], *, everywhere: bool) -> None:
        self.log: list[str] = []
        self.running = asyncio.Event()

        async def at_once(_epoch: int) -> None:
            await asyncio.Event().wait()

        async def late(_epoch: int) -> None:
            self.running.set()
            await ending(self)
            self.log.append("ended")

        async def close() -> None:
            self.log.append("closed")

        loops = [
            Loop(name="at once", run=at_once, everywhere=everywhere),
            Loop(name="late", run=late, everywhere=everywhere),
        ]
        lease = cast(Lease, Held())
        component = Component(
            name="house", contract=object, api=None, lease=lease, loops=loops, close=close
        )
        self.runner = Runner([component])


async def in_its_own_time(house: House) -> None:
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        for _ in range(50):
            await asyncio.sleep(0)
        house.log.append("ended")
        raise


async def only_when_told_twice(house: House) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.Event().wait()
    await in_its_own_time(house)


@pytest.mark.parametrize("everywhere", [False, True])
@pytest.mark.parametrize("ending", [in_its_own_time, only_when_told_twice])
async def test_every_loop_has_ended_before_anything_is_closed(
    ending: Callable[[House], Awaitable[None]], everywhere: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finishing, "_LOST_AFTER_SECONDS", 0.05)
    house, others = House(ending, everywhere=everywhere), asyncio.all_tasks()
    await house.runner.start()
    await house.running.wait()
    tasks = asyncio.all_tasks() - others
    await house.runner.stop()
    assert house.log == ["ended", "closed"]
    assert [task for task in tasks if not task.done()] == []
