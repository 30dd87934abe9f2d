"""Runs appeals in processes that can be killed. One parent imports everything once and forks for
each job that it reads, one a line, so that many deaths take seconds:

    python -m tests.contract.appeals_process

It answers each line with how the child ended: 0, or minus the number of the signal.
"""

import asyncio
from datetime import timedelta
from typing import Any

import msgspec

from infra.kernel.clock import FixedClock
from infra.kernel.errors import Unavailable
from infra.kernel.sentences import both
from infra.log import configure_logging
from infra.process.component import Component
from infra.storage.mongo import Client, connect
from services.appeals.component import build_appeals
from services.appeals.contract.queries import GetAppeal
from services.appeals.contract.views import AppealView
from services.appeals.contract.words import AppealState
from services.appeals.domain.aggregate.lifecycle import OPEN
from services.membership.component import build_membership
from services.membership.contract.api import MembershipApi
from services.settings import Settings
from tests.contract.appeals_system import NOON
from tests.contract.forked import serve_jobs
from tests.contract.granting import granting
from tests.loops import looping
from tests.unit.appeals.people import ANNA, by
from tests.waiting import PATIENCE


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Decide the appeal unless that is done, and see its remedy through; die at `crash_at`. With
    `until`: see it through, so many hours after noon, until its history has such an event."""

    mongo_url: str
    prefix: str
    number: str
    crash_at: str
    until: str = ""
    hours: int = 0


class Away:
    """Notification, which nobody started here."""

    async def read(self, queries: list[Any]) -> list[Any]:
        raise Unavailable(both("通知服务没有启动。", "Notification was not started."))


class Pair:
    """Membership and appeals in one process, as `services.compose` joins them."""

    membership: MembershipApi

    def __init__(self, settings: Settings, clock: FixedClock) -> None:
        self.clock = clock
        self.notify = Away()
        self.mongo: Client = connect(settings)
        neighbours: Any = self  # notification is away
        self.members: Component = build_membership(settings, self.mongo, clock, neighbours)
        self.membership = self.members.api
        self.appeals: Component = build_appeals(settings, self.mongo, clock, neighbours)

    async def view(self, number: str) -> AppealView:
        [answer] = await self.appeals.api.read([GetAppeal(number=number)])
        assert isinstance(answer, AppealView)
        return answer

    async def see_through(self, number: str, until: str) -> None:
        """Runs what a process runs, until the appeal's history has such an event."""
        async with looping(self.appeals.loops), asyncio.timeout(PATIENCE):
            while until not in [step.type for step in (await self.view(number)).steps]:
                await asyncio.sleep(0.01)
                self.clock.advance(timedelta(milliseconds=10))  # what failed is due again later

    async def settle(self, *numbers: str) -> None:
        """Runs what a process runs, but without waiting for the lease of one that was killed:
        a remedy is applied once even when two processes work on it."""
        for number in numbers:
            if (await self.view(number)).state in OPEN:
                key = f"decide {number}"
                await self.appeals.api.execute(granting(number), by(ANNA, key))
        try:
            async with looping(self.appeals.loops), asyncio.timeout(PATIENCE):
                for number in numbers:
                    while (await self.view(number)).state is not AppealState.CLOSED:
                        await asyncio.sleep(0.01)
                        # what failed is due again later
                        self.clock.advance(timedelta(milliseconds=10))
        except TimeoutError:
            raise TimeoutError([await self._stands(number) for number in numbers]) from None

    async def _stands(self, number: str) -> str:
        view = await self.view(number)
        decision = view.decision
        return f"{number} {view.state} {decision and (decision.remedy_state, decision.refused)}"


async def _work(job: Job) -> None:
    settings = Settings(
        mongo_url=job.mongo_url, mongo_database_prefix=job.prefix, crash_at=job.crash_at
    )
    pair = Pair(settings, FixedClock(NOON + timedelta(hours=job.hours)))
    if job.until:
        await pair.see_through(job.number, job.until)
    else:
        await pair.settle(job.number)


if __name__ == "__main__":
    configure_logging("WARNING", "appeals")  # to standard error: answers go to standard output
    serve_jobs(Job, _work)
