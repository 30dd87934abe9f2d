"""Puts one member's record right, in one transaction with the event that says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from infra.kernel.clock import Clock
from infra.kernel.events import EventEnvelope, Head
from infra.outbox.owners import OWNER
from infra.outbox.record import FEED, OUTBOX, to_document
from infra.storage.changes import plain
from infra.storage.mongo import BlockingDatabase, BlockingSession, Database, Session, in_one_go
from infra.storage.transactions import Transactions
from infra.storage.writer import EVENTS, Writer
from services.membership.adapters.documents import (
    MEMBERSHIPS,
    RISK,
    SHOWN,
    member_of,
    shown_rows,
)
from services.membership.adapters.repository import change_of
from services.membership.adapters.shapes import Shapes
from services.membership.adapters.snapshots import forget_snapshots
from services.membership.adapters.stored import fields_of
from services.membership.contract.integrity_events import RecordFault, RecordRepaired
from services.membership.contract.words import Cause
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.folding.evolve import fold
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.tick import look_ahead
from services.membership.handlers.on_membership import state_change_of
from services.membership.integrity.checking import (
    Record,
    faults_of,
    mended,
    read_event,
    record_of,
    shown_wrong,
)
from services.membership.ports import Loaded

INCIDENTS = "integrity_incidents"
"""{_id: OPEN, opened_at, last_at, repaired, beyond_repair: [member ids]}"""
OPEN = "open"


class CheckedRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`repaired` is false where only looked at, or where too little is left to repair it from."""

    member_id: str
    faults: tuple[RecordFault, ...]
    repaired: bool = False


