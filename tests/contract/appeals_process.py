"""Runs appeals in processes that can be killed. One parent imports everything once and forks for
each line that it reads, so that fifty deaths take seconds:

    python -m tests.contract.appeals_process  <  {"mongo_url": …, "prefix": …, "number": …, …}

It answers each line with how the child ended: 0, or minus the number of the signal.
"""

import asyncio
import os
import sys
from collections.abc import Iterator

import msgspec

from infra.crashpoints import CRASH_AT
from infra.kernel.clock import FixedClock
from infra.settings import Settings
from services.appeals.contract.words import AppealState
from services.appeals.domain.lifecycle import OPEN
from tests.contract.appeals_system import NOON, AppealsSystem, build
from tests.unit.appeals.people import ANNA, by, decision


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Decide the appeal unless that is done, and see its remedy through; die at `crash_at`."""

    mongo_url: str
    prefix: str
    number: str
    crash_at: str


async def settle(system: AppealsSystem, number: str) -> None:
    """Runs what a process runs, but without waiting for the lease of one that was killed:
    a remedy is applied once even when two processes work on it."""
    if (await system.view(number)).state in OPEN:
        await system.api.execute(decision(number, days=5), by(ANNA, f"decide {number}"))
    loops = [asyncio.ensure_future(loop.run(1)) for loop in system.component.loops]
    try:
        async with asyncio.timeout(20):
            while (await system.view(number)).state is not AppealState.CLOSED:
                await asyncio.sleep(0.01)
    finally:
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)


async def _work(job: Job) -> None:
    settings = Settings(mongo_url=job.mongo_url, mongo_database_prefix=job.prefix)
    await settle(build(settings, FixedClock(NOON)), job.number)


def _run(job: Job) -> int:
    child = os.fork()
    if child == 0:
        os.environ[CRASH_AT] = job.crash_at
        asyncio.run(_work(job))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _jobs() -> Iterator[Job]:
    for line in sys.stdin:
        yield msgspec.json.decode(line, type=Job)


if __name__ == "__main__":
    for each in _jobs():
        sys.stdout.write(f"{_run(each)}\n")
        sys.stdout.flush()
