"""Sweeps what is due and carries out what was decided, in processes that are killed at one of their
writes. One parent imports everything once and forks for each job that it reads, one a line:

    python -m tests.contract.breaker_process

It answers each with how the child ended: minus the number of the signal, or 0.
"""

from datetime import datetime

import msgspec
from pymongo import monitoring

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import FixedClock
from infra.log import configure_logging
from infra.storage.mongo import Client, Database, connect, database
from infra.storage.sweeper import Sweeper
from infra.storage.transactions import Transactions
from infra.storage.unit_of_work import UnitOfWork
from services.membership.adapters.documents import MEMBERSHIPS, member_of
from services.membership.breaker.carrying_out import CarryingOut
from services.membership.breaker.incident_store import IncidentStore
from services.membership.component import build_membership
from services.membership.handlers import Ticker
from services.membership.ports import Context
from services.settings import Settings
from tests.contract.appeals_process import Away
from tests.contract.forked import serve_jobs
from tests.contract.membership_process import Killer
from tests.contract.membership_system import Neighbours

ROUNDS, AT_ONCE = 6, 8


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Die at the moment `step` of the writes; -1: live."""

    mongo_url: str
    prefix: str
    now: datetime
    step: int


def carrying_out(context: Context, db: Database) -> CarryingOut:
    uow = UnitOfWork(Transactions(db.client, db), db, Wakeup(), member_of)
    return CarryingOut(context, IncidentStore(uow), AT_ONCE)


async def _work(job: Job) -> None:
    settings = Settings(mongo_url=job.mongo_url, mongo_database_prefix=job.prefix)
    monitoring.register(Killer(job.step))
    mongo: Client = connect(settings)
    db, clock = database(mongo, settings.database("membership")), FixedClock(job.now)
    component = build_membership(settings, mongo, clock, Neighbours(notify=Away()))
    sweeper = Sweeper(db, MEMBERSHIPS, clock, Ticker(component.api.context))
    for _ in range(ROUNDS):
        await sweeper.sweep()
        await carrying_out(component.api.context, db).step()


if __name__ == "__main__":
    configure_logging("CRITICAL", "membership")  # to standard error
    serve_jobs(Job, _work)
