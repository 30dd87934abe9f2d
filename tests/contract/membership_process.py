"""Upgrades members in processes that are killed within their commit. One parent imports everything
once and forks for each of the jobs that it reads, some a line:

    python -m tests.contract.membership_process

It answers each line with how the children ended: minus the number of the signal, or, of one that
lived, how many moments it could have died at.
"""

import os
import signal

import msgspec
from pymongo import monitoring

from infra.kernel.clock import FixedClock
from infra.kernel.events import Actor
from infra.log import configure_logging
from infra.storage.mongo import Client, connect
from services.membership.component import build_membership
from services.membership.contract.commands import Upgrade
from services.settings import Settings
from services.shared.callers import ActorKind, Caller
from tests.contract.appeals_process import Away
from tests.contract.forked import serve_jobs
from tests.contract.membership_system import START, Neighbours

WRITES = frozenset({"insert", "update", "findAndModify", "commitTransaction"})


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Upgrade the member to diamond; die at the moment `step` of its writes: before one is sent
    (even) or after it was answered (odd). -1: live."""

    mongo_url: str
    prefix: str
    member_id: str
    step: int


class Killer(monitoring.CommandListener):
    """Counts the moments of this process's writes, and ends it at one of them."""

    def __init__(self, step: int, writes: frozenset[str] = WRITES) -> None:
        self.step = step
        self.writes = writes
        self.moments = 0

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        self._moment(event.command_name)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        self._moment(event.command_name)

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Not a write that was done."""

    def _moment(self, command: str) -> None:
        if command not in self.writes:
            return
        if self.moments == self.step:
            os.kill(os.getpid(), signal.SIGKILL)
        self.moments += 1


async def _upgrade(job: Job) -> int:
    settings = Settings(mongo_url=job.mongo_url, mongo_database_prefix=job.prefix)
    killer = Killer(job.step)
    monitoring.register(killer)
    mongo: Client = connect(settings)
    component = build_membership(settings, mongo, FixedClock(START), Neighbours(notify=Away()))
    by = Caller(actor=Actor(kind=ActorKind.MEMBER, id=job.member_id), idempotency_key="upgrade")
    await component.api.execute(Upgrade(member_id=job.member_id, plan="diamond"), by)
    return killer.moments


if __name__ == "__main__":
    configure_logging("WARNING", "membership")  # to standard error: answers go to standard output
    serve_jobs(Job, _upgrade)
