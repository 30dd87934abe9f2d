"""A membership service on the real embedded server, with a clock that the test moves."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from infra.kernel.clock import FixedClock
from infra.kernel.events import Actor, EventEnvelope
from infra.kernel.feed import FeedPage, Place
from infra.kernel.ids import new_id
from infra.process.component import Component
from infra.storage.mongo import Client, Database, connect, database
from services.membership.adapters.documents import MEMBERSHIPS, SHOWN
from services.membership.component import build_membership
from services.membership.contract.api import MembershipApi
from services.membership.contract.queries import AnyQuery, GetRecord
from services.membership.contract.views import RecordView
from services.membership.handlers import tick
from services.membership.ports import Context
from services.notify.contract.views import DigestView, ProfileView, QuietHoursView
from services.notify.contract.words import DigestEvery
from services.settings import Settings
from services.shared.callers import ActorKind, Caller
from tests.fakes.callers import staff_caller
from tests.fakes.feeds import MemoryFeed
from tests.loops import looping as looping_all

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
A = TypeVar("A")


class NotifyFeed:
    """Notification's feed, filled by the test, and where its members live and are reached: by SMS,
    but for those in `unreached`."""

    def __init__(self) -> None:
        self.events: list[EventEnvelope] = []
        self.zones: dict[str, str] = {}
        self.unreached: set[str] = set()

    async def read(self, queries: list[Any]) -> list[Any]:
        zone_of = self.zones.get
        return [
            _living_in(
                one.member_id,
                zone_of(one.member_id, "Asia/Shanghai"),
                reached=one.member_id not in self.unreached,
            )
            for one in queries
        ]

    async def feed(self, after: Place | None, limit: int, wait_seconds: float) -> FeedPage:
        if after and sum(after.numbers) == len(self.events):
            await asyncio.sleep(min(wait_seconds, 0.02))
        stored = MemoryFeed()
        for event in self.events:
            stored.append(event)
        return stored.read(after, limit)


def _living_in(member_id: str, zone: str, *, reached: bool) -> ProfileView:
    return ProfileView(
        member_id=member_id,
        name="",
        phone="",
        email="",
        language="zh-CN",
        time_zone=zone,
        preferences=(),
        quiet_hours=QuietHoursView(begins="", ends="", off=True, default=True),
        digest=DigestView(every=DigestEvery.OFF, hour=0),
        phone_verified_at=START if reached else None,
    )


@dataclass
class Neighbours:
    notify: Any
    appeals: Any = None
    membership: Any = None
    accounts: Any = None


@dataclass
class System:
    api: MembershipApi
    context: Context
    component: Component
    clock: FixedClock
    db: Database
    notify: NotifyFeed

    async def pass_time(self, *member_ids: str, **by: float) -> None:
        """The sweeper's work is done, at its time, for the members named."""
        until = self.clock.now() + timedelta(**by)
        while (due := await self._next_due(member_ids)) is not None and due <= until:
            self.clock.advance(max(due - self.clock.now(), timedelta(0)))
            for member_id in member_ids:
                await tick(self.context, member_id)
        self.clock.advance(until - self.clock.now())
        for member_id in member_ids:
            await tick(self.context, member_id)

    async def _next_due(self, member_ids: Sequence[str]) -> datetime | None:
        rows = self.db[MEMBERSHIPS].find({"_id": {"$in": list(member_ids)}})
        found = [row["next_due"] async for row in rows]
        return min((due for due in found if due is not None), default=None)

    async def ask(self, query: AnyQuery, kind: type[A]) -> A:
        answer = (await self.api.read([query]))[0]
        assert isinstance(answer, kind), answer
        return answer

    async def holds(self, member_id: str) -> bool:
        """Whether the record verifies."""
        record = await self.ask(GetRecord(member_id=member_id), RecordView)
        assert not record.fault, record.fault
        return record.holds


@asynccontextmanager
async def running_membership(
    mongo_url: str, prefix: str, **settings_of: Any
) -> AsyncIterator[System]:
    settings = Settings(mongo_url=mongo_url, mongo_database_prefix=prefix, **settings_of)
    client: Client = connect(settings)
    clock, notify = FixedClock(START), NotifyFeed()
    neighbours = Neighbours(notify=notify)
    component = build_membership(settings, client, clock, neighbours)
    neighbours.membership = component.api
    await component.prepare()
    try:
        db = database(client, settings.database("membership"))
        api = component.api
        yield System(api, api.context, component, clock, db, notify)
    finally:
        client.close()


@asynccontextmanager
async def looping(system: System, *names: str) -> AsyncIterator[None]:
    """Its loops whose names begin so."""
    named = (loop for loop in system.component.loops if loop.name.startswith(names))
    async with looping_all(named):
        yield


async def all_laid(system: System) -> bool:
    """Whether whatever was shown to partners has its place."""
    return await system.db[SHOWN].find_one({}) is None


def member(id: str, **more: Any) -> Caller:
    return Caller(actor=Actor(kind=ActorKind.MEMBER, id=id), request_id=new_id(), **more)


def host(**more: Any) -> Caller:
    return Caller(actor=Actor(kind=ActorKind.HOST, id="shop"), request_id=new_id(), **more)


def staff(**more: Any) -> Caller:
    return staff_caller("s-1", name="Lin", request_id=new_id(), **more)
