"""A kick wakes, and a cancellation is never forgotten."""

import asyncio

from infra.concurrency.wakeup import Wakeup


async def test_a_kick_between_looking_and_waiting_counts() -> None:
    wakeup = Wakeup()
    seen = wakeup.seen()
    wakeup.kick()
    async with asyncio.timeout(30):
        await wakeup.newer_than(seen, 60)


async def test_nobody_kicks_and_the_time_passes() -> None:
    wakeup = Wakeup()
    await wakeup.newer_than(wakeup.seen(), 0.001)


async def test_a_cancellation_that_comes_with_a_kick_is_not_forgotten() -> None:
    """Else a loop outlives the lease under which it ran."""
    wakeup = Wakeup()

    async def loop() -> None:
        while True:
            await wakeup.newer_than(wakeup.seen(), 60)

    task = asyncio.create_task(loop())
    await asyncio.sleep(0)
    wakeup.kick()
    task.cancel()
    await asyncio.wait({task}, timeout=30)
    assert task.cancelled()
