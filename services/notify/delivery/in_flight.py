"""The jobs that this process has in hand.

Whoever brings one goes on at once, so that none of the broker's threads is held by a job that
waits for room: a code must not wait for threads that wait for an announcement. The message is
gone then, before the job is done; the row is not, and the sweeper finds it.
"""

import asyncio
from collections.abc import Coroutine

from infra.log import logger
from services.notify.contract.words import Channel
from services.notify.core.deliveries.job import Lane

MOST = 100
"""Of a channel; with so many in hand, one more is left to the sweeper."""
MOST_ENDPOINTS = 1_000
"""Of webhooks: one that is slow holds a job for long, and little else."""
LONGEST_END = 10.0
"""Seconds; a send takes at most eight, but for a slow mail server."""

Room = Channel | Lane


class InFlight:
    """Belongs to the event loop that uses it."""

    def __init__(self) -> None:
        self._jobs: dict[asyncio.Task[None], Room] = {}

    def take(self, work: Coroutine[None, None, None], lane: Lane, channel: Channel) -> None:
        """Codes however many there are. A slow mail server keeps no SMS waiting."""
        room = lane if lane is Lane.WEBHOOKS else channel
        most = MOST_ENDPOINTS if room is Lane.WEBHOOKS else MOST
        if lane is not Lane.CODES and self._in(room) >= most:
            work.close()
            return
        job = asyncio.create_task(work)
        self._jobs[job] = room
        job.add_done_callback(self._done)

    def _in(self, room: Room) -> int:
        return sum(theirs is room for theirs in self._jobs.values())

    async def finish(self) -> None:
        """Waits for what was begun. What takes too long is left to the next process."""
        if self._jobs:
            await asyncio.wait(self._jobs, timeout=LONGEST_END)

    def _done(self, job: asyncio.Task[None]) -> None:
        self._jobs.pop(job, None)
        if not job.cancelled() and (error := job.exception()):
            kind = type(error).__name__  # its text may hold an address
            logger.error("a job failed and will be taken up again", error=kind)
