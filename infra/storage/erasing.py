"""Takes what people wrote out of a history: where its events are kept, where they are fed from, and
where they wait to be. Their hashes stay, and hold."""

from collections.abc import Mapping
from typing import Any

from pymongo import UpdateOne

from infra.kernel.events import EventEnvelope, without_texts
from infra.outbox.owners import OWNER
from infra.outbox.record import FEED, OUTBOX, to_document
from infra.storage.mongo import Database, Session
from infra.storage.unit_of_work import event_of
from infra.storage.writer import EVENTS

Row = Mapping[str, Any]


async def erase_texts(
    db: Database, session: Session, aggregate: str, owner: str
) -> list[EventEnvelope]:
    """The whole history of the aggregate as it is afterwards. `owner`: whose feed it is in. Belongs
    into a transaction with what becomes of the state; can be repeated."""
    rows = await db[EVENTS].find({"aggregate": aggregate}, session=session).to_list(None)
    changed = [UpdateOne({"_id": row["_id"]}, {"$set": _erased(row)}) for row in rows if _has(row)]
    if changed:
        await db[EVENTS].bulk_write(changed, session=session)
        await _erase_waiting(db, session, aggregate)
        await _erase_fed(db, session, aggregate, owner)
    history = [without_texts(event_of(row)) for row in rows]
    return sorted(history, key=lambda event: event.version)


async def _erase_waiting(db: Database, session: Session, aggregate: str) -> None:
    waiting = db[OUTBOX].find({"events.aggregate": aggregate}, session=session)
    async for row in waiting:
        events = [_erased(e) if e["aggregate"] == aggregate else e for e in row["events"]]
        this, change = {"_id": row["_id"]}, {"$set": {"events": events}}
        await db[OUTBOX].update_one(this, change, session=session)


async def _erase_fed(db: Database, session: Session, aggregate: str, owner: str) -> None:
    rows = await db[FEED].find({OWNER: owner}, session=session).to_list(None)
    changed = [
        UpdateOne({"_id": row["_id"]}, {"$set": {"event": _erased(row["event"])}})
        for row in rows
        if row["event"]["aggregate"] == aggregate and _has(row["event"])
    ]
    if changed:
        await db[FEED].bulk_write(changed, session=session)


def _has(event: Row) -> bool:
    """Whether it holds a text that is not erased yet."""
    return any("salt" in kept for kept in event.get("texts", {}).values())


def _erased(event: Row) -> dict[str, Any]:
    return to_document(without_texts(event_of(event)))
