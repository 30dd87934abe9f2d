"""The loops of a component, run as a process runs them."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from infra.process.component import Loop


@asynccontextmanager
async def looping(loops: Iterable[Loop]) -> AsyncIterator[None]:
    tasks = [asyncio.ensure_future(loop.run(1)) for loop in loops]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
