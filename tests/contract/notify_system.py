"""Notification on real servers: database, broker, sinks, worker and callbacks."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import dramatiq
import uvicorn
from pydantic import SecretStr
from redis import Redis
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from infra.broker.build import build_broker
from infra.dev.ports import free_port
from infra.process.component import Component
from infra.process.foundation import lay_foundation
from infra.process.movable_clock import MovableClock
from infra.process.runtime import Runner
from infra.sealing.sealing import RowSealing
from infra.storage.mongo import Client, Database, connect, database
from infra.storage.unit_of_work import UnitOfWork
from services.notify.component import (
    Notify,
    WorkersNeighbours,
    build_job_runner,
    build_notify,
    build_worker,
)
from services.notify.component.laying import lay
from services.notify.core.alerts.alert import Alert
from services.notify.core.assembly import Core
from services.notify.core.stores.documents import from_document
from services.notify.core.stores.sealed import SEALED
from services.notify.delivery.runner import JobRunner
from services.notify.planning.digest_store import CollectedDigests
from services.settings import Settings
from tests.fakes.callers import HOST, MEMBER
from tests.fakes.notify.feeds import Neighbours
from tests.fakes.notify.house import AnyHouse, bodies
from tests.servers import Sinks
from tests.waiting import eventually

__all__ = [
    "HOST",
    "MEMBER",
    "House",
    "Neighbours",
    "bodies",
    "callbacks",
    "eventually",
    "forget_gates",
    "house",
    "running",
    "served",
]


@dataclass
class House(AnyHouse):
    """`job_runner` works in this loop, for tests that step by hand instead of running a worker."""

    settings: Settings
    clock: MovableClock
    mongo: Client
    db: Database
    component: Component
    neighbours: Neighbours
    broker: dramatiq.Broker
    sinks: Sinks
    core: Core
    job_runner: JobRunner

    @property
    def api(self) -> Notify:
        return cast(Notify, self.component.api)

    @property
    def uow(self) -> UnitOfWork:
        return self.core.base.uow

    @property
    def sealing(self) -> RowSealing:
        return self.core.base.sealing

    @property
    def digests(self) -> CollectedDigests:
        return CollectedDigests(self.db)

    async def stored_alerts(self, **fields: Any) -> list[Alert]:
        rows = await self.db["alerts"].find(fields).to_list(None)
        opened = await self.sealing.opened("alerts", rows)
        return [from_document(row, Alert) for row in opened]

    async def jobs(self, kind: str = "") -> list[dict[str, Any]]:
        query = {"kind": kind} if kind else {}
        found: list[dict[str, Any]] = await self.db["jobs"].find(query).to_list(None)
        return list(await self.sealing.opened("jobs", found))

    async def forget_gates(self) -> None:
        await forget_gates(self.settings.broker_url)


GATES = ("twilio", "domestic", "pigeon", "smtp", "backup")
"""Of the providers that tests use."""


async def forget_gates(broker_url: str) -> None:
    """What tests before found out about providers."""
    _connected(broker_url).delete(*(f"gate:{{{name}}}" for name in GATES))


@cache
def _connected(broker_url: str) -> Redis:
    """Kept: to connect takes longer than what is asked, and each test asks."""
    return Redis.from_url(broker_url)


@contextlib.asynccontextmanager
async def house(
    mongo_url: str,
    broker_url: str,
    prefix: str,
    sinks: Sinks,
    folder: Path,
    *,
    quiet_hours: str = "off",
    **more: Any,
) -> AsyncIterator[House]:
    """Built and prepared; nothing runs yet. `more`: settings."""
    given: dict[str, Any] = {
        "mongo_url": mongo_url,
        "broker_url": broker_url,
        "mongo_database_prefix": prefix,
        "notify_port": free_port(),
        "twilio_account_sid": sinks.account_sid,
        "twilio_auth_token": SecretStr(sinks.auth_token),
        "twilio_base_url": sinks.url,
        "smtp_host": sinks.smtp_host,
        "smtp_port": sinks.smtp_port,
        "quiet_hours": quiet_hours,
        "webhook_networks": "127.0.0.0/8",
        "var_dir": folder,
    }
    settings = Settings(**(given | more))
    mongo, clock = connect(settings), MovableClock(folder / "clock")
    broker, neighbours = build_broker(settings), Neighbours()
    broker.flush_all()
    await forget_gates(broker_url)
    component = build_notify(settings, mongo, clock, neighbours, broker)
    await component.prepare()
    db = database(mongo, settings.database("notify"))
    base = lay_foundation(settings, mongo, "notify", sealed=SEALED)
    core = lay(settings, base, clock, broker, neighbours).core
    job_runner = build_job_runner(settings, core)
    try:
        yield House(
            settings, clock, mongo, db, component, neighbours, broker, sinks, core, job_runner
        )
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
    async with served(house.component.routes, house.settings.notify_port):
        yield


@contextlib.asynccontextmanager
async def served(routes: Sequence[BaseRoute], port: int) -> AsyncIterator[None]:
    config = uvicorn.Config(Starlette(routes=list(routes)), port=port, log_config=None)
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

    there = WorkersNeighbours(neighbours.membership, neighbours.accounts, neighbours.appeals, leave)
    build_worker(settings, clock, broker, lambda: there)
    worker = dramatiq.Worker(broker, worker_timeout=20, worker_threads=4)
    worker.start()
    return worker
