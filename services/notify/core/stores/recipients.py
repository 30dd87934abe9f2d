"""Recipients, as stored. Whoever writes an address leaves, in the same commit, word to look for
what could not be sent without it."""

from collections.abc import Sequence, Set
from datetime import datetime
from typing import Any

from pymongo import UpdateOne

from infra.concurrency.wakeup import Wakeup
from infra.sealing.sealing import NOTHING_SEALED, RowSealing
from infra.storage.changes import DuplicateInsert, GuardedUpdate, Inserts
from infra.storage.mongo import Database, find_by_ids
from services.notify.contract.words import KnownBy
from services.notify.core.alerts.alert import Alert
from services.notify.core.alerts.catch_up import gaps_filled_by
from services.notify.core.deliveries.job import Job
from services.notify.core.deliveries.receipts import AddressMoved
from services.notify.core.recipients.handles import Handles, field_of
from services.notify.core.recipients.moves import Move
from services.notify.core.recipients.recipient import Recipient, reached
from services.notify.core.stores.alert_writer import (
    NOTHING,
    AlertWriter,
    PlannedAlerts,
    planned_alerts,
)
from services.notify.core.stores.collections import MOVES, RECIPIENTS
from services.notify.core.stores.documents import changes, from_document, to_document
from services.notify.core.stores.hash_key import HashKey
from services.notify.core.stores.slices import SLICE, slice_of
from services.notify.core.stores.unpassed_receipts import word_of_reach

_SLICED_AT_ONCE = 500


class Recipients:
    def __init__(
        self,
        db: Database,
        writer: AlertWriter,
        reachable: Wakeup,
        hash_key: HashKey,
        sealing: RowSealing = NOTHING_SEALED,
    ) -> None:
        self._rows = db[RECIPIENTS]
        self._moves = db[MOVES]
        self._sealing = sealing
        self._writer = writer
        self._reachable = reachable
        self._hash_key = hash_key

    async def get(self, member_id: str) -> Recipient | None:
        return (await self.get_many([member_id])).get(member_id)

    async def get_many(self, member_ids: Sequence[str]) -> dict[str, Recipient]:
        found = await find_by_ids(self._rows, member_ids)
        rows = await self._sealing.opened_by(RECIPIENTS, found)
        return {id: from_document(row, Recipient) for id, row in rows.items()}

    async def found(self, by: KnownBy, hashed: str, most: int) -> list[str]:
        """Ids of those whose handle is this one, in their order."""
        cursor = self._rows.find({field_of(by): hashed}, {"_id": 1}).sort("_id", 1).limit(most)
        return [row["_id"] async for row in cursor]

    async def hash_anew(self, after: str, most: int) -> str:
        """Gives the next so many after `after` their handles by the present key; the id of the
        last, empty where there are no more."""
        rows = self._rows.find({"_id": {"$gt": after}}).sort("_id", 1).limit(most)
        opened = await self._sealing.opened(RECIPIENTS, await rows.to_list(None))
        found = [(row, from_document(row, Recipient)) for row in opened]
        handles = await self._handles()
        updates = [
            UpdateOne({"_id": known.id, field: row.get(field)}, {"$set": {field: hashed}})
            for row, known in found
            for field, hashed in handles.of(known).items()
            if row.get(field) != hashed
        ]  # each by what it was: whoever changes an address meanwhile leaves its handle with it
        if updates:
            await self._rows.bulk_write(updates, ordered=False)
        return found[-1][1].id if found else ""

    async def save(
        self,
        before: Recipient | None,
        after: Recipient,
        alerts: Sequence[Alert] = (),
        jobs: Sequence[Job] = (),
        moved: Sequence[Move] = (),
    ) -> bool:
        """Writes what changed, so that two changes at once both stay, and what is told of it;
        false when `before` was none and the recipient is there by now."""
        if before is None:
            return await self.add_new([after], word_of_reach([after.id])) == 1
        if update := changes(before, after):
            handles = await self._handles()
            now, earlier = handles.of(after), handles.of(before)
            update |= {field: kept for field, kept in now.items() if kept != earlier[field]}
            row = GuardedUpdate(RECIPIENTS, {"_id": after.id}, {"$set": update})
            gaps = gaps_filled_by(after, before)
            word = _word(before, after, moved)
            try:
                await self._commit(
                    planned_alerts(alerts, jobs, gaps),
                    inserts={**word, **_kept(moved)},
                    updates=[row],
                )
            except DuplicateInsert:  # another call changed the same, told and kept it
                await self._commit(planned_alerts((), (), gaps), inserts=word, updates=[row])
        return True

    async def moves(self, member_id: str) -> list[Move]:
        rows = await self._moves.find({"member_id": member_id}).to_list(None)
        return [from_document(row, Move) for row in await self._sealing.opened(MOVES, rows)]

    async def forget_moves(self, before: datetime) -> int:
        done = await self._moves.delete_many({"gone_at": {"$lt": before}})
        return int(done.deleted_count)

    async def add_new(self, recipients: Sequence[Recipient], word: Inserts = NOTHING) -> int:
        """Inserts those that are not there yet, and `word` of them; gives how many. Never
        overwrites: what a member changed since an import is worth more than the import."""
        handles = await self._handles()
        while True:
            known = await self._known({recipient.id for recipient in recipients})
            fresh = {r.id: r for r in recipients if r.id not in known}
            if not fresh:
                return 0
            gaps = [gap for r in fresh.values() for gap in gaps_filled_by(r)]
            new = {RECIPIENTS: [_new(r) | handles.of(r) for r in fresh.values()]}
            try:
                await self._commit(planned_alerts((), (), gaps), inserts={**new, **word})
            except DuplicateInsert:
                continue  # somebody added one of them meanwhile: the rest are still to be added
            return len(fresh)

    async def _handles(self) -> Handles:
        return Handles(await self._hash_key())

    async def _known(self, ids: Set[str]) -> Set[str]:
        return (await find_by_ids(self._rows, list(ids), {"_id": 1})).keys()

    async def _commit(
        self,
        planned: PlannedAlerts,
        *,
        inserts: Inserts = NOTHING,
        updates: Sequence[GuardedUpdate] = (),
    ) -> None:
        await self._writer.commit(planned, inserts=inserts, updates=updates)
        self._reachable.kick()


