"""A claimed job, ours for as long as we work on it.

A mail server may take ten minutes to answer, so the lease is renewed meanwhile. It cannot be asked
either, so each mail is written down before it is handed over: whoever takes over the job of a dead
worker knows which of its mails were certainly not sent.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

from pymongo.errors import PyMongoError

from infra.log import logger
from services.notify.core.deliveries.job import Job
from services.notify.core.ports.stores import JobStore
from services.notify.core.stores.jobs import LEASE

RENEWED_AFTER = LEASE.total_seconds() / 3


class ClaimedJob:
    """`job` was claimed a moment ago."""

    def __init__(self, jobs: JobStore, job: Job) -> None:
        self._jobs = jobs
        self._job = job
        self._until = time.monotonic() + LEASE.total_seconds()
        self._handed: list[str] = []
        self._noted: frozenset[str] = frozenset()
        self._writing = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def kept(self) -> AsyncIterator["ClaimedJob"]:
        renewing = asyncio.create_task(self._renew())
        try:
            yield self
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)

    def lasts(self, seconds: float) -> bool:
        return time.monotonic() + seconds < self._until

    async def hands_over(self, alert_id: str) -> bool:
        """Whether this mail may be handed over: false once another worker has the job. Mails that
        come while one is written down share the next write."""
        self._handed.append(alert_id)
        async with self._writing:
            return alert_id in self._noted or await self._write()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEWED_AFTER)
            async with self._writing:
                await self._write()

    async def _write(self) -> bool:
        began, handed = time.monotonic(), tuple(self._handed)
        try:
            ours = await self._jobs.keep(self._job, handed)
        except PyMongoError as error:
            logger.warning("a lease was not renewed", error=type(error).__name__)
            return False
        if ours:
            self._until = began + LEASE.total_seconds()
            self._noted = frozenset(handed)
        return ours
