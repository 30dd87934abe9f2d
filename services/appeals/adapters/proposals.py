"""Decisions that wait for a second, in MongoDB: one row an appeal, the last one proposed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec
from pymongo import ASCENDING, IndexModel

from infra.kernel.paging import MOST_COUNTED
from infra.storage.changes import GuardedUpdate, Removal, plain
from infra.storage.mongo import Database, find_by_ids, guarded_by
from services.appeals.domain.aggregate.lifecycle import OPEN
from services.appeals.domain.recording.recorder import Recorder
from services.appeals.domain.review.proposal import Proposal
from services.appeals.rows import ExtraRows, Loaded

PROPOSALS = "proposals"
INDEXES: dict[str, list[IndexModel]] = {
    PROPOSALS: [
        guarded_by("revision"),
        IndexModel([("waiting", ASCENDING), ("at", ASCENDING), ("_id", ASCENDING)]),
    ]
}
_WAITING: dict[str, Any] = {"waiting": True}


class ProposalStore:
    def __init__(self, db: Database) -> None:
        self._rows = db[PROPOSALS]

    async def waiting(self, numbers: Collection[str]) -> dict[str, Proposal]:
        found = await find_by_ids(self._rows, list(numbers))
        proposals = {number: _proposal(row) for number, row in found.items()}
        return {number: one for number, one in proposals.items() if one.waiting}

    async def proposed(self, proposal: Proposal, extra: ExtraRows) -> ExtraRows:
        """What is written with it: it takes the place of what was proposed before."""
        row = {**plain(proposal), "_id": proposal.number}
        kept = await self._rows.find_one({"_id": proposal.number}, {"revision": 1})
        if kept is None:
            return msgspec.structs.replace(extra, rows={**extra.rows, PROPOSALS: [row]})
        row |= {"revision": kept["revision"] + 1}
        as_read = {"_id": proposal.number, "revision": kept["revision"]}
        guard = GuardedUpdate(PROPOSALS, as_read, {"$set": row})
        return msgspec.structs.replace(extra, guards=[*extra.guards, guard])

    def settled(self, proposal: Proposal) -> GuardedUpdate:
        """It waits no more, unless somebody else was faster."""
        as_read = {"_id": proposal.number, "revision": proposal.revision}
        after = {"$set": {"waiting": False, "revision": proposal.revision + 1}}
        return GuardedUpdate(PROPOSALS, as_read, after)

    async def page(self, after: tuple[datetime, str] | None, limit: int) -> Sequence[Proposal]:
        """The longest waiting first."""
        asked = _behind(*after) if after else _WAITING
        found = self._rows.find(asked).sort([("at", ASCENDING), ("_id", ASCENDING)]).limit(limit)
        return [_proposal(row) async for row in found]

    async def count(self) -> int:
        return int(await self._rows.count_documents(_WAITING, limit=MOST_COUNTED))


def _behind(at: datetime, number: str) -> dict[str, Any]:
    later: list[dict[str, Any]] = [{"at": {"$gt": at}}, {"at": at, "_id": {"$gt": number}}]
    return {"$or": [_WAITING | one for one in later]}


def _proposal(row: dict[str, Any]) -> Proposal:
    return msgspec.convert({**row, "number": row["_id"]}, Proposal)


def done_with(loaded: Loaded | None, recorder: Recorder) -> list[Removal]:
    """What was proposed of an appeal that is decided now, or over."""
    if loaded is None or loaded.appeal.state not in OPEN or recorder.appeal.state in OPEN:
        return []
    return [Removal(PROPOSALS, {"_id": recorder.appeal.number})]
