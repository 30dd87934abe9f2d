"""States as of earlier events of long histories, so that nobody folds ten thousand events to see
one day. Kept beside the truth: what is missing is made again, and what does not fit is left alone.
"""

import hashlib
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from bson import BSON
from pymongo import ASCENDING, DESCENDING, IndexModel

from infra.kernel.events import GENESIS, EventEnvelope, Head, event_id, is_as_sealed
from infra.storage.changes import plain
from infra.storage.mongo import Database, Session, find_by_ids
from infra.storage.unit_of_work import event_of
from infra.storage.writer import EVENTS
from services.membership.adapters.documents import MEMBERSHIPS
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.explain.telling import telling
from services.membership.domain.folding.evolve import followed_by
from services.membership.ports import AsOf, Told

SNAPSHOTS = "snapshots"
"""{_id: of the event, member_id, version, hash, happened_at, recorded_at, fold, state,
seal, kinds}:
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


class _Read(NamedTuple):
    """`base`: from where it was folded; `tail`: what comes behind that. `step`: how far it could be
    folded."""

    base: _Step
    tail: list[EventEnvelope]
    step: _Step


class Snapshots:
    def __init__(self, db: Database) -> None:
        self._rows = db[SNAPSHOTS]
        self._events = db[EVENTS]
        self._members = db[MEMBERSHIPS]

    async def as_of(
        self, member_id: str, at: datetime | None, known_at: datetime | None
    ) -> AsOf | None:
        """None where the member has no history. On the way new snapshots are left."""
        base = await self._nearest(member_id, at, known_at)
        step = (await self._read(base, at, known_at)).step if base else None
        return AsOf(step.state, step.hash) if step else None

    async def told(
        self, member_id: str, at: datetime | None, known_at: datetime | None
    ) -> Told | None:
        base = await self._nearest(member_id, at, known_at)
        if base is None:
            return None
        before = await self._telling(member_id, base)
        read = await self._read(base if before is not None else _start(member_id), at, known_at)
        head = Head(version=read.base.version, hash=read.base.hash, commit=None)
        history = (*(before or ()), *read.tail)
        return Told(read.step.state, read.step.hash, history, head if before else None)

    async def _read(self, base: _Step, at: datetime | None, known_at: datetime | None) -> _Read:
        step, tail = base, list[EventEnvelope]()
        kinds, whole = defaultdict[str, list[int]](list), True
        async for event in self._behind(base):
            if (at and event.happened_at > at) or (known_at and event.recorded_at > known_at):
                break
            whole = whole and event.prev_hash == step.hash and is_as_sealed(event)
            tail.append(event)
            kinds[event.type].append(event.version)
            after = _after(step, event) if step.version == event.version - 1 else None
            step = after or step
            if after and whole and step.version % EVERY == 0:
                await self._keep(step, kinds)
                kinds.clear()
        return _Read(base, tail, step)

    async def _telling(self, member_id: str, base: _Step) -> list[EventEnvelope] | None:
        """The events up to there that can matter; none where too little is known of them."""
        stretches = range(EVERY, base.version + 1, EVERY)
        asked = {"kinds": 1, "fold": 1}
        rows = await find_by_ids(self._rows, [event_id(member_id, v) for v in stretches], asked)
        if len(rows) < len(stretches) or any(row["fold"] != rules() for row in rows.values()):
            return None
        versions = defaultdict[str, list[int]](list)
        for row in rows.values():
            for kind, theirs in row["kinds"].items():
                versions[kind] += theirs
        ids = [event_id(member_id, v) for v in telling(versions, base.version) if base.version]
        found = await find_by_ids(self._events, ids)
        return [event_of(found[id]) for id in ids] if len(found) == len(ids) else None

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
        return _start(member_id) if first else None

    async def _fits(self, row: dict[str, Any]) -> bool:
        """Of these rules, unaltered, and of the history that is there."""
        if row["fold"] != rules() or row["seal"] != _seal(row["state"]):
            return False
        event = await self._events.find_one({"_id": row["_id"]}, {"hash": 1})
        return event is not None and event["hash"] == row["hash"]

    async def _behind(self, step: _Step) -> AsyncIterator[EventEnvelope]:
        """By exact ids: the embedded server reads a whole history for a range of it."""
        member_id, version = step.state.member_id, step.version
        while True:
            ids = [event_id(member_id, version + n) for n in range(1, EVERY + 1)]
            found = await find_by_ids(self._events, ids)
            there = list(takewhile(found.__contains__, ids))
            for id in there:
                yield event_of(found[id])
            version += len(there)
            if len(there) < EVERY:
                break
        async for event in self._behind_a_gap(member_id, version):
            yield event

    async def _behind_a_gap(self, member_id: str, version: int) -> AsyncIterator[EventEnvelope]:
        """Only of a record that was damaged."""
        row = await self._members.find_one({"_id": member_id}, {"version": 1})
        if row is not None and row["version"] <= version:
            return
        later = {"aggregate": member_id, "version": {"$gt": version}}
        async for document in self._events.find(later).sort("version", ASCENDING):
            yield event_of(document)

    async def _keep(self, step: _Step, kinds: Mapping[str, Sequence[int]]) -> None:
        state = plain(step.state)
        row = {
            "member_id": step.state.member_id, "version": step.version, "hash": step.hash,
            "happened_at": step.happened_at, "recorded_at": step.recorded_at, "fold": rules(),
            "state": state, "seal": _seal(state), "kinds": dict(kinds),
        }  # fmt: skip
        this = {"_id": event_id(step.state.member_id, step.version)}
        await self._rows.replace_one(this, row, upsert=True)


async def forget_snapshots(db: Database, member_id: str, session: Session) -> None:
    """With what people wrote in them, and whatever was repaired since."""
    await db[SNAPSHOTS].delete_many({"member_id": member_id}, session=session)


def _start(member_id: str) -> _Step:
    return _Step(Membership(member_id=member_id), 0, GENESIS, None, None)


def _after(step: _Step, event: EventEnvelope) -> _Step | None:
    """None where the event cannot be read, because somebody damaged it."""
    state = followed_by(step.state, event)
    if state is None:
        return None
    recorded = max(filter(None, (step.recorded_at, event.recorded_at)))
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
