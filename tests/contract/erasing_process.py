"""Erases members in processes that are killed on the way; as `membership_process` does it."""

from pymongo import monitoring

from infra.kernel.clock import FixedClock
from infra.log import configure_logging
from infra.storage.mongo import Client, connect
from services.recovery.emptying import databases
from services.recovery.erasing import erase_member
from services.settings import Settings
from tests.contract.forked import serve_jobs
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


if __name__ == "__main__":
    configure_logging("WARNING", "membership")  # to standard error: answers go to standard output
    serve_jobs(Job, _erase, at_once=False)
