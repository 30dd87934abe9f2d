"""Keeps a few batches on their way while the next one is read; gives results in order.

Rows about one member are taken in the order of the file: a batch waits for those before it that are
about one of its members.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from typing import Any, NamedTuple

from services.importing.deliver import SentBatch
from services.importing.rows import RowBatch
from services.importing.tables import member_of


class _Underway(NamedTuple):
    members: set[str]
    sent: asyncio.Task[SentBatch]


async def delivered(
    batches: Iterator[RowBatch],
    deliver: Callable[[RowBatch], Coroutine[Any, Any, SentBatch]],
    in_flight: int,
) -> AsyncGenerator[SentBatch, None]:
    """Reading runs in a thread, so that it does not hold up what is being sent."""
    pending: deque[_Underway] = deque()
    try:
        while (batch := await asyncio.to_thread(next, batches, None)) is not None:
            members = {member_of(row) for row in batch.rows}
            while len(pending) >= in_flight or any(members & one.members for one in pending):
                yield await pending.popleft().sent
            pending.append(_Underway(members, asyncio.create_task(deliver(batch))))
        while pending:
            yield await pending.popleft().sent
    finally:
        for one in pending:
            one.sent.cancel()
        await asyncio.gather(*(one.sent for one in pending), return_exceptions=True)
