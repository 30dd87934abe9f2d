"""Erases members in processes that are killed on the way; as `membership_process` does it."""

import asyncio
import os
import sys
from collections.abc import Iterator

import msgspec
from pymongo import monitoring

from infra.kernel.clock import FixedClock
from infra.log import configure_logging
from infra.storage.mongo import Client, connect
from services.recovery.emptying import databases
from services.recovery.erasing import erase_member
from services.settings import Settings
from tests.contract.membership_process import WRITES, Job, Killer
from tests.contract.membership_system import START


async def _erase(job: Job) -> int:
    settings = Settings(mongo_url=job.mongo_url, mongo_database_prefix=job.prefix)
    killer = Killer(job.step, WRITES | {"delete"})
    monitoring.register(killer)
    mongo: Client = connect(settings)
    dbs = databases(settings, mongo)
    await erase_member(settings, mongo, dbs, FixedClock(START), job.member_id)
    return killer.moments


def _ended(job: Job) -> int:
    child = os.fork()
    if child == 0:
        os._exit(asyncio.run(_erase(job)))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _lines() -> Iterator[list[Job]]:
    for line in sys.stdin:
        yield msgspec.json.decode(line, type=list[Job])


if __name__ == "__main__":
    configure_logging("WARNING", "membership")  # to standard error: answers go to standard output
    for jobs in _lines():
        sys.stdout.write(f"{[_ended(job) for job in jobs]}\n")
        sys.stdout.flush()