async def slice_older(db: Database) -> None:
    """Rows of a release that knew no slices."""
    rows = db[RECIPIENTS]
    while found := await rows.find({SLICE: None}, {"_id": 1}).to_list(_SLICED_AT_ONCE):
        await rows.bulk_write(
            [UpdateOne({"_id": r["_id"]}, {"$set": {SLICE: slice_of(r["_id"])}}) for r in found]
        )


def _word(before: Recipient, after: Recipient, moved: Sequence[Move]) -> Inserts:
    reach = [after.id] if reached(before) is not reached(after) else []
    names = [
        AddressMoved(member_id=one.member_id, channel=one.channel, device_id=one.device_id)
        for one in moved
    ]
    return word_of_reach(reach, names)


def _kept(moved: Sequence[Move]) -> Inserts:
    rows = [to_document(one) for one in moved if one.address]
    return {MOVES: rows} if rows else NOTHING


def _new(recipient: Recipient) -> dict[str, Any]:
    return {**to_document(recipient), SLICE: slice_of(recipient.id)}


async def erase_recipient(db: Database, member_id: str) -> None:
    """Name, addresses and whatever else was known of the member."""
    await db[MOVES].delete_many({"member_id": member_id})
    await db[RECIPIENTS].delete_one({"_id": member_id})


async def members_of(db: Database, numbers: Set[str], sealing: RowSealing) -> list[str]:
    """Whose phones these are, in order; reads them all."""
    found = list[str]()
    rows = db[RECIPIENTS].find({"phone": {"$ne": ""}}, {"phone": 1}).sort("_id", 1)
    while some := await rows.to_list(_SLICED_AT_ONCE):
        opened = await sealing.opened(RECIPIENTS, some)
        found += [row["_id"] for row in opened if row["phone"] in numbers]
    return found
