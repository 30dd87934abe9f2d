"""Recipients, as stored. Whoever writes an address leaves, in the same commit, word to look for
what could not be sent without it."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo import ASCENDING

from infra.kernel.ids import new_id
from infra.mongo import find_by_ids
from infra.unit_of_work import DuplicateInsert, GuardedUpdate, UnitOfWork
from infra.wakeup import Wakeup
from services.notify.adapters.audience import query_of
from services.notify.adapters.collections import ALERTS, CATCH_UPS, JOBS, RECIPIENTS
from services.notify.adapters.documents import changes, from_document, to_document
from services.notify.adapters.jobs import new_document
from services.notify.contract.campaigns import Audience
from services.notify.domain.alert import Alert
from services.notify.domain.catch_up import CatchUp, Gap, gaps_filled_by, gaps_left_by
from services.notify.domain.contacts import Recipient
from services.notify.domain.job import Job, parts

NOTHING: Mapping[str, Sequence[dict[str, Any]]] = {}
_NAMED_AT_ONCE = 50


class Recipients:
    def __init__(self, uow: UnitOfWork, reachable: Wakeup) -> None:
        self._uow = uow
        self._rows = uow.db[RECIPIENTS]
        self._reachable = reachable

    async def get(self, member_id: str) -> Recipient | None:
        row = await self._rows.find_one({"_id": member_id})
        return from_document(row, Recipient) if row else None

    async def get_many(self, member_ids: Sequence[str]) -> dict[str, Recipient]:
        rows = await find_by_ids(self._rows, member_ids)
        return {id: from_document(row, Recipient) for id, row in rows.items()}

    async def save(
        self,
        before: Recipient | None,
        after: Recipient,
        alerts: Sequence[Alert] = (),
        jobs: Sequence[Job] = (),
    ) -> bool:
        """Writes what changed, so that two changes at once both stay, and what is told of it;
        false when `before` was none and the recipient is there by now."""
        if before is None:
            return await self.add_new([after]) == 1
        if update := changes(before, after):
            row = GuardedUpdate(RECIPIENTS, {"_id": after.id}, {"$set": update})
            gaps = gaps_filled_by(after, before)
            try:
                await self._commit((*gaps, *gaps_left_by(alerts)), [row], _told(alerts, jobs))
            except DuplicateInsert:  # another call changed the same and told it
                await self._commit(gaps, [row])
        return True

    async def add_new(self, recipients: Sequence[Recipient]) -> int:
        """Inserts those that are not there yet; gives how many. Never overwrites: what a member
        changed since an import is worth more than the import."""
        while True:
            ids = list({recipient.id for recipient in recipients})
            known = await find_by_ids(self._rows, ids, {"_id": 1})
            fresh = {r.id: r for r in recipients if r.id not in known}
            if not fresh:
                return 0
            gaps = tuple(gap for r in fresh.values() for gap in gaps_filled_by(r))
            try:
                await self._commit(
                    gaps, inserts={RECIPIENTS: [to_document(r) for r in fresh.values()]}
                )
            except DuplicateInsert:
                continue  # somebody added one of them meanwhile: the rest are still to be added
            return len(fresh)

    async def pages(
        self, audience: Audience, at: datetime, after: str, size: int
    ) -> AsyncGenerator[list[Recipient]]:
        """The audience as of `at`, in the order of ids above `after`. One cursor goes through all:
        to ask afresh for each page would make the embedded server scan all of them each time."""
        query, named = query_of(audience, at), [id for id in audience.member_ids if id > after]
        if audience.member_ids:
            for some in parts(named, _NAMED_AT_ONCE):
                rows = self._rows.find({**query, "_id": {"$in": list(some)}})
                yield sorted([_recipient(row) async for row in rows], key=lambda r: r.id)
            return
        if after:
            query["_id"] = {"$gt": after}
        cursor = self._rows.find(query).sort("_id", ASCENDING).batch_size(size)
        while page := await cursor.to_list(size):
            yield [_recipient(row) for row in page]

    async def count(self, audience: Audience, at: datetime) -> int:
        query = query_of(audience, at)
        if not audience.member_ids:
            return int(await self._rows.count_documents(query))
        some = parts(audience.member_ids, _NAMED_AT_ONCE)
        asked = [{**query, "_id": {"$in": list(ids)}} for ids in some]
        return sum([await self._rows.count_documents(one) for one in asked])

    async def _commit(
        self,
        gaps: tuple[Gap, ...],
        updates: Sequence[GuardedUpdate] = (),
        inserts: Mapping[str, Sequence[dict[str, Any]]] = NOTHING,
    ) -> None:
        word = [to_document(CatchUp(id=new_id(), gaps=gaps))] if gaps else []
        await self._uow.commit(inserts={**inserts, CATCH_UPS: word}, updates=updates)
        if gaps:
            self._reachable.kick()


def _told(alerts: Sequence[Alert], jobs: Sequence[Job]) -> dict[str, list[dict[str, Any]]]:
    return {
        ALERTS: [to_document(alert) for alert in alerts],
        JOBS: [new_document(job, job.next_due) for job in jobs],
    }


def _recipient(row: dict[str, Any]) -> Recipient:
    return from_document(row, Recipient)
