"""Corrections and their members in MongoDB: a step and its rows are one commit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from pymongo import ASCENDING, DESCENDING, IndexModel

from infra.kernel.ids import derived_id
from infra.kernel.paging import MOST_COUNTED, not_of_this_list
from infra.storage.changes import GuardedUpdate, plain
from infra.storage.mongo import guarded_by
from infra.storage.unit_of_work import UnitOfWork
from services.membership.contract.correction_views import CorrectionsState, Tried
from services.membership.corrections.domain.run import CorrectionsRun

RUNS = "corrections"
TRIED = "corrections_tried"
"""{_id, run, member, contradicts, tried, done}: each member of one, and what came of it."""

INDEXES: dict[str, list[IndexModel]] = {
    RUNS: [
        guarded_by("revision"),
        IndexModel([("state", ASCENDING), ("at", DESCENDING)]),
        IndexModel([("at", DESCENDING), ("_id", DESCENDING)]),
    ],
    TRIED: [
        IndexModel([("run", ASCENDING), ("member", ASCENDING)]),
        IndexModel([("run", ASCENDING), ("contradicts", ASCENDING), ("member", ASCENDING)]),
    ],
}
GOES_ON: Mapping[str, Any] = {
    "state": {"$in": [CorrectionsState.PREVIEWING, CorrectionsState.RUNNING]}
}


class RunStore:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._runs = uow.db[RUNS]
        self._tried = uow.db[TRIED]

    async def load(self, id: str) -> CorrectionsRun | None:
        row = await self._runs.find_one({"_id": id})
        return _run(row) if row else None

    async def to_do(self) -> CorrectionsRun | None:
        row = await self._runs.find_one(dict(GOES_ON))
        return _run(row) if row else None

    async def add(self, run: CorrectionsRun, tried: Sequence[Tried] = ()) -> None:
        """Raises DuplicateInsert: it is there already."""
        await self._uow.commit(
            inserts={RUNS: [{**plain(run), "_id": run.id}], TRIED: _rows(run, tried)}
        )

    async def step(self, run: CorrectionsRun, tried: Sequence[Tried] = ()) -> None:
        """Raises VersionConflict: somebody made the step, or another one, meanwhile."""
        as_read = {"_id": run.id, "revision": run.revision - 1}
        await self._uow.commit(
            inserts={TRIED: _rows(run, tried)},
            updates=[GuardedUpdate(RUNS, as_read, {"$set": plain(run)})],
        )

    async def settle(self, run: CorrectionsRun, done: Sequence[Tried]) -> None:
        """What came of some of its members, with the step. Raises VersionConflict."""
        as_read = {"_id": run.id, "revision": run.revision - 1}
        rows = [
            GuardedUpdate(
                TRIED,
                {"_id": _id(run, one.member_id)},
                {"$set": {"done": True, "contradicts": bool(one.code), "tried": plain(one)}},
            )
            for one in done
        ]
        await self._uow.commit(updates=[GuardedUpdate(RUNS, as_read, {"$set": plain(run)}), *rows])

    async def members(
        self, id: str, after: str, limit: int, *, possible: bool = False
    ) -> list[Tried]:
        """In order of their ids. `possible`: without those of whom it could not be done."""
        asked = {"run": id, **({"contradicts": False} if possible else {})}
        return await self._page(asked, after, limit)

    async def refused(self, id: str, after: str, limit: int) -> list[Tried]:
        return await self._page({"run": id, "contradicts": True}, after, limit)

    async def count(self, asked: Mapping[str, Any]) -> int:
        return await self._runs.count_documents(dict(asked), limit=MOST_COUNTED)

    async def count_tried(self, asked: Mapping[str, Any]) -> int:
        return await self._tried.count_documents(dict(asked), limit=MOST_COUNTED)

    async def page(self, asked: Mapping[str, Any], after: str, limit: int) -> list[CorrectionsRun]:
        """Newest first; `after`: a place, as `place_of` writes it."""
        beyond = _beyond(after) if after else {}
        order = [("at", DESCENDING), ("_id", DESCENDING)]
        rows = self._runs.find({**asked, **beyond}).sort(order).limit(limit)
        return [_run(row) async for row in rows]

    async def _page(self, asked: Mapping[str, Any], after: str, limit: int) -> list[Tried]:
        rows = self._tried.find({**asked, "member": {"$gt": after}}).sort("member", ASCENDING)
        return [msgspec.convert(row["tried"], Tried) async for row in rows.limit(limit)]


def place_of(run: CorrectionsRun) -> str:
    return f"{run.at.isoformat()}/{run.id}"


def _beyond(place: str) -> dict[str, Any]:
    """
    Raises:
        InvalidInput: no place of this list.
    """
    at, _, id = place.partition("/")
    try:
        instant = datetime.fromisoformat(at)
    except ValueError:
        raise not_of_this_list() from None
    return {"$or": [{"at": {"$lt": instant}}, {"at": instant, "_id": {"$lt": id}}]}


def _run(row: Mapping[str, Any]) -> CorrectionsRun:
    return msgspec.convert({**row, "id": row["_id"]}, CorrectionsRun)


def _id(run: CorrectionsRun, member_id: str) -> str:
    return derived_id(run.id, member_id)


def _rows(run: CorrectionsRun, tried: Sequence[Tried]) -> list[dict[str, Any]]:
    return [
        {
            "_id": _id(run, one.member_id),
            "run": run.id,
            "member": one.member_id,
            "contradicts": bool(one.code),
            "tried": plain(one),
            "done": False,
        }
        for one in tried
    ]
