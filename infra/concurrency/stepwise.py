"""Work on many things in steps, between which others have their turn.

Whoever goes through a thousand rows at once holds the event loop for a third of a second: nobody is
answered meanwhile, and what the database has answered lies there until the end.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from typing import TypeVar

T = TypeVar("T")
_AT_A_STEP = 20
"""A few milliseconds, where a row takes some tenths of one."""


async def stepwise(items: Iterable[T]) -> AsyncGenerator[T]:
    """The same items; others have their turn after every few of them."""
    for number, item in enumerate(items, start=1):
        yield item
        if number % _AT_A_STEP == 0:
            await asyncio.sleep(0)
