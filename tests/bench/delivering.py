"""Delivering where each send takes 10 ms: a job of fifty, recorded, against one broker message a
delivery on eight threads, not recorded anywhere; and against nothing but the writing down."""

import asyncio
import os
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import cast
from uuid import uuid4

import dramatiq
from dramatiq.asyncio import get_event_loop_thread

from infra.broker import WORKER_ENVIRONMENT, build_broker
from infra.foundation import lay_foundation
from infra.kernel.clock import SystemClock
from infra.mongo import connect, database, ensure_indexes
from infra.settings import Settings
from services.notify.actors.attend import Attendant
from services.notify.actors.declare import declare_actors
from services.notify.adapters.collections import INDEXES, JOURNAL
from services.notify.adapters.documents import to_document
from services.notify.component.parts import Parts, lay_parts
from services.notify.component.worker import build_attendant
from services.notify.contract.words import Channel, Topic
from services.notify.domain.job import FollowUp, Item, Job, JobKind, Lane, jobs_of
from services.notify.domain.journal import Entry, EntryKind, entry
from services.notify.domain.results import Accepted, Result
from services.notify.ports import Envelope, SmsChannel
from tests.bench.limits import SLEEP_SECONDS, SLEPT, THREADS, drain_rate
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
            each = await asyncio.to_thread(
                drain_rate, settings, lambda: time.sleep(SLEEP_SECONDS), messages=SLEPT
            )
            written = await _writing_rate(settings)
            ours = await _our_rate(settings)
    return [
        f"10 ms a send, one message each, {THREADS} threads        {each:6.0f}/s   1.00",
        f"10 ms a send, in jobs, recorded                  {ours:6.0f}/s   {ours / each:.2f}",
        f"the writing down alone: entries, fifty at once   {written:6.0f}/s   {written / each:.2f}",
    ]


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


def _accepted(now: datetime) -> Entry:
    return entry(uuid4().hex, Channel.SMS, EntryKind.ACCEPTED, 1, now, provider_id=uuid4().hex)


async def _our_rate(settings: Settings) -> float:
    broker = build_broker(settings)
    parts = lay_parts(
        settings, lay_foundation(settings, connect(settings), "notify"), CLOCK, broker
    )
    await parts.base.prepare(INDEXES)
    jobs = _jobs()
    await parts.jobs.add(jobs)
    attendants: list[Attendant] = []
    worker = _worker(settings, broker, attendants)
    began = time.perf_counter()
    await parts.queue.put(jobs, CLOCK.now())
    await _until_recorded(parts)
    rate = DELIVERIES / (time.perf_counter() - began)
    loop = get_event_loop_thread()
    if loop is not None:
        await asyncio.to_thread(loop.run_coroutine, attendants[0].close())
    await asyncio.to_thread(worker.stop)
    return rate


def _worker(settings: Settings, broker: dramatiq.Broker, built: list[Attendant]) -> dramatiq.Worker:

    async def attend(job_id: str, lane: Lane, channel: Channel) -> None:
        if not built:
            base = lay_foundation(settings, connect(settings), "notify")
            parts = lay_parts(settings, base, CLOCK, broker)
            built.append(build_attendant(settings, parts, sms=cast(SmsChannel, _Slow())))
        await built[0].attend(job_id, lane, channel)

    declare_actors(broker, attend)
    worker = dramatiq.Worker(broker, worker_timeout=20, worker_threads=THREADS)
    worker.start()
    return worker


class _Slow:
    """A provider that takes its time and never says no."""

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


async def _until_recorded(parts: Parts) -> None:
    journal = parts.base.db["journal"]
    while await journal.estimated_document_count() < DELIVERIES:
        await asyncio.sleep(0.05)