@dataclass(frozen=True)
class Workshop:
    """What is worked with. `catalog`: as it is now."""

    db: Database
    transactions: Transactions
    clock: Clock
    catalog: Catalog

    async def look(self, member_id: str) -> CheckedRecord | None:
        """As of one instant, whatever is committed meanwhile; none where all is well."""

        async def look(session: Session) -> CheckedRecord | None:
            faults = faults_of(await self._record(member_id, session))
            return CheckedRecord(member_id=member_id, faults=faults) if faults else None

        return await self.transactions.run(look)

    async def repair(self, member_id: str) -> CheckedRecord | None:
        """None where all is well."""
        return await self.transactions.run(lambda session: self._repair(member_id, session))

    async def fold_anew(self, member_id: str) -> bool:
        """Writes the state that the history leads to, without a word; false where that is broken.
        For a collection that was given up as a whole."""

        async def write(session: Session) -> bool:
            record = await self._record(member_id, session)
            without = msgspec.structs.replace(record, row=None, state=None)
            if faults_of(without) != (RecordFault.STATE_MISSING,):
                return False
            await self._write_state(record, record.events, session)
            return True

        return await self.transactions.run(write)

    async def _record(self, member_id: str, session: Session) -> Record:
        row = await self.db[MEMBERSHIPS].find_one({"_id": member_id}, session=session)
        events = self.db[EVENTS].find({"aggregate": member_id}, session=session)
        known = await Shapes(self.db).known_to(row or {})
        return record_of(member_id, row, await events.to_list(None), known)

    async def _repair(self, member_id: str, session: Session) -> CheckedRecord | None:
        record = await self._record(member_id, session)
        faults = faults_of(record)
        if not faults:
            return None
        published = await self._published(member_id, session)
        history = mended(record, published)
        if history is None:
            await self._note(session, {"$addToSet": {"beyond_repair": member_id}})
            return CheckedRecord(member_id=member_id, faults=faults)
        if len(history) < len(record.events):
            faults = (*faults, RecordFault.EVENTS_ADDED)
        await self._write_events(record, history, session)
        await self._write_state(record, history, session)
        await self._record_repair(record, history, faults, session)
        await self._note(session, {"$inc": {"repaired": 1}})
        return CheckedRecord(member_id=member_id, faults=faults, repaired=True)

    async def _published(self, member_id: str, session: Session) -> list[EventEnvelope]:
        """What the feed has of the history, and what waits to be in it."""
        fed = await self.db[FEED].find({OWNER: member_id}, session=session).to_list(None)
        waiting = self.db[OUTBOX].find({"events.aggregate": member_id}, session=session)
        documents = [row["event"] for row in fed]
        documents += [event async for row in waiting for event in row["events"]]
        found = [read_event(one) for one in documents if one.get("aggregate") == member_id]
        return [event for event in found if event is not None]

    async def _write_events(
        self, record: Record, history: Sequence[EventEnvelope], session: Session
    ) -> None:
        true = {event.id: event for event in history}
        rows = self.db[EVENTS]
        stored = await rows.find({"aggregate": record.member_id}, session=session).to_list(None)
        kept = {row["_id"] for row in stored if _same(row, true.get(row["_id"]))}
        gone = [row["_id"] for row in stored if row["_id"] not in kept]
        missing = [{"_id": id, **to_document(e)} for id, e in true.items() if id not in kept]
        gone += [document["_id"] for document in missing]  # where another history took the place
        await rows.delete_many({"_id": {"$in": gone}}, session=session)
        if missing:
            await rows.insert_many(missing, session=session)

    async def _write_state(
        self, record: Record, history: Sequence[EventEnvelope], session: Session
    ) -> None:
        state = fold(record.member_id, history)
        ahead = look_ahead(state, self.catalog, state.happened_at)
        document = {
            "_id": record.member_id,
            "version": len(history),
            "hash": history[-1].hash,
            "commit": await self._last_commit(record, session),
            "next_due": ahead.next_due,
            "state": plain(state),
            **fields_of(state),
            RISK: ahead.risk,
        }
        this = {"_id": record.member_id}
        await self.db[MEMBERSHIPS].replace_one(this, document, upsert=True, session=session)
        await forget_snapshots(self.db, record.member_id, session)

    async def _last_commit(self, record: Record, session: Session) -> str | None:
        """The next commit has to sort after it."""
        last = await self.db[EVENTS].find_one(
            {"aggregate": record.member_id}, {"commit": 1}, sort=[("version", -1)], session=session
        )
        waiting = self.db[OUTBOX].find({"events.aggregate": record.member_id}, session=session)
        known = [row["_id"].partition(".")[0] async for row in waiting]
        known += [one["commit"] for one in (last, record.row) if one and one.get("commit")]
        return max(known, default=None)

    async def _record_repair(
        self,
        record: Record,
        history: Sequence[EventEnvelope],
        faults: tuple[RecordFault, ...],
        session: Session,
    ) -> None:
        state = fold(record.member_id, history)
        recorder = Recorder(state, self.catalog, self.clock.now())
        event = RecordRepaired(
            faults=faults, shown_wrong=shown_wrong(record, state), events=len(history)
        )
        recorder.record(event, cause=Cause.DATA_FAULT)
        commit = await self._last_commit(record, session)
        head = Head(version=len(history), hash=history[-1].hash, commit=commit)
        change = state_change_of(Loaded(head=head, state=state), recorder)

        def write(db: BlockingDatabase, session: BlockingSession) -> None:
            writer = Writer(db, session, member_of)
            writer.changes([change_of(change, recorder.now)])
            writer.insert({SHOWN: shown_rows(recorder.shown, recorder.now)})

        await in_one_go(self.db, session, write)

    async def _note(self, session: Session, what: dict[str, Any]) -> None:
        """In the one incident that is open while staff have not closed it."""
        now: datetime = self.clock.now()
        times = {"$setOnInsert": {"opened_at": now}, "$set": {"last_at": now}}
        await self.db[INCIDENTS].update_one(
            {"_id": OPEN}, {**times, **what}, upsert=True, session=session
        )


def _same(row: dict[str, Any], event: EventEnvelope | None) -> bool:
    return event is not None and read_event(row) == event


def line_of(found: CheckedRecord) -> str:
    """As the commands print it."""
    done = "repaired" if found.repaired else "not repaired"
    return f"{found.member_id}: {', '.join(found.faults)}: {done}"
