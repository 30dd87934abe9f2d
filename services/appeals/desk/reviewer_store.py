"""Who works at the desk, in MongoDB. Whoever acts on an appeal is noted with their kind, for only
their token tells it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec

from infra.storage.changes import plain
from infra.storage.mongo import Database
from services.appeals.desk.collections import REVIEWERS
from services.appeals.desk.domain.colleague import Absence, Colleague
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

    async def find(self, id: str) -> Colleague | None:
        row = await self._rows.find_one({"_id": id})
        return _colleague(row) if row else None

    async def colleague(self, by: Caller) -> Colleague:
        """Who asks, as their token says, with what is known of them."""
        known, said = await self.find(by.actor.id), colleague_of(by)
        return msgspec.structs.replace(said, absence=known.absence) if known else said

    async def all(self) -> Sequence[Colleague]:
        """By name."""
        return [
            _colleague(row) async for row in self._rows.find({}).sort([("name", 1), ("_id", 1)])
        ]

    async def anybody_but(self, staff_ids: Collection[str], now: datetime) -> bool:
        """Whether others were seen at the desk who are not away. Implements `Colleagues`."""
        return any(one.id not in staff_ids and not one.absent(now) for one in await self.all())

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
