"""What was known, what was granted and what was lost, as counts that all processes share."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from pymongo import UpdateOne
from pymongo.errors import DuplicateKeyError

from infra.storage.changes import GuardedUpdate, plain
from infra.storage.mongo import Database, find_by_ids
from services.membership.adapters.documents import item
from services.membership.breaker.collections import FORECASTS, WINDOWS
from services.membership.breaker.domain.assessing import LossWindow
from services.membership.breaker.domain.forecast import (
    LEARNED_FROM,
    SETTLED_AFTER,
    Coming,
    Forecast,
    hour_of,
)
from services.membership.contract.breaker_words import LossKind
from services.membership.contract.words import Cause
from services.membership.domain.aggregate.losses import AutomaticLoss, KnownLoss

KEPT = timedelta(days=60)


class CountStore:
    def __init__(self, db: Database) -> None:
        self._forecasts = db[FORECASTS]
        self._windows = db[WINDOWS]

    async def foresee(self, known: Iterable[KnownLoss]) -> None:
        """After the commit: what is missing after a kill makes the breaker more careful."""
        rows = [(loss.kind, hour_of(loss.due)) for loss in known]
        operations = [_more_known(*of, rows.count(of)) for of in dict.fromkeys(rows)]
        if operations:
            await self._forecasts.bulk_write(operations, ordered=False)

    async def forecasts_of(self, kind: LossKind, coming: Coming) -> dict[datetime, Forecast]:
        """Of the hours for which these losses were known."""
        ids = [_id(kind, group.hour) for group in coming if group.kind is kind]
        rows = (await find_by_ids(self._forecasts, ids)).values()
        return {one.at: one for one in (item(row, Forecast) for row in rows)}

    async def past(self, kind: LossKind, now: datetime) -> list[Forecast]:
        """What there is to learn from."""
        first, last = _id(kind, now - LEARNED_FROM), _id(kind, now - SETTLED_AFTER)
        rows = self._forecasts.find({"_id": {"$gte": first, "$lte": last}})
        return [item(row, Forecast) async for row in rows]

    async def window(self, cause: Cause, at: datetime) -> LossWindow | None:
        row = await self._windows.find_one({"_id": _id(cause, at)})
        return item(row, LossWindow) if row else None

    async def allow(
        self, cause: Cause, at: datetime, before: LossWindow | None, after: LossWindow
    ) -> bool:
        """Whether nobody was faster."""
        if before is None:
            try:
                await self._windows.insert_one({"_id": _id(cause, at), **plain(after)})
            except DuplicateKeyError:
                return False
            return True
        as_read = {"_id": _id(cause, at), **plain(before)}
        granted = await self._windows.update_one(as_read, {"$set": plain(after)})
        return granted.matched_count == 1

    async def withdraw(self, cause: Cause, at: datetime) -> None:
        """What was granted and is not lost yet has to be asked for again."""
        this = {"_id": _id(cause, at)}
        await self._windows.update_one(this, {"$set": {"granted": -1}}, upsert=False)

    async def forget(self, now: datetime) -> None:
        """What is too old to learn from."""
        for kind in LossKind:
            old = {"$gte": f"{kind}@", "$lt": _id(kind, now - KEPT)}
            await self._forecasts.delete_many({"_id": old})
        for cause in Cause:
            old = {"$gte": f"{cause}@", "$lt": _id(cause, now - KEPT)}
            await self._windows.delete_many({"_id": old})

    async def counted(self, losses: Sequence[AutomaticLoss]) -> list[GuardedUpdate]:
        """That these were lost, where their hours were known."""
        by_hour: dict[str, dict[str, int]] = {}
        for loss in losses:
            lost = by_hour.setdefault(_id(loss.kind, hour_of(loss.due)), {})
            lost[f"lost.{loss.cause}"] = lost.get(f"lost.{loss.cause}", 0) + 1
        known = await find_by_ids(self._forecasts, list(by_hour), {"_id": 1})
        return [GuardedUpdate(FORECASTS, {"_id": id}, {"$inc": by_hour[id]}) for id in known]


def _more_known(kind: LossKind, at: datetime, more: int) -> UpdateOne:
    new = {"kind": kind.value, "at": at}
    update = {"$inc": {"known": more}, "$setOnInsert": new}
    return UpdateOne({"_id": _id(kind, at)}, update, upsert=True)


def spent(cause: Cause, at: datetime, window: LossWindow, more: int) -> GuardedUpdate:
    """So many more are lost, if that is still granted when it is committed."""
    as_granted = {"granted": window.granted, "lost": {"$lte": window.granted - more}}
    this: dict[str, Any] = {"_id": _id(cause, at), **as_granted}
    return GuardedUpdate(WINDOWS, this, {"$inc": {"lost": more}})


def _id(of: LossKind | Cause, at: datetime) -> str:
    return f"{of}@{hour_of(at):%Y-%m-%dT%H}"
