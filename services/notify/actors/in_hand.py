"""The jobs that this process has in hand.

Whoever brings one goes on at once, so that none of the broker's threads is held by a job that
waits for room: a code must not wait for threads that wait for an announcement. The message is
gone then, before the job is done; the row is not, and the sweeper finds it.
"""

import asyncio
from collections.abc import Coroutine

from infra.log import logger

MOST = 200
"""With so many in hand, one more is left to the sweeper."""
LONGEST_END = 10.0
"""Seconds; a send takes at most eight."""


class InHand:
    """Belongs to the event loop that uses it."""

    def __init__(self) -> None:
        self._jobs: set[asyncio.Task[None]] = set()

    def take(self, work: Coroutine[None, None, None], *, urgent: bool) -> None:
        """`urgent`: however many there are."""
        if len(self._jobs) >= MOST and not urgent:
            work.close()
            return
        job = asyncio.create_task(work)
        self._jobs.add(job)
        job.add_done_callback(self._done)

    async def finish(self) -> None:
        """Waits for what was begun. What takes too long is left to the next process."""
        if self._jobs:
            await asyncio.wait(self._jobs, timeout=LONGEST_END)

    def _done(self, job: asyncio.Task[None]) -> None:
        self._jobs.discard(job)
        if not job.cancelled() and (error := job.exception()):
            kind = type(error).__name__  # its text may hold an address
            logger.error("a job failed and will be taken up again", error=kind)
