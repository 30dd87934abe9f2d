"""Who is affected by an incident, as stored."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from pymongo import ASCENDING

from infra.kernel.events import NEW, Actor, Head
from infra.kernel.paging import MOST_COUNTED
from infra.storage.changes import Change, GuardedUpdate, plain
from infra.storage.mongo import find_by_ids
from infra.storage.unit_of_work import UnitOfWork
from services.appeals.contract.incident_events import MemberEvent
from services.appeals.contract.incident_words import AffectedState
from services.appeals.incidents.collections import AFFECTED, HEARD
from services.appeals.incidents.domain.affected import Affected, affected_id
from services.appeals.incidents.incident_store import envelopes

Heads = Mapping[str, Head]


class AffectedStore:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._rows = uow.db[AFFECTED]

    async def known(self, incident: str, member_ids: Iterable[str]) -> dict[str, Affected]:
        """By member."""
        ids = [affected_id(incident, one) for one in member_ids]
        found = (await find_by_ids(self._rows, ids)).values()
        return {row["member_id"]: _affected(row) for row in found}

    async def of_member(self, member_id: str) -> list[Affected]:
        return [_affected(row) async for row in self._rows.find({"member_id": member_id})]

    async def to_try(self, incident: str, preview: int, limit: int) -> list[Affected]:
        """Those who were not in this preview yet."""
        before = {"$gte": f"{incident}/", "$lt": _place(incident, preview)}
        found = self._rows.find({"to_try": before}).sort("to_try", ASCENDING).limit(limit)
        return [_affected(row) async for row in found]

    async def to_tell(self, incident: str, limit: int) -> list[Affected]:
        """Who joined, and was told nothing more."""
        found = self._rows.find({"to_tell": _after(f"{incident}/", "")}).limit(limit)
        return [_affected(row) async for row in found]

    async def in_state(
        self, incident: str, state: AffectedState | None, after: str, limit: int
    ) -> list[Affected]:
        """By member id."""
        field, start = _listed(incident, state)
        found = self._rows.find({field: _after(start, after)}).sort(field, ASCENDING).limit(limit)
        return [_affected(row) async for row in found]

    async def count(self, incident: str, state: AffectedState | None) -> int:
        field, start = _listed(incident, state)
        return await self._rows.count_documents({field: _after(start, "")}, limit=MOST_COUNTED)

    async def heads(self, members: Iterable[Affected]) -> Heads:
        """Where the histories of what they heard end."""
        stored = await self._uow.load_many(HEARD, [one.id for one in members])
        return {id: one.head for id, one in stored.items()}


def affected_row(one: Affected) -> dict[str, Any]:
    joined = {"to_tell": one.id} if one.joined else {}
    return {"_id": one.id, **_fields(one), **joined}


def moved(before: Affected, after: Affected) -> GuardedUpdate:
    """Only while it is in the state in which it was read."""
    as_read = {"_id": before.id, "in_state": _in_state(before)}
    refused = after.state is AffectedState.REFUSED and not after.knows_refused
    waits = after.joined and (after.state is AffectedState.WAITING or refused)
    to_tell = {"$set": {**_fields(after), "to_tell": after.id}}
    told = {"$set": _fields(after), "$unset": {"to_tell": ""}}
    return GuardedUpdate(AFFECTED, as_read, to_tell if waits else told)


def told(one: Affected) -> GuardedUpdate:
    """Nothing more is to be said to who joined."""
    return GuardedUpdate(AFFECTED, {"_id": one.id}, {"$unset": {"to_tell": ""}})


def heard(heads: Heads, one: Affected, event: MemberEvent, by: Actor, now: datetime) -> Change:
    """That a member is told something of the incident."""
    head = heads.get(one.id, NEW)
    return Change(
        collection=HEARD,
        id=one.id,
        head=head,
        state={"member_id": one.member_id},
        next_due=None,
        events=envelopes(head, one.id, event, by, now),
    )


def _fields(one: Affected) -> dict[str, Any]:
    return {
        **plain(one),
        "in_state": _in_state(one),
        "to_try": f"{_place(one.incident, one.tried)}{one.member_id}",
    }


def _in_state(one: Affected) -> str:
    return f"{one.incident}/{one.state.value}/{one.member_id}"


def _place(incident: str, preview: int) -> str:
    return f"{incident}/{preview:06d}/"


def _listed(incident: str, state: AffectedState | None) -> tuple[str, str]:
    if state is None:
        return "_id", f"{incident}/"
    return "in_state", f"{incident}/{state.value}/"


def _after(start: str, place: str) -> dict[str, str]:
    """What begins with `start`; "0" comes after "/"."""
    return {"$gt": f"{start}{place}", "$lt": f"{start[:-1]}0"}


def _affected(row: Mapping[str, Any]) -> Affected:
    return msgspec.convert(row, Affected)


def places(members: Sequence[Affected]) -> tuple[str, ...]:
    return tuple(one.member_id for one in members)
