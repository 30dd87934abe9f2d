"""What the database and the broker can do at most: the bare limits that our own work is held to.

`insert_rate` and `drain_rate` are also the other side of the ratios of planning and delivering.
"""

import asyncio
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import dramatiq
from pymongo import ASCENDING, IndexModel

from infra.broker.build import WORKER_ENVIRONMENT, build_broker
from infra.settings import PlatformSettings
from infra.storage.mongo import Database, connect, database, ensure_indexes
from tests.servers import running_mongo, running_valkey

A_BATCH = 500
BATCHES = 4
TURNS = 3
THREADS = 8
ENQUEUED = 500
DRAINED = 1500
SLEPT = 400
SLEEP_SECONDS = 0.01


async def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        async with running_mongo(Path(folder) / "mongo") as (url, _):
            client = connect(PlatformSettings(mongo_url=url))
            db = database(client, "limits")
            turns = [
                [await insert_rate(db, indexed=indexed) for indexed in (False, True)]
                for _ in range(TURNS)
            ]
            bare, indexed = (statistics.median(column) for column in zip(*turns, strict=True))
            client.close()
        async with running_valkey(Path(folder) / "valkey") as (url, _):
            broker = await asyncio.to_thread(_broker_lines, PlatformSettings(broker_url=url))
    return [
        _line(f"insert_many({A_BATCH}), no index", bare, bare, "documents"),
        _line(f"insert_many({A_BATCH}), one index", indexed, bare, "documents"),
        *broker,
    ]


async def insert_rate(db: Database, *, indexed: bool = False, batches: int = BATCHES) -> float:
    """Documents a second of bare insert_many into a new collection of `db`."""
    name = f"raw_{uuid4().hex[:8]}"
    models = [IndexModel([("member_id", ASCENDING)])] if indexed else []
    await ensure_indexes(db, {name: models})
    parts = [[alert_shaped(i) for i in range(A_BATCH)] for _ in range(batches + 1)]
    await db[name].insert_many(parts.pop())  # the first one also makes files
    began = time.perf_counter()
    for part in parts:
        await db[name].insert_many(part)
    return batches * A_BATCH / (time.perf_counter() - began)


def alert_shaped(number: int) -> dict[str, Any]:
    """About the size and shape of an alert with two planned deliveries: 900 bytes of BSON."""
    now = datetime.now(UTC)
    text = "【Reinstate】您的会员已到期，可在 24 小时内按原价续费。" * 2
    planned = {"to": f"+86138{number:08d}", "state": "PLANNED", "due": now, "text": text}
    return {
        "_id": uuid4().hex,
        "member_id": f"member-{number}",
        "event_id": uuid4().hex,
        "event_type": "MembershipExpired",
        "topic": "STATUS",
        "language": "zh-CN",
        "reason": "the period ended and was not renewed",
        "request_id": uuid4().hex,
        "at": now,
        "facts": {"plan": "gold", "price": 1990, "period_end": now, "grace_until": now},
        "deliveries": [{**planned, "channel": "SMS"}, {**planned, "channel": "EMAIL"}],
    }


def enqueue_rate(settings: PlatformSettings, *, pipelined: bool, messages: int = ENQUEUED) -> float:
    """Messages a second into a queue that nobody reads."""
    broker, actor = _actor(settings, lambda: None)
    began = time.perf_counter()
    if pipelined:
        _in_one_pipeline(broker, actor, messages)
    else:
        for _ in range(messages):
            broker.enqueue(actor.message())
    return messages / (time.perf_counter() - began)


def drain_rate(
    settings: PlatformSettings, work: Callable[[], None], *, messages: int, threads: int = THREADS
) -> float:
    """Messages a second that a worker of `threads` threads does `work` for, one a message."""
    left, done = [messages], threading.Event()
    lock = threading.Lock()

    def counted() -> None:
        work()
        with lock:
            left[0] -= 1
            if not left[0]:
                done.set()

    broker, actor = _actor(settings, counted)
    _in_one_pipeline(broker, actor, messages)
    timeout = int(WORKER_ENVIRONMENT["dramatiq_worker_timeout"])
    worker = dramatiq.Worker(broker, worker_timeout=timeout, worker_threads=threads)
    worker.queue_prefetch = int(WORKER_ENVIRONMENT["dramatiq_queue_prefetch"])
    began = time.perf_counter()
    worker.start()
    try:
        if not done.wait(120):
            raise TimeoutError(f"{left[0]} of {messages} messages are left after two minutes")
        return messages / (time.perf_counter() - began)
    finally:
        worker.stop()


def _broker_lines(settings: PlatformSettings) -> list[str]:
    single = enqueue_rate(settings, pipelined=False)
    pipelined = enqueue_rate(settings, pipelined=True)
    nothing = drain_rate(settings, lambda: None, messages=DRAINED)
    slept = drain_rate(settings, lambda: time.sleep(SLEEP_SECONDS), messages=SLEPT)
    return [
        _line("enqueue, one by one", single, single, "messages"),
        _line("enqueue, in a pipeline", pipelined, single, "messages"),
        _line(f"worker, no-op, {THREADS} threads", nothing, nothing, "messages"),
        _line(f"worker, 10 ms of sleep, {THREADS} threads", slept, nothing, "messages"),
    ]


def _actor(
    settings: PlatformSettings, work: Callable[[], None]
) -> tuple[dramatiq.Broker, dramatiq.Actor[[], None]]:
    """On a queue of its own."""
    name = f"limit_{uuid4().hex[:8]}"
    broker = build_broker(settings)
    return broker, dramatiq.actor(broker=broker, actor_name=name, queue_name=name)(work)


def _in_one_pipeline(
    broker: dramatiq.Broker, actor: dramatiq.Actor[[], None], messages: int
) -> None:
    """What the broker's own script writes for a message, for all of them at once."""
    queue = f"dramatiq:{actor.queue_name}"
    pipeline = broker.client.pipeline(transaction=False)  # type: ignore[attr-defined]  # of Redis
    for _ in range(messages):
        id = uuid4().hex
        message = actor.message().copy(options={"redis_message_id": id})
        pipeline.hset(f"{queue}.msgs", id, message.encode())
        pipeline.rpush(queue, id)
    pipeline.execute()


def _line(what: str, rate: float, of: float, unit: str) -> str:
    return f"{what.ljust(40)}{rate:8.0f} {unit}/s".ljust(62) + f"{rate / of:6.2f}"
