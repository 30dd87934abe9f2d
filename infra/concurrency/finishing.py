"""What must not be left halfway when its caller is cancelled, and what must not go on."""

import asyncio
from collections.abc import Collection, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
_LOST_AFTER_SECONDS = 2.0


async def finished(work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`. When the caller is cancelled, `work` still goes on to its end first: a
    transaction whose command is still under way keeps its rows locked for a minute."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.gather(task, return_exceptions=True)
        raise


async def ended(tasks: Collection["asyncio.Task[Any]"]) -> None:
    """Cancels the tasks and waits until all of them have ended, however they do.

    Asks again whoever goes on: a library that waits with `asyncio.wait_for` loses, in Python 3.11,
    a cancellation that comes together with its result.
    """
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=_LOST_AFTER_SECONDS)
