"""The data keys of one database, each wrapped by the master key. One that was destroyed leaves a
row behind, so that nobody ever makes another one for its owner."""

import os
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from bson.binary import Binary
from pymongo import IndexModel, UpdateOne
from pymongo.errors import BulkWriteError

from infra.sealing.data_key import ID_BYTES, KEY_BYTES, DataKey
from infra.sealing.master_keys import MasterKeys, Unwrapped, Wrapped
from infra.storage.errors import only_duplicates
from infra.storage.mongo import Database, Session, find_by_ids
from infra.storage.transactions import Transactions

KEYS: Final = "data_keys"
"""{_id: owner, key, master, secret}: a data key; {_id, destroyed_at}: one that is no more."""

INDEXES: Mapping[str, Sequence[IndexModel]] = {KEYS: []}
REMEMBERED: Final = 20_000
"""Opened keys that a process keeps, of about 1 KiB each."""
REMEMBERED_FOR: Final = 60.0
"""Seconds. So long another process may go on with a key that was destroyed: what it seals then
nobody can open any more."""
REWRAPPED_AT_ONCE: Final = 500

Keys = Mapping[str, DataKey]
"""By owner; without those whose key was destroyed."""


class Rewrapped(NamedTuple):
    """`last`: to go on after it; empty where there are no more."""

    last: str
    looked_at: int
    done: int


class DataKeys:
    """`passed` gives seconds that pass, for how long keys are remembered."""

    def __init__(
        self, db: Database, master: MasterKeys, passed: Callable[[], float] = time.monotonic
    ) -> None:
        self._rows = db[KEYS]
        self._master = master
        self._passed = passed
        self._known: OrderedDict[str, tuple[float, DataKey]] = OrderedDict()

    async def of(self, owners: Iterable[str]) -> Keys:
        """Those that there are."""
        wanted = dict.fromkeys(owners)
        known = {owner: key for owner in wanted if (key := self._remembered(owner))}
        missing = [owner for owner in wanted if owner not in known]
        return known | await self._read(missing) if missing else known

    async def made(self, owners: Iterable[str]) -> Keys:
        """Made where there was none; left out where it was destroyed."""
        wanted = list(dict.fromkeys(owners))
        known = await self.of(wanted)
        missing = [owner for owner in wanted if owner not in known]
        if not missing:
            return known
        await self._make(missing)
        return {**known, **await self.of(missing)}

    async def destroy(self, owner: str, at: datetime, session: Session | None = None) -> bool:
        """What it sealed can be opened by nobody from then on, and no other one is ever made. Gives
        whether this call did it; can be repeated, and is right even where there was no key yet."""
        self._known.pop(owner, None)
        this = {"_id": owner}
        row = await self._rows.find_one(this, session=session)
        if row and row.get("destroyed_at"):
            return False
        gone = {**this, "destroyed_at": at}
        await self._rows.replace_one(this, gone, upsert=True, session=session)
        return True

    async def destroyed(self, owners: Iterable[str]) -> set[str]:
        rows = await find_by_ids(self._rows, list(dict.fromkeys(owners)), {"destroyed_at": 1})
        return {id for id, row in rows.items() if row.get("destroyed_at")}

    async def rewrap(self, transactions: Transactions, after: str) -> Rewrapped:
        """Wraps the next keys after `after` by the present master key where another one still does.
        Two at once, or again after a kill, do no harm: what somebody else changed meanwhile is read
        again."""

        async def some(session: Session) -> Rewrapped:
            cursor = self._rows.find({"_id": {"$gt": after}}, session=session).sort("_id", 1)
            rows = await cursor.limit(REWRAPPED_AT_ONCE).to_list(None)
            old = [_wrapped(row) for row in rows if row.get("master", "") not in ("", current)]
            again = await self._master.wrap(await self._master.unwrap(old))
            changes = [UpdateOne({"_id": one.owner}, {"$set": _key_fields(one)}) for one in again]
            if changes:
                await self._rows.bulk_write(changes, session=session)
            return Rewrapped(rows[-1]["_id"] if rows else "", len(rows), len(changes))

        current = self._master.current
        return await transactions.run(some)

    async def _read(self, owners: Sequence[str]) -> dict[str, DataKey]:
        rows = await find_by_ids(self._rows, owners)
        wrapped = [_wrapped(row) for row in rows.values() if row.get("secret") is not None]
        return {one.owner: self._remember(one) for one in await self._master.unwrap(wrapped)}

    async def _make(self, owners: Sequence[str]) -> None:
        new = [
            Unwrapped(owner=owner, id=os.urandom(ID_BYTES).hex(), secret=os.urandom(KEY_BYTES))
            for owner in owners
        ]
        wrapped = await self._master.wrap(new)
        if await self._insert([{"_id": one.owner, **_key_fields(one)} for one in wrapped]):
            for one in new:
                self._remember(one)

    async def _insert(self, rows: Sequence[dict[str, Any]], session: Session | None = None) -> bool:
        """False where another was faster for one of them."""
        try:
            await self._rows.insert_many(list(rows), ordered=False, session=session)
        except BulkWriteError as error:
            if not only_duplicates(error.details):
                raise
            return False
        return True

    def _remembered(self, owner: str) -> DataKey | None:
        until, key = self._known.get(owner, (0.0, None))
        if key is None or until < self._passed():
            return None
        self._known.move_to_end(owner)
        return key

    def _remember(self, one: Unwrapped) -> DataKey:
        key = DataKey(one.owner, one.id, one.secret)
        self._known[one.owner] = self._passed() + REMEMBERED_FOR, key
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return key


def _wrapped(row: Mapping[str, Any]) -> Wrapped:
    return Wrapped(
        owner=row["_id"], id=row["key"], master=row["master"], secret=bytes(row["secret"])
    )


def _key_fields(one: Wrapped) -> dict[str, Any]:
    return {"key": one.id, "master": one.master, "secret": Binary(bytes(one.secret))}
