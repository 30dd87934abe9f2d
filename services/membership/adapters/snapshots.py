"""States as of earlier events of long histories, so that nobody folds ten thousand events to see
one day. Kept beside the truth: what is missing is made again, and what does not fit is left alone.
"""

import hashlib
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from bson import BSON
from pymongo import ASCENDING, DESCENDING, IndexModel

from infra.kernel.events import GENESIS, EventEnvelope, event_id
from infra.storage.changes import plain
from infra.storage.mongo import Database, Session, find_by_ids
from infra.storage.unit_of_work import event_of
from infra.storage.writer import EVENTS
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.folding.evolve import evolve, fact_of
from services.membership.ports import AsOf

SNAPSHOTS = "snapshots"
"""{_id: of the event, member_id, version, hash, happened_at, recorded_at, fold, state, seal}:
the state after that event. `recorded_at`: of whatever was recorded last until then; `fold`: by
which rules it was folded; `seal`: of the state, as bytes."""

INDEXES: dict[str, list[IndexModel]] = {
    SNAPSHOTS: [IndexModel([("member_id", ASCENDING), ("version", DESCENDING)])]
}
EVERY = 500
"""Events from one to the next."""
_RULES = ("domain", "contract")


class _Step(NamedTuple):
    state: Membership
    version: int
    hash: str
    happened_at: datetime | None
    recorded_at: datetime | None


class Snapshots:
    def __init__(self, db: Database) -> None:
        self._rows = db[SNAPSHOTS]
        self._events = db[EVENTS]

    async def as_of(
        self, member_id: str, at: datetime | None, known_at: datetime | None
    ) -> AsOf | None:
        """None where the member has no history. On the way new snapshots are left."""
        step = await self._nearest(member_id, at, known_at)
        if step is None:
            return None
        async for event in self._behind(member_id, step):
            if (at and event.happened_at > at) or (known_at and event.recorded_at > known_at):
                break
            step = _after(step, event)
            if step.version % EVERY == 0:
                await self._keep(step)
        return AsOf(step.state, step.hash)

    async def _nearest(
        self, member_id: str, at: datetime | None, known_at: datetime | None
    ) -> _Step | None:
        asked: dict[str, Any] = {"member_id": member_id}
        asked |= {"happened_at": {"$lte": at}} if at else {}
        asked |= {"recorded_at": {"$lte": known_at}} if known_at else {}
        async for row in self._rows.find(asked).sort("version", DESCENDING):
            if await self._fits(row):
                state = msgspec.convert(row["state"], Membership)
                times = row["happened_at"], row["recorded_at"]
                return _Step(state, row["version"], row["hash"], *times)
        first = await self._events.find_one({"_id": event_id(member_id, 1)}, {"_id": 1})
        return _Step(Membership(member_id=member_id), 0, GENESIS, None, None) if first else None

    async def _fits(self, row: dict[str, Any]) -> bool:
        """Of these rules, unaltered, and of the history that is there."""
        if row["fold"] != rules() or row["seal"] != _seal(row["state"]):
            return False
        event = await self._events.find_one({"_id": row["_id"]}, {"hash": 1})
        return event is not None and event["hash"] == row["hash"]

    async def _behind(self, member_id: str, step: _Step) -> AsyncIterator[EventEnvelope]:
        """By exact ids: the embedded server reads a whole history for a range of it."""
        version = step.version
        while True:
            ids = [event_id(member_id, version + n) for n in range(1, EVERY + 1)]
            found = await find_by_ids(self._events, ids)
            for id in ids:
                if id not in found:
                    return
                yield event_of(found[id])
            version += EVERY

    async def _keep(self, step: _Step) -> None:
        state = plain(step.state)
        row = {
            "member_id": step.state.member_id, "version": step.version, "hash": step.hash,
            "happened_at": step.happened_at, "recorded_at": step.recorded_at, "fold": rules(),
            "state": state, "seal": _seal(state),
        }  # fmt: skip
        this = {"_id": event_id(step.state.member_id, step.version)}
        await self._rows.replace_one(this, row, upsert=True)


async def forget_snapshots(db: Database, member_id: str, session: Session) -> None:
    """With what people wrote in them, and whatever was repaired since."""
    await db[SNAPSHOTS].delete_many({"member_id": member_id}, session=session)


def _after(step: _Step, event: EventEnvelope) -> _Step:
    recorded = max(filter(None, (step.recorded_at, event.recorded_at)))
    state = evolve(step.state, fact_of(event))
    return _Step(state, event.version, event.hash, event.happened_at, recorded)


def _seal(state: dict[str, Any]) -> str:
    return hashlib.sha256(BSON.encode(state)).hexdigest()


@cache
def rules() -> str:
    """Tells one way of folding from another: whatever is changed in what a fold is made of makes
    it another, so that none has to be remembered."""
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    here = Path(__file__).parents[1]
    for room in _RULES:
        yield from sorted((here / room).rglob("*.py"))
