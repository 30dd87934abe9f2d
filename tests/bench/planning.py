"""Planning an announcement for everybody: alerts, deliveries, jobs and the cursor, committed; and
nobody sends meanwhile. Against bare inserts of rows of the alerts' size."""

import dataclasses
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import cast
from uuid import uuid4

from infra.broker.build import build_broker
from infra.kernel.clock import SystemClock
from infra.kernel.events import NEW, Draft, EventEnvelope, Origin, chain
from infra.process.foundation import lay_foundation
from infra.sealing.fields import SealedFields
from infra.storage.mongo import connect, database
from services.notify.campaigns.assembly import spreading
from services.notify.component.laying import lay
from services.notify.core.assembly import Core
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.stores.collections import CAMPAIGNS, INDEXES
from services.notify.core.stores.documents import to_document
from services.notify.core.stores.jobs import Jobs
from services.notify.core.stores.sealed import SEALED
from services.notify.planning.assembly import planner
from services.notify.planning.digest_store import CollectedDigests
from services.notify.planning.event_planning import campaign_of
from services.settings import Settings
from services.shared.callers import SYSTEM
from tests.bench.limits import insert_rate
from tests.contract.notify_system import Neighbours as Plans
from tests.servers import running_mongo, running_valkey
from tests.unit.notify.samples import EVENTS

MEMBERS = 20_000
TURNS = 3
CLOCK = SystemClock()


async def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        async with (
            running_mongo(Path(folder) / "mongo") as (mongo, _),
            running_valkey(Path(folder) / "valkey") as (valkey, _),
        ):
            settings = Settings(mongo_url=mongo, broker_url=valkey)
            turns = [await _turn(settings) for _ in range(TURNS)]
    raw, ours = (statistics.median(column) for column in zip(*turns, strict=True))
    return [
        f"insert_many(500), one index                 {raw:6.0f}/s   1.00",
        f"alert, deliveries, jobs of an announcement  {ours:6.0f}/s   {ours / raw:.2f}",
    ]


async def _turn(settings: Settings) -> tuple[float, float]:
    """A database of its own: what is there already makes everything slower."""
    core = await laid(settings, SEALED)
    await fill(core)
    client = core.base.db.client
    raw = await insert_rate(database(client, "raw"), indexed=True, batches=MEMBERS // 500)
    ours = await plan(core)
    client.close()
    return raw, ours


async def laid(settings: Settings, sealed: Sequence[SealedFields]) -> Core:
    settings = settings.model_copy(update={"mongo_database_prefix": f"p{uuid4().hex[:8]}"})
    client, broker = connect(settings), build_broker(settings)
    broker.flush_all()
    base = lay_foundation(settings, client, "notify", sealed=sealed)
    core = lay(settings, base, CLOCK, broker, Plans()).core
    await core.base.prepare(INDEXES)
    return dataclasses.replace(core, jobs=cast(Jobs, _TakenUpAtOnce()))


async def plan(core: Core) -> float:
    campaign = campaign_of(_announced(), CLOCK.now())
    await core.base.db[CAMPAIGNS].insert_one(to_document(campaign))
    began = time.perf_counter()
    done = await spreading(core, planner(core, CollectedDigests(core.base.db))).round(campaign)
    taken = time.perf_counter() - began
    if done.planned != MEMBERS:
        raise RuntimeError(f"{done.planned} of {MEMBERS} were planned")
    return MEMBERS / taken


async def fill(core: Core) -> None:
    now = CLOCK.now()
    for start in range(0, MEMBERS, 500):
        await core.recipients.add_new(
            [
                Recipient(
                    id=f"member-{number:06d}",
                    created_at=now,
                    name="王小明",
                    phone=f"+86138{number:08d}",
                    phone_verified_at=now,
                    email=f"member-{number}@mail.example.com",
                    email_verified_at=now,
                )
                for number in range(start, start + 500)
            ]
        )


def _announced() -> EventEnvelope:
    clause = next(event for event in EVENTS if type(event).__name__ == "ClausePublished")
    now = CLOCK.now()
    [sealed] = chain(
        NEW, "clause", [Draft(event=clause, happened_at=now)],
        actor=SYSTEM, origin=Origin(), recorded_at=now,
    )  # fmt: skip
    return sealed


class _TakenUpAtOnce:
    """Nobody works here, and planning need not wait for it."""

    async def is_open(self, _id: str) -> bool:
        return False
