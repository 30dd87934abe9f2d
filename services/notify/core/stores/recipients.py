"""Recipients, as stored. Whoever writes an address leaves, in the same commit, word to look for
what could not be sent without it."""

from collections.abc import Mapping, Sequence
from typing import Any

from infra.concurrency.wakeup import Wakeup
from infra.kernel.ids import new_id
from infra.storage.mongo import find_by_ids
from infra.storage.unit_of_work import DuplicateInsert, GuardedUpdate, UnitOfWork
from services.notify.core.alerts.alert import Alert
from services.notify.core.alerts.catch_up import CatchUp, Gap, gaps_filled_by, gaps_left_by
from services.notify.core.deliveries.job import Job
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.stores.collections import ALERTS, CATCH_UPS, JOBS, RECIPIENTS
from services.notify.core.stores.documents import changes, from_document, to_document
from services.notify.core.stores.jobs import new_document
from services.notify.core.stores.slices import SLICE, slice_of

NOTHING: Mapping[str, Sequence[dict[str, Any]]] = {}


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
                await self._commit(gaps, inserts={RECIPIENTS: [_new(r) for r in fresh.values()]})
            except DuplicateInsert:
                continue  # somebody added one of them meanwhile: the rest are still to be added
            return len(fresh)

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


def _new(recipient: Recipient) -> dict[str, Any]:
    return {**to_document(recipient), SLICE: slice_of(recipient.id)}
