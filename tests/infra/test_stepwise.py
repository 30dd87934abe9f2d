"""Long work leaves room for others."""

import asyncio

from infra.concurrency.stepwise import stepwise


async def test_others_have_their_turn_while_many_are_gone_through() -> None:
    turns, seen = 0, list[int]()

    async def others() -> None:
        nonlocal turns
        while len(seen) < 1_000:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(others())
    async for one in stepwise(range(1_000)):
        seen.append(one)
    await beside
    assert seen == list(range(1_000))
    assert turns > 20


async def test_a_few_take_no_turn() -> None:
    """What a command goes through is done at once."""
    beside = asyncio.create_task(asyncio.sleep(0))
    assert [one async for one in stepwise("abc")] == ["a", "b", "c"]
    assert not beside.done()
    await beside
