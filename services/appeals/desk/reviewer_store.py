"""Who works at the desk, in MongoDB: by the directory of staff, and, where the operator signs staff
in elsewhere, whoever acts on an appeal, with the kind that their token tells."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import msgspec
from pymongo.errors import DuplicateKeyError

from infra.storage.changes import plain
from infra.storage.mongo import Database
from services.appeals.contract.desk_words import AppealQueue
from services.appeals.desk.collections import REVIEWERS
from services.appeals.desk.domain.colleague import Absence, Colleague
from services.appeals.domain.queues.queueing import works_in
from services.shared.callers import ActorKind, Caller, StaffKind


class ReviewerStore:
    def __init__(self, db: Database) -> None:
        self._rows = db[REVIEWERS]
        self._noted: dict[str, Colleague] = {}

    async def note(self, by: Caller) -> None:
        """Written where it is new to this process."""
        if by.actor.kind != ActorKind.STAFF:
            return
        seen = colleague_of(by)
        if self._noted.get(seen.id) != seen:
            said = {"name": seen.name, "kind": seen.kind.value}
            await self._rows.update_one({"_id": seen.id}, {"$set": said}, upsert=True)
            self._noted[seen.id] = seen

    async def know(self, colleague: Colleague, version: int, due: datetime | None) -> None:
        """As the directory says, unless it said something later before. `due`: they are looked at
        by then."""
        said: dict[str, Any] = {"name": colleague.name, "kind": colleague.kind.value}
        said |= {"left": colleague.left, "known": version}
        said |= {"next_due": due} if due else {}
        for before in (None, {"$lt": version}):
            told = await self._rows.update_one(
                {"_id": colleague.id, "known": before}, {"$set": said}
            )
            if told.matched_count:
                return
        with suppress(DuplicateKeyError):  # it said something later before
            await self._rows.insert_one({"_id": colleague.id, "next_due": None, **said})

    async def find(self, id: str) -> Colleague | None:
        row = await self._rows.find_one({"_id": id})
        return _colleague(row) if row else None

    async def colleague(self, by: Caller) -> Colleague:
        """Who asks, as their token says, with what is known of them."""
        known, said = await self.find(by.actor.id), colleague_of(by)
        if known is None:
            return said
        return msgspec.structs.replace(said, absence=known.absence, left=known.left)

    async def all(self) -> Sequence[Colleague]:
        """By name."""
        return [
            _colleague(row) async for row in self._rows.find({}).sort([("name", 1), ("_id", 1)])
        ]

    async def known(self) -> list[str]:
        """Implements `Colleagues`."""
        return [row["_id"] async for row in self._rows.find({}, {"_id": 1})]

    async def anybody_for(self, queue: AppealQueue, but: Collection[str], now: datetime) -> bool:
        """Implements `Colleagues`."""
        working = [one for one in await self.all() if one.handles and not one.absent(now)]
        return any(works_in(one.kind, queue) and one.id not in but for one in working)

    async def set_absence(self, id: str, absence: Absence | None) -> None:
        kept = plain(absence) if absence else None
        due = absence.since if absence else None
        await self._rows.update_one({"_id": id}, {"$set": {"absence": kept, "next_due": due}})

    async def stood_in(self, colleague: Colleague, until: datetime | None) -> None:
        """Looked at again `until`, unless the absence was changed meanwhile."""
        kept = plain(colleague.absence) if colleague.absence else None
        this = {"_id": colleague.id, "absence": kept}
        await self._rows.update_one(this, {"$set": {"next_due": until}})


def colleague_of(by: Caller) -> Colleague:
    """As the token says."""
    kind = by.staff_kind or StaffKind.REVIEWER
    return Colleague(id=by.actor.id, name=by.actor.name, kind=kind)


def _colleague(row: dict[str, Any]) -> Colleague:
    return msgspec.convert({**row, "id": row["_id"]}, Colleague)
