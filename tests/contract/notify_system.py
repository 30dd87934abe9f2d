"""Notification on real servers: database, broker, sinks, worker and callbacks."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import dramatiq
import uvicorn
from pydantic import SecretStr
from redis.asyncio import Redis
from starlette.applications import Starlette

from infra.broker.build import build_broker
from infra.concurrency.wakeup import Wakeup
from infra.dev.ports import free_port
from infra.kernel.clock import SystemClock
from infra.kernel.events import NEW, Actor, Draft, EventEnvelope, Head, NumberedEvent, Origin, chain
from infra.kernel.feed import FeedPage
from infra.kernel.text import LocalText
from infra.process.component import Component
from infra.process.foundation import lay_foundation
from infra.process.movable_clock import MovableClock
from infra.process.runtime import Runner
from infra.storage.mongo import Client, Database, connect, database
from services.membership.contract.plans import Plan, PlansView
from services.notify.component import (
    Notify,
    WorkersNeighbours,
    build_job_runner,
    build_notify,
    build_worker,
)
from services.notify.component.laying import lay
from services.notify.contract.commands import SetContacts
from services.notify.contract.queries import GetAlerts
from services.notify.contract.views import AlertsPage, AlertView
from services.notify.contract.words import Channel
from services.notify.core.alerts.alert import Alert
from services.notify.core.deliveries.job import Lane
from services.notify.core.deliveries.journal import Delivery
from services.notify.core.gates.provider_gates import PROVIDERS
from services.notify.core.stores.alerts import Alerts
from services.notify.core.stores.dead_letters import DeadLetters
from services.notify.core.stores.documents import from_document
from services.notify.core.stores.jobs import ENQUEUED_FOR, Jobs
from services.notify.core.stores.journal import Journal
from services.notify.core.stores.queue import JobQueue
from services.notify.core.stores.settling import Settling
from services.notify.core.stores.unpassed_receipts import UnpassedReceipts
from services.notify.delivery.runner import JobRunner
from services.notify.delivery.sweeper import JobSweeper
from services.settings import Settings
from services.shared.callers import SYSTEM, ActorKind, Caller
from tests.servers import Sinks
from tests.waiting import eventually

MEMBER = Caller(actor=Actor(kind=ActorKind.MEMBER, id="m-1"))
HOST = Caller(actor=Actor(kind=ActorKind.HOST, id="shop"))


class FakeFeed:
    """A service that notification follows: events in, numbered from 1, and the plans."""

    def __init__(self) -> None:
        self.events: list[EventEnvelope] = []
        self._heads: dict[str, Head] = {}

    def publish(self, aggregate: str, *events: Any, at: datetime | None = None) -> list[str]:
        """One commit of these events; gives their ids."""
        now = at or datetime.now(UTC)
        sealed = chain(
            self._heads.get(aggregate, NEW),
            aggregate,
            [Draft(event=event, happened_at=now) for event in events],
            actor=SYSTEM,
            origin=Origin(),
            recorded_at=now,
        )
        last = sealed[-1]
        self._heads[aggregate] = Head(version=last.version, hash=last.hash, commit=None)
        self.events += sealed
        return [event.id for event in sealed]

    async def feed(self, after: int, limit: int, wait_seconds: float) -> FeedPage:
        deadline = time.monotonic() + wait_seconds
        while len(self.events) <= after and time.monotonic() < deadline:
            await asyncio.sleep(0.005)
        page = self.events[after : after + limit]
        numbered = tuple(NumberedEvent(number=after + i, event=e) for i, e in enumerate(page, 1))
        return FeedPage(events=numbered, head=len(self.events))

    async def read(self, _queries: list[Any]) -> list[Any]:
        names = {"gold": ("黄金会员", "Gold"), "diamond": ("钻石会员", "Diamond")}
        plans = tuple(_plan(code, *name) for code, name in names.items())
        return [PlansView(plans=plans, currency="CNY")]


@dataclass
class Neighbours:
    membership: Any = field(default_factory=FakeFeed)
    appeals: Any = field(default_factory=FakeFeed)


@dataclass
class House:
    """`job_runner` works in this loop, for tests that step by hand instead of running a worker."""

    settings: Settings
    clock: MovableClock
    mongo: Client
    db: Database
    component: Component
    neighbours: Neighbours
    broker: dramatiq.Broker
    sinks: Sinks
    job_runner: JobRunner

    @property
    def api(self) -> Notify:
        return cast(Notify, self.component.api)

    async def know(self, member_id: str, **contacts: str) -> None:
        given = {
            "name": "王小明",
            "phone": "+8613800138000",
            "email": f"{member_id}@mail.example.com",
        }
        await self.api.execute(SetContacts(member_id=member_id, **(given | contacts)), HOST)

    async def alerts(self, member_id: str) -> tuple[AlertView, ...]:
        [page] = await self.api.read([GetAlerts(member_id=member_id)])
        assert isinstance(page, AlertsPage)
        return page.alerts

    async def deliveries(self, member_id: str) -> dict[str, Delivery]:
        """Of the member's first alert, by channel; empty while there is none."""
        row = await self.db["alerts"].find_one({"member_id": member_id})
        alerts = [from_document(row, Alert)] if row else []
        found = (await Journal(self.db).deliveries(alerts)).values()
        return {delivery.channel: delivery for deliveries in found for delivery in deliveries}

    async def states(self, member_id: str) -> dict[str, str]:
        return {c: str(d.state) for c, d in (await self.deliveries(member_id)).items()}

    async def all_deliveries(self) -> list[Delivery]:
        alerts = [from_document(row, Alert) async for row in self.db["alerts"].find({})]
        found = (await Journal(self.db).deliveries(alerts)).values()
        return [delivery for deliveries in found for delivery in deliveries]

    async def sent(self, to: str = "") -> list[dict[str, Any]]:
        return await self.sinks.messages(to)

    async def sweep(self) -> int:
        return await sweeper(self).sweep()

    async def jobs(self, kind: str = "") -> list[dict[str, Any]]:
        query = {"kind": kind} if kind else {}
        found: list[dict[str, Any]] = await self.db["jobs"].find(query).to_list(None)
        return found

    async def attend(self, *, later: timedelta = timedelta(0)) -> None:
        """Time passes, then every job that is due is done once, in this loop."""
        self.clock.advance(later)
        if later:
            await forget_gates(self.settings.broker_url)  # they run on real time
        await self.sweep()
        soon = self.clock.now() + ENQUEUED_FOR  # those that a queue holds
        for job in await self.jobs():
            if job["next_due"] <= soon and not job["lease"]:
                await self.job_runner.attend(job["_id"], Lane.CODES, Channel(job["channel"]))


