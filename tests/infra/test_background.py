"""What nobody waits for goes on by itself, and can be ended."""

import asyncio

from infra.concurrency.background import Background


async def test_what_is_started_is_kept_until_it_is_done() -> None:
    background, go_on, done = Background(), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        await go_on.wait()
        done.set()

    background.start(work())
    assert len(background) == 1
    go_on.set()
    await done.wait()
    await asyncio.sleep(0)  # its end is told in the loop's next turn
    assert len(background) == 0


async def test_cancelling_waits_until_all_have_ended() -> None:
    background, begun, ended = Background(), asyncio.Semaphore(0), []

    async def work(name: str) -> None:
        try:
            begun.release()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append(name)

    for name in ("a", "b"):
        background.start(work(name))
    for _ in range(2):
        await begun.acquire()
    await background.cancel()
    assert sorted(ended) == ["a", "b"]
