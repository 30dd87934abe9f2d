"""Reads what a service has still to do from its rows: they are the truth, whoever works on them."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo import ASCENDING

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock
from infra.kernel.feed import BEGINNING, Place, unpacked
from infra.kernel.pulse import Pulse
from infra.outbox.layouts import Layouts
from infra.outbox.record import OUTBOX, POSITIONS
from infra.storage.mongo import DUE_EVER, Database


async def pulse_of(
    db: Database,
    clock: Clock,
    wake: Wakeup,
    *,
    swept: Sequence[str],
    followed: Mapping[str, str] | None = None,
    in_flight: Sequence[tuple[str, Mapping[str, Any]]] = (),
) -> Pulse:
    """
    Args:
        wake: kicked when something is due, so that nobody waits for the next look of a sweeper.
        swept: the collections whose rows a sweeper ticks at their `next_due`.
        followed: services by the subscription that follows them.
        in_flight: what else is to be done, as queries of collections.
    """
    now = clock.now()
    dues = await asyncio.gather(*(_first_due(db, collection) for collection in swept))
    coming = min((due for due in dues if due is not None), default=None)
    if coming is not None and coming <= now:
        wake.kick()
        return Pulse(busy=True)
    if await _any_is(db, [(OUTBOX, {}), *in_flight]):
        return Pulse(busy=True)
    heads, places = await asyncio.gather(Layouts(db).latest(), _positions(db))
    subscriptions = (followed or {}).items()
    at = {service: places.get(name, BEGINNING) for name, service in subscriptions}
    return Pulse(next_due=coming, head=heads.place, followed=at)


async def _first_due(db: Database, collection: str) -> datetime | None:
    cursor = db[collection].find({"next_due": DUE_EVER}, {"next_due": 1})
    found: list[datetime] = [
        row["next_due"] async for row in cursor.sort("next_due", ASCENDING).limit(1)
    ]
    return found[0] if found else None


async def _any_is(db: Database, queries: Sequence[tuple[str, Mapping[str, Any]]]) -> bool:
    found = await asyncio.gather(*(db[rows].find_one(query, {"_id": 1}) for rows, query in queries))
    return any(found)


async def _positions(db: Database) -> dict[str, Place]:
    return {row["_id"]: unpacked(row["number"]) async for row in db[POSITIONS].find({})}