def sweeper(house: "House") -> JobSweeper:
    db, queue = house.db, JobQueue(house.broker)
    journal, jobs = Journal(db), Jobs(db, house.clock, SystemClock())
    settling = Settling(
        alerts=Alerts(db),
        journal=journal,
        jobs=jobs,
        unpassed=UnpassedReceipts(db),
        dead_letters=DeadLetters(db),
        queue=queue,
        clock=house.clock,
    )
    return JobSweeper(
        due=Wakeup(),
        jobs=jobs,
        journal=journal,
        settling=settling,
        queue=queue,
        clock=house.clock,
    )


async def forget_gates(broker_url: str) -> None:
    """What tests before found out about providers."""
    async with Redis.from_url(broker_url) as redis:
        await redis.delete(*(f"gate:{{{name}}}" for name in PROVIDERS.values()))


@contextlib.asynccontextmanager
async def house(
    mongo_url: str,
    broker_url: str,
    prefix: str,
    sinks: Sinks,
    folder: Path,
    *,
    quiet_hours: str = "off",
) -> AsyncIterator[House]:
    """Built and prepared; nothing runs yet."""
    settings = Settings(
        mongo_url=mongo_url,
        broker_url=broker_url,
        mongo_database_prefix=prefix,
        notify_port=free_port(),
        twilio_account_sid=sinks.account_sid,
        twilio_auth_token=SecretStr(sinks.auth_token),
        twilio_base_url=sinks.url,
        smtp_host=sinks.smtp_host,
        smtp_port=sinks.smtp_port,
        quiet_hours=quiet_hours,
        var_dir=folder,
    )
    mongo, clock = connect(settings), MovableClock(folder / "clock")
    broker, neighbours = build_broker(settings), Neighbours()
    broker.flush_all()
    await forget_gates(broker_url)
    component = build_notify(settings, mongo, clock, neighbours, broker)
    await component.prepare()
    db = database(mongo, settings.database("notify"))
    job_runner = build_job_runner(
        settings,
        lay(settings, lay_foundation(settings, mongo, "notify"), clock, broker, neighbours).core,
    )
    try:
        yield House(settings, clock, mongo, db, component, neighbours, broker, sinks, job_runner)
    finally:
        await job_runner.close()
        await component.close()
        mongo.close()


@contextlib.asynccontextmanager
async def running(house: House, *, worker: bool = True) -> AsyncIterator[None]:
    """Loops and callbacks, and a worker on threads of this process unless told otherwise."""
    runner = Runner([house.component])
    async with callbacks(house):
        await runner.start()
        threads = _worker(house.settings, house.clock, house.neighbours) if worker else None
        try:
            yield
        finally:
            if threads is not None:
                await asyncio.to_thread(threads.stop)
            await runner.stop()


@contextlib.asynccontextmanager
async def callbacks(house: House) -> AsyncIterator[None]:
    """Serves what the SMS provider calls."""
    app = Starlette(routes=list(house.component.routes))
    config = uvicorn.Config(app, port=house.settings.notify_port, log_config=None)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    try:
        await eventually(lambda: server.started)
        yield
    finally:
        server.should_exit = True
        await task


def _worker(settings: Settings, clock: MovableClock, neighbours: Neighbours) -> dramatiq.Worker:
    broker = build_broker(settings)

    async def leave() -> None:
        return None

    there = WorkersNeighbours(neighbours.membership, neighbours.appeals, leave)
    build_worker(settings, clock, broker, lambda: there)
    worker = dramatiq.Worker(broker, worker_timeout=20, worker_threads=4)
    worker.start()
    return worker


def _plan(code: str, zh: str, en: str) -> Plan:
    return Plan(
        code=code,
        name=LocalText(zh=zh, en=en),
        rank=1,
        price=1990,
        period_days=30,
        grace_hours=24,
        discount="0.80",
        falls_to=None,
        benefits=(),
    )


def bodies(messages: Iterable[dict[str, Any]], channel: str) -> list[str]:
    return [message["body"] for message in messages if message["channel"] == channel]
