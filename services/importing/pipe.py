"""Keeps a few batches on their way while the next one is read; gives results in order."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from typing import Any

from services.importing.deliver import SentBatch
from services.importing.rows import RowBatch


async def delivered(
    batches: Iterator[RowBatch],
    deliver: Callable[[RowBatch], Coroutine[Any, Any, SentBatch]],
    in_flight: int,
) -> AsyncGenerator[SentBatch, None]:
    """Reading runs in a thread, so that it does not hold up what is being sent."""
    pending: deque[asyncio.Task[SentBatch]] = deque()
    try:
        while (batch := await asyncio.to_thread(next, batches, None)) is not None:
            while len(pending) >= in_flight:
                yield await pending.popleft()
            pending.append(asyncio.create_task(deliver(batch)))
        while pending:
            yield await pending.popleft()
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
