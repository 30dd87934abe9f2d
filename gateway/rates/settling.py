"""Gives back portions that are over, for as long as a gateway runs, and all of them at its end."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from gateway.rates.rates import HELD_SECONDS, Rates
from infra.concurrency.finishing import ended
from infra.log import logger


@contextlib.asynccontextmanager
async def settling(rates: Rates) -> AsyncIterator[None]:
    task = asyncio.create_task(_settle(rates))
    try:
        yield
    finally:
        await ended([task])
        await rates.settle_all()


async def _settle(rates: Rates) -> None:
    while True:
        await asyncio.sleep(HELD_SECONDS)
        try:
            await rates.settle()
        except Exception as error:
            logger.error("portions were not given back", error=type(error).__name__)
