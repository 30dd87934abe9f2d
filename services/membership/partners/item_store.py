"""What partners were shown, in MongoDB: laid down in order, read by place."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from pymongo import ASCENDING

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from infra.outbox.record import TRACE, Position, of_trace
from infra.storage.changes import GuardedUpdate, Removal
from infra.storage.mongo import Database, find_by_ids
from infra.storage.unit_of_work import UnitOfWork
from services.membership.adapters.documents import MEMBERSHIPS, SHOWN
from services.membership.contract.partner_views import SharedItem, SharedPage
from services.membership.contract.partner_words import SharedType
from services.membership.domain.aggregate.parts import (
    Following,
)
from services.membership.domain.folding.sharing import Shown
from services.membership.partners.arrivals import Arrivals
from services.membership.partners.collections import ENDS, ITEMS, OF_ALL
from services.shared.callers import THE_SHOP

NO_TRACES: Mapping[str, str] = {}
_MOST = 500
_LONGEST_WAIT = 30.0
_LOOKED_FOR_ANYWAY = 15.0  # seconds
_REPLACING = frozenset({SharedType.FOLLOW_BEGAN, SharedType.FOLLOW_ENDED})


class ItemStore:
    def __init__(self, uow: UnitOfWork, arrivals: Arrivals) -> None:
        self._uow = uow
        self._db = uow.db
        self._arrivals = arrivals

    async def prepare(self) -> None:
        start = {"$setOnInsert": {"head": 0, "low": 0}}
        await self._db[ENDS].update_one({"_id": OF_ALL}, start, upsert=True)

    async def shown_by(self, event_ids: Sequence[str]) -> list[Shown]:
        """What these events show, in their order."""
        found = await find_by_ids(self._db[SHOWN], event_ids)
        rows = (found[id] for id in event_ids if id in found)
        return [msgspec.convert(item, Shown) for row in rows for item in row["items"]]

    async def lay(
        self,
        shown: Sequence[Shown],
        event_ids: Sequence[str],
        now: datetime,
        position: Position,
        traces: Mapping[str, str] = NO_TRACES,
    ) -> None:
        """Gives each its place. What begins or ends a consent takes the place of what was shown
        before: that is gone in the same commit. `traces`: by event, of what it came from."""
        ends = await self._ends()
        kept, head = _not_replaced(shown), ends["head"]
        rows = [
            _row(place, one, now, traces.get(one.event_id, ""))
            for place, one in enumerate(kept, start=head + 1)
        ]
        moved = {"$set": {"head": head + len(rows)}}
        replacing = [_before(one) for one in kept if one.type in _REPLACING]
        done = [Removal(SHOWN, {"_id": {"$in": list(event_ids)}})] if shown else []
        await self._uow.commit(
            inserts={ITEMS: rows},
            updates=[GuardedUpdate(ENDS, {"_id": OF_ALL, "head": head}, moved)] if rows else [],
            removals=[*replacing, *done],
            position=position,
        )
        self._arrivals.came({row["partner"]: row["_id"] for row in rows}, head, head + len(rows))

    async def of_partner(self, partner_id: str, after: int, limit: int) -> SharedPage:
        """
        Raises:
            InvalidInput: no item was ever at the place `after`.
        """
        head, most = (await self._ends())["head"], _most(limit)  # first: all below it is there
        _require_given(after, head)
        kept = await self._db[ENDS].find_one({"_id": _of(partner_id)})
        rows = await self._above(partner_id, after, head, most)
        return SharedPage(
            items=await self._still_shared(rows),
            upto=rows[-1]["_id"] if rows and len(rows) == most else head,
            head=head,
            kept_after=kept["kept_after"] if kept else 0,
        )

    async def of_all(
        self, after: int, limit: int, wait_seconds: float, partner_ids: Sequence[str] | None
    ) -> SharedPage:
        """Of those named nothing is read before something of theirs came.

        Raises:
            InvalidInput: no item was ever at the place `after`.
        """
        deadline = time.monotonic() + min(wait_seconds, _LONGEST_WAIT)
        upto = after
        with self._arrivals.wait_for(partner_ids) as waiting:
            while True:
                head = await self._arrivals.look()
                _require_given(upto, head)
                if limit > 0 and upto < head:
                    upto, items = await self._next(upto, head, limit, partner_ids)
                    if items:
                        return SharedPage(items=items, upto=upto, head=head)
                left = deadline - time.monotonic()
                if left <= 0:
                    return SharedPage(items=(), upto=upto, head=head)
                if upto >= head:
                    await waiting.woken(min(left, _LOOKED_FOR_ANYWAY))

    async def _next(
        self, after: int, head: int, limit: int, partner_ids: Sequence[str] | None
    ) -> tuple[int, tuple[SharedItem, ...]]:
        """Up to where, and what there is until then."""
        most = _most(limit)
        if partner_ids is None:  # by exact places: the embedded server scans for a range of ids
            first = max(after, (await self._ends())["low"])
            last = min(head, first + most)
            found = await find_by_ids(self._db[ITEMS], range(first + 1, last + 1))
            rows = [found[place] for place in sorted(found)]
        else:
            theirs = await asyncio.gather(
                *(
                    self._above(id, after, head, most)
                    for id in self._arrivals.behind(after, partner_ids)
                )
            )
            rows = sorted((row for some in theirs for row in some), key=lambda row: row["_id"])
            rows = rows[:most]
            last = rows[-1]["_id"] if len(rows) == most else head
        return last, await self._still_shared(rows)

    async def _above(
        self, partner_id: str, after: int, head: int, most: int
    ) -> list[dict[str, Any]]:
        query = {"partner": partner_id, "_id": {"$gt": after, "$lte": head}}
        found = self._db[ITEMS].find(query).sort("_id", ASCENDING).limit(most)
        return await found.to_list(most)

    async def forget(self, before: datetime) -> int:
        """Items that were laid down before then go, the oldest first; gives how many places were
        looked at that are gone now."""
        ends = await self._ends()
        low, last = ends["low"], min(ends["head"], ends["low"] + _MOST)
        lowest = await self._db[ITEMS].find_one({"_id": low + 1}, {"laid_at": 1})
        if lowest is not None and lowest["laid_at"] >= before:
            return 0  # nearly always, and at the cost of one row
        found = await find_by_ids(
            self._db[ITEMS], range(low + 1, last + 1), {"partner": 1, "laid_at": 1}
        )
        young = min((p for p, row in found.items() if row["laid_at"] >= before), default=last + 1)
        old = [(place, row["partner"]) for place, row in sorted(found.items()) if place < young]
        for partner, place in {partner: place for place, partner in old}.items():
            mark = {"$max": {"kept_after": place}}
            await self._db[ENDS].update_one({"_id": _of(partner)}, mark, upsert=True)
        if young - 1 > low:
            gone = {"_id": {"$in": [place for place, _ in old]}}
            await self._db[ITEMS].delete_many(gone)
            await self._db[ENDS].update_one({"_id": OF_ALL}, {"$max": {"low": young - 1}})
        return int(young - 1 - low)

    async def _ends(self) -> dict[str, Any]:
        return await self._db[ENDS].find_one({"_id": OF_ALL}) or {"head": 0, "low": 0}

    async def _still_shared(self, rows: Sequence[Mapping[str, Any]]) -> tuple[SharedItem, ...]:
        """Without what members withdrew meanwhile, though it may not be gone yet."""
        members = {row["member"] for row in rows if row["partner"] != THE_SHOP}
        found = await find_by_ids(self._db[MEMBERSHIPS], list(members), {"state.partners": 1})
        follows = {
            id: msgspec.convert(row["state"].get("partners", {}), dict[str, Following])
            for id, row in found.items()
        }
        return tuple(
            _item(row)
            for row in rows
            if _is_shared(row, follows.get(row["member"], {}).get(row["partner"]))
        )


def _is_shared(row: Mapping[str, Any], following: Following | None) -> bool:
    if row["type"] == SharedType.FOLLOW_ENDED or row["partner"] == THE_SHOP:
        return True
    return (
        following is not None and following.ended_at is None and row["sequence"] >= following.began
    )


def _not_replaced(shown: Sequence[Shown]) -> list[Shown]:
    """Without what a later one of the same page takes the place of."""
    since: dict[tuple[str, str], int] = {}
    for one in shown:
        if one.type in _REPLACING:
            since[one.partner_id, one.member_id] = one.sequence
    return [s for s in shown if s.sequence >= since.get((s.partner_id, s.member_id), 0)]


def _before(one: Shown) -> Removal:
    earlier = {"$lt": one.sequence}
    return Removal(ITEMS, {"partner": one.partner_id, "member": one.member_id, "sequence": earlier})


def _row(place: int, one: Shown, now: datetime, trace: str) -> dict[str, Any]:
    return {
        "_id": place,
        "partner": one.partner_id,
        "member": one.member_id,
        "sequence": one.sequence,
        "id": one.id,
        "type": one.type.value,
        "at": one.at,
        "laid_at": now,
        "payload": one.payload,
        **of_trace(trace),
    }


def _item(row: Mapping[str, Any]) -> SharedItem:
    return SharedItem(
        place=row["_id"],
        id=row["id"],
        partner_id=row["partner"],
        member_id=row["member"],
        sequence=row["sequence"],
        type=row["type"],
        at=row["at"],
        payload=bytes(row["payload"]),
        trace=row.get(TRACE, ""),
    )


def _of(partner_id: str) -> str:
    return f"of {partner_id}"


def _most(limit: int) -> int:
    return max(1, min(limit, _MOST))


def _require_given(after: int, head: int) -> None:
    if not 0 <= after <= head:
        raise InvalidInput(
            both("此处尚无内容。", "Nothing was given at this place yet."), field="after"
        )


PLACES_LEFT_OUT = 1_000_000
"""More than can have been given between a backup and the loss of what came after it."""


async def leave_places_out(db: Database) -> None:
    """Places that were given after a backup was made, and are lost with what was there, are never
    given again: whoever read up to one of them misses nothing of what comes."""
    if ends := await db[ENDS].find_one({"_id": OF_ALL}):
        beyond = {"$set": {"head": ends["head"] + PLACES_LEFT_OUT}}
        await db[ENDS].update_one({"_id": OF_ALL, "head": ends["head"]}, beyond)
