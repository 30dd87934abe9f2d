"""Seals what earlier releases stored in clear: a page at a time, from where it was left off."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from pymongo import UpdateOne

from infra.concurrency.wakeup import Wakeup
from infra.log import logger
from infra.sealing.data_key import is_sealed
from infra.sealing.fields import Row, SealedFields
from infra.sealing.sealing import RowSealing
from infra.storage.mongo import Database, Session
from infra.storage.transactions import Transactions

PROGRESS: Final = "sealing_progress"
"""{_id: collection, fields, after, sealed, done}"""
_PAGE: Final = 250
_LOOKS_AGAIN: Final = 60.0
"""Seconds."""


class SealingProgress(msgspec.Struct, frozen=True, kw_only=True):
    """`fields`: that were gone through, so that a release that seals more of them begins again.
    `after`: the last id; `sealed`: how many documents were in clear."""

    fields: list[str]
    after: Any = None
    sealed: int = 0
    done: bool = False


class SealingOlder:
    """Leased: one process does it. Each page is one transaction with its progress, so that a kill
    loses and doubles nothing, and a document that somebody changes meanwhile is read again."""

    def __init__(self, db: Database, transactions: Transactions, sealing: RowSealing) -> None:
        self._db = db
        self._transactions = transactions
        self._sealing = sealing

    async def run(self, _epoch: int) -> None:
        await Wakeup().keep_at(self.step, _LOOKS_AGAIN)

    async def step(self) -> int:
        """A page of the first collection that is not done; gives whether there is more to do."""
        for fields in self._sealing.fields.values():
            if not (await self.so_far(fields)).done:
                await self._page(fields)
                return 1
        return 0

    async def so_far(self, fields: SealedFields, session: Session | None = None) -> SealingProgress:
        this = {"_id": fields.collection}
        row = await self._db[PROGRESS].find_one(this, session=session)
        kept = msgspec.convert(row, SealingProgress) if row else None
        wanted = sorted(fields.lost)
        return kept if kept and kept.fields == wanted else SealingProgress(fields=wanted)

    async def _page(self, fields: SealedFields) -> None:
        rows = self._db[fields.collection]

        async def seal_some(session: Session) -> SealingProgress:
            now = await self.so_far(fields, session)
            query = {} if now.after is None else {"_id": {"$gt": now.after}}
            page = rows.find(query, session=session).sort("_id", 1).limit(_PAGE)
            found = await page.to_list(None)
            clear = [row for row in found if _in_clear(fields, row)]
            if changes := await self._changes(fields, clear):
                await rows.bulk_write(changes, session=session)
            after = msgspec.structs.replace(
                now,
                after=found[-1]["_id"] if found else now.after,
                sealed=now.sealed + len(clear),
                done=len(found) < _PAGE,
            )
            kept = {"_id": fields.collection, **msgspec.structs.asdict(after)}
            await self._db[PROGRESS].replace_one(
                {"_id": fields.collection}, kept, upsert=True, session=session
            )
            return after

        after = await self._transactions.run(seal_some)
        if after.done:
            logger.info("older values sealed", collection=fields.collection, sealed=after.sealed)

    async def _changes(self, fields: SealedFields, rows: Sequence[Row]) -> list[UpdateOne]:
        sealed = await self._sealing.sealed(fields.collection, rows)
        return [
            UpdateOne({"_id": row["_id"]}, {"$set": {n: row[n] for n in fields.tops if n in row}})
            for row in sealed
        ]


def _in_clear(fields: SealedFields, row: Row) -> bool:
    return any(not is_sealed(spot.value) for _, spot in fields.places(row))
