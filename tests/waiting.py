"""How tests wait: for what is to happen, not for a time to pass.

The limit only ends a test that hangs; a busy machine must not come near it.
"""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 120.0
"""Seconds."""
_SHORTEST, _LONGEST = 0.01, 0.1


async def eventually(
    look: Callable[[], Awaitable[T | None] | T | None], within: float = PATIENCE
) -> T:
    """What `look` finds, once it finds something. It looks less often the longer it takes: looking
    costs those something for whom it waits.

    Raises:
        TimeoutError: it never did.
    """
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with asyncio.timeout(within):
        while not (found := await _seen(look)):
            waited = loop.time() - began
            await asyncio.sleep(min(max(waited / 10, _SHORTEST), _LONGEST))
    return found


async def _seen(look: Callable[[], Awaitable[T | None] | T | None]) -> T | None:
    seen = look()
    return await seen if inspect.isawaitable(seen) else seen
