"""Whether a restored system is as it was written: every membership against its history, and the
histories of the other services."""

from collections.abc import AsyncIterator

from pymongo import ASCENDING

from infra.kernel.events import ChainFault, EventEnvelope, verify_chain
from infra.storage.mongo import Database
from infra.storage.unit_of_work import event_of
from infra.storage.writer import EVENTS
from services.membership.integrity.repairing import CheckedRecord, Workshop, line_of
from services.membership.integrity.running import Progress, run


async def verified(shop: Workshop, others: list[Database]) -> tuple[int, tuple[str, ...]]:
    """How many members were checked, and a line for each history that does not hold."""
    faults = list[str]()

    def note(_: Progress, found: CheckedRecord | None) -> None:
        if found is not None:
            faults.append(line_of(found))

    done = await run(shop.db, "restore", shop.look, note)
    for db in others:
        faults += [
            f"{db.name}/{id}: version {at.version} {at.reason}" async for id, at in _broken(db)
        ]
    return done.checked, tuple(faults)


async def _broken(db: Database) -> AsyncIterator[tuple[str, ChainFault]]:
    history = list[EventEnvelope]()
    order = [("aggregate", ASCENDING), ("version", ASCENDING)]
    async for row in db[EVENTS].find().sort(order):
        event = event_of(row)
        if history and history[0].aggregate != event.aggregate:
            if fault := verify_chain(history):
                yield history[0].aggregate, fault
            history.clear()
        history.append(event)
    if history and (fault := verify_chain(history)):
        yield history[0].aggregate, fault
