"""What verifying ten thousand memberships costs beside merely reading and hashing their events, and
what becomes of five hundred that are damaged in five ways."""

import random
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pymongo import ASCENDING

from infra.kernel.clock import FixedClock
from infra.kernel.events import NEW, Draft, EventEnvelope, Origin, chain, sealed
from infra.outbox.owners import BY_OWNER
from infra.outbox.record import FEED, OUTBOX, to_document
from infra.settings import PlatformSettings
from infra.storage.changes import plain
from infra.storage.mongo import Database, connect, database, ensure_indexes
from infra.storage.transactions import SESSIONS, Transactions
from infra.storage.unit_of_work import INDEXES, event_of
from infra.storage.writer import EVENTS
from services.membership.adapters.documents import INDEXES as MEMBERSHIP_INDEXES
from services.membership.adapters.documents import MEMBERSHIPS
from services.membership.adapters.stored import fields_of
from services.membership.contract.events import AutoRenewSet, BalanceToppedUp, MembershipEnrolled
from services.membership.domain.folding.evolve import fold
from services.membership.integrity.repairing import INCIDENTS, Workshop
from services.membership.integrity.running import RUNS, run
from services.shared.callers import SYSTEM
from tests.servers import running_mongo
from tests.unit.membership.world import first_catalog

MEMBERS = 10_000
DAMAGED = 500
_AT_ONCE = 500
_START = datetime(2026, 3, 1, 12, tzinfo=UTC)


async def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        async with running_mongo(Path(folder)) as (url, _):
            client = connect(PlatformSettings(mongo_url=url))
            db = database(client, "bench")
            ours: dict[str, Any] = {SESSIONS: [], RUNS: [], INCIDENTS: [], OUTBOX: []}
            await ensure_indexes(db, {**INDEXES, **MEMBERSHIP_INDEXES, **ours, FEED: [BY_OWNER]})
            await _fill(db)
            clock, catalog = FixedClock(_START + timedelta(days=1)), first_catalog()
            lines = await _measured(db, Workshop(db, Transactions(client, db), clock, catalog))
            client.close()
    return lines


async def _measured(db: Database, shop: Workshop) -> list[str]:
    events, bare = await _read_and_hash(db)
    clean, verified = await _timed(db, "verify", shop.look)
    await _damage(db)
    seen, _ = await _timed(db, "verify", shop.look)
    done, repairing = await _timed(db, "rebuild", shop.repair)
    after, _ = await _timed(db, "verify", shop.look)
    incidents = await db[INCIDENTS].count_documents({})
    assert (clean.found, seen.found, done.repaired, after.found) == (0, DAMAGED, DAMAGED, 0)
    assert incidents == 1
    return [
        f"read and hash {events} events      {bare / events * 1e6:8.0f} µs an event   1.00",
        f"verify {MEMBERS} members            {verified / events * 1e6:8.0f} µs an event   "
        f"{bare / verified:.2f}",
        f"{DAMAGED} damaged in five ways: {seen.found} found, {done.repaired} repaired, "
        f"{after.found} left, {incidents} incident open; "
        f"{(repairing - verified) / DAMAGED * 1e3:.1f} ms a repair",
    ]


async def _timed(db: Database, name: str, treat: Any) -> Any:
    began = time.perf_counter()
    progress = await run(db, name, treat, lambda _progress, _found: None)
    return progress, time.perf_counter() - began


async def _read_and_hash(db: Database) -> tuple[int, float]:
    began, events = time.perf_counter(), 0
    order = [("aggregate", ASCENDING), ("version", ASCENDING)]
    async for row in db[EVENTS].find().sort(order).batch_size(1_000):
        event = event_of(row)
        assert sealed(event).hash == event.hash
        events += 1
    return events, time.perf_counter() - began


async def _fill(db: Database) -> None:
    for first in range(0, MEMBERS, _AT_ONCE):
        histories = [_history(f"m-{n:05}") for n in range(first, first + _AT_ONCE)]
        documents = [to_document(event) for history in histories for event in history]
        await db[EVENTS].insert_many([{"_id": d["id"], **d} for d in documents])
        await db[FEED].insert_many(
            [
                {"_id": first * 5 + n, "owner": d["aggregate"], "event": d}
                for n, d in enumerate(documents, start=1)
            ]
        )
        await db[MEMBERSHIPS].insert_many([_row(history) for history in histories])


def _history(member_id: str) -> list[EventEnvelope]:
    enrolled = MembershipEnrolled(
        plan="gold", price=1990, period_start=_START, period_end=_START + timedelta(days=30),
        auto_renew=True, clauses={"inactivity": 1},
    )  # fmt: skip
    happened = [
        BalanceToppedUp(amount=5_000, balance_after=5_000, reference=f"t-{member_id}"),
        enrolled,
        *(AutoRenewSet(on=on) for on in (False, True, False)),
    ]
    drafts = [Draft(event=event, happened_at=_START) for event in happened]
    return chain(NEW, member_id, drafts, actor=SYSTEM, origin=Origin(), recorded_at=_START)


def _row(history: Sequence[EventEnvelope]) -> dict[str, Any]:
    state = fold(history[0].aggregate, history)
    return {
        "_id": history[0].aggregate, "version": len(history), "hash": history[-1].hash,
        "commit": None, "next_due": state.period_end, "state": plain(state), **fields_of(state),
    }  # fmt: skip


async def _damage(db: Database) -> None:
    states, events = db[MEMBERSHIPS], db[EVENTS]
    for n, member in enumerate(random.Random(7).sample(range(MEMBERS), DAMAGED)):
        id = f"m-{member:05}"
        match n % 5:
            case 0:
                await states.update_one({"_id": id}, {"$set": {"state.lifecycle": "EXPIRED"}})
            case 1:
                await states.delete_one({"_id": id})
            case 2:
                await states.update_one({"_id": id}, {"$set": {"hash": "0" * 64}})
            case 3:
                await events.update_one({"_id": f"{id}:2"}, {"$set": {"body.price": 1}})
            case _:
                await events.delete_one({"_id": f"{id}:{1 + n % 4}"})
