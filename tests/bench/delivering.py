"""Delivering where each send takes 10 ms: fifty deliveries a broker message and an event loop,
against a message a delivery on eight threads; each way with the end of every delivery written down,
and without."""

import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import dramatiq
from dramatiq.asyncio import get_event_loop_thread
from pymongo import MongoClient

from infra.broker.build import WORKER_ENVIRONMENT, build_broker
from infra.kernel.clock import SystemClock
from infra.process.foundation import lay_foundation
from infra.storage.mongo import connect, database, ensure_indexes
from services.notify.component.laying import lay
from services.notify.component.worker import build_job_runner
from services.notify.contract.words import Channel, Topic
from services.notify.core.assembly import Core
from services.notify.core.deliveries.job import FollowUp, Item, Job, JobKind, Lane, jobs_of
from services.notify.core.deliveries.journal import EntryKind, JournalEntry, entry
from services.notify.core.deliveries.results import Accepted, Result
from services.notify.core.ports.providers import Envelope, SmsProvider
from services.notify.core.stores.collections import INDEXES, JOURNAL
from services.notify.core.stores.documents import to_document
from services.notify.core.stores.sealed import SEALED
from services.notify.delivery.actors import declare_actors
from services.notify.delivery.in_flight import InFlight
from services.notify.delivery.runner import JobRunner
from services.settings import Settings
from tests.bench.limits import SLEEP_SECONDS, SLEPT, THREADS, drain_rate
from tests.contract.notify_system import Neighbours
from tests.servers import running_mongo, running_valkey

DELIVERIES = 3_000
WRITTEN = 1_000
CLOCK = SystemClock()


async def measure() -> list[str]:
    os.environ.update(WORKER_ENVIRONMENT)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            running_mongo(Path(folder) / "mongo") as (mongo, _),
            running_valkey(Path(folder) / "valkey") as (valkey, _),
        ):
            settings = Settings(mongo_url=mongo, broker_url=valkey, sms_rate=0)
            each = await asyncio.to_thread(_one_a_message, settings, None)
            ours = await _our_rate(settings, recorded=False)
            each_recorded = await asyncio.to_thread(_one_a_message, settings, mongo)
            ours_recorded = await _our_rate(settings, recorded=True)
            written = await _writing_rate(settings)
    return [
        _line(f"one a message, {THREADS} threads", each, each),
        _line("in jobs of fifty", ours, each),
        _line(f"recorded: one a message, {THREADS} threads", each_recorded, each_recorded),
        _line("recorded: in jobs of fifty", ours_recorded, each_recorded),
        _line("the writing down alone, fifty at once", written, each_recorded),
    ]


def _line(what: str, rate: float, of: float) -> str:
    return f"10 ms a send, {what.ljust(44)}{rate:6.0f}/s   {rate / of:.2f}"


def _one_a_message(settings: Settings, mongo: str | None) -> float:
    """With `mongo`, each message also inserts its one entry."""
    client: MongoClient[dict[str, Any]] | None = MongoClient(mongo) if mongo else None

    def send() -> None:
        time.sleep(SLEEP_SECONDS)
        if client is not None:
            client["naive"][JOURNAL].insert_one(to_document(_accepted(CLOCK.now())))

    try:
        return drain_rate(settings, send, messages=SLEPT)
    finally:
        if client is not None:
            client.close()


async def _writing_rate(settings: Settings) -> float:
    """Entries of the journal a second, with its index, from nobody but this."""
    client = connect(settings)
    rows = database(client, "bare")
    await ensure_indexes(rows, {JOURNAL: INDEXES[JOURNAL]})
    now = CLOCK.now()
    pages = [[to_document(_accepted(now)) for _ in range(50)] for _ in range(WRITTEN // 50)]
    began = time.perf_counter()
    for page in pages:
        await rows[JOURNAL].insert_many(page, ordered=False)
    taken = time.perf_counter() - began
    client.close()
    return WRITTEN / taken


def _accepted(now: datetime) -> JournalEntry:
    return entry(uuid4().hex, Channel.SMS, EntryKind.ACCEPTED, 1, now, provider_id=uuid4().hex)


async def _our_rate(settings: Settings, *, recorded: bool) -> float:
    broker = build_broker(settings)
    foundation = lay_foundation(settings, connect(settings), "notify", sealed=SEALED)
    core, jobs = lay(settings, foundation, CLOCK, broker, Neighbours()).core, _jobs()
    await core.base.prepare(INDEXES)
    memory = _Memory(jobs)
    if recorded:
        await core.jobs.add(jobs)
    job_runners: list[JobRunner] = []
    worker = _worker(settings, broker, job_runners, None if recorded else memory)
    began = time.perf_counter()
    await core.queue.put(jobs, CLOCK.now())
    while (await _recorded(core) if recorded else memory.entries) < DELIVERIES:
        await asyncio.sleep(0.05)
    rate = DELIVERIES / (time.perf_counter() - began)
    loop = get_event_loop_thread()
    if loop is not None:
        await asyncio.to_thread(loop.run_coroutine, job_runners[0].close())
    await asyncio.to_thread(worker.stop)
    return rate


async def _recorded(core: Core) -> int:
    return await core.base.db[JOURNAL].estimated_document_count()


def _worker(
    settings: Settings, broker: dramatiq.Broker, built: list[JobRunner], memory: "_Memory | None"
) -> dramatiq.Worker:
    in_flight = InFlight()

    async def attend(job_id: str, lane: Lane, channel: Channel, _trace: str) -> None:
        if not built:
            base = lay_foundation(settings, connect(settings), "notify", sealed=SEALED)
            core = lay(settings, base, CLOCK, broker, Neighbours()).core
            if memory is not None:
                core = replace(core, jobs=cast(Any, memory), journal=cast(Any, memory))
            built.append(
                build_job_runner(settings, core, sms={"twilio": cast(SmsProvider, _Slow())})
            )
        in_flight.take(built[0].attend(job_id, lane, channel), lane, channel)

    declare_actors(broker, attend)
    timeout = int(WORKER_ENVIRONMENT["dramatiq_worker_timeout"])
    worker = dramatiq.Worker(broker, worker_timeout=timeout, worker_threads=THREADS)
    worker.start()
    return worker


class _Memory:
    """Jobs and journal of which nothing is written down."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._jobs = {job.id: job for job in jobs}
        self.entries = 0

    async def claim(self, id: str, _token: str) -> Job | None:
        return self._jobs.get(id)

    async def done(self, job: Job) -> None:
        del self._jobs[job.id]

    async def add(self, rows: Sequence[Job] | Sequence[JournalEntry]) -> None:
        self.entries += sum(isinstance(row, JournalEntry) for row in rows)


class _Slow:
    """A provider that takes its time and never says no."""

    def takes(self, to: str, text: str) -> bool:
        return True

    async def send(self, envelope: Envelope, text: str) -> Result:
        await asyncio.sleep(SLEEP_SECONDS)
        return Accepted(provider_id=uuid4().hex)

    async def close(self) -> None:
        return None


def _jobs() -> list[Job]:
    now = CLOCK.now()
    follow_ups = [
        FollowUp(
            kind=JobKind.SEND,
            channel=Channel.SMS,
            due=now,
            item=Item(alert_id=uuid4().hex, topic=Topic.STATUS, to="+8613800138000", text="hello"),
        )
        for _ in range(DELIVERIES)
    ]
    return jobs_of(follow_ups, "bench", fresh=True)
