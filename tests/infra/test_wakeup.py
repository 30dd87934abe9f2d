"""A kick wakes, and a cancellation is never forgotten."""

import asyncio

import pytest

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


async def test_work_goes_on_while_there_is_some_and_then_waits_for_a_kick() -> None:
    wakeup, found, rested = Wakeup(), [2, 1, 0], asyncio.Event()
    done: list[int] = []

    async def work() -> int:
        done.append(found.pop(0) if found else 0)
        if done[-1] == 0:
            rested.set()
        return done[-1]

    working = asyncio.create_task(wakeup.keep_at(work, poll=3_600))
    await rested.wait()
    assert done == [2, 1, 0]
    rested.clear()
    found.append(5)
    wakeup.kick()
    await rested.wait()
    assert done == [2, 1, 0, 5, 0]
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working


async def test_a_kick_while_it_works_is_not_slept_through() -> None:
    wakeup, rounds = Wakeup(), 0
    enough = asyncio.Event()

    async def work() -> int:
        nonlocal rounds
        rounds += 1
        if rounds == 1:
            wakeup.kick()  # something came after this round had looked
        else:
            enough.set()
        return 0

    working = asyncio.create_task(wakeup.keep_at(work, poll=3_600))
    async with asyncio.timeout(60):
        await enough.wait()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    assert rounds == 2
