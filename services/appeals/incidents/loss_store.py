"""Losses that were seen, counted by what they have in common."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from infra.storage.changes import GuardedUpdate, plain
from infra.storage.mongo import Database, find_by, find_by_ids
from services.appeals.incidents.collections import BUCKETS, SEEN_LOSSES
from services.appeals.incidents.domain.adverse import SeenLoss
from services.appeals.incidents.domain.grouping import LossBucket, bucket_of, hour_of

HOUR = timedelta(hours=1)


class ListedLoss(msgspec.Struct, frozen=True, kw_only=True):
    """A loss as it is kept. `id`: of its event."""

    id: str
    bucket: str
    member_id: str
    at: datetime


class LossStore:
    def __init__(self, db: Database) -> None:
        self._buckets = db[BUCKETS]
        self._losses = db[SEEN_LOSSES]

    async def buckets(self, ids: Sequence[str]) -> dict[str, LossBucket]:
        return {id: _bucket(row) for id, row in (await find_by_ids(self._buckets, ids)).items()}

    async def between(self, since: datetime, until: datetime) -> list[LossBucket]:
        """Those of which something lies between the two, whatever they have in common."""
        within = {"hour": {"$gt": since - HOUR, "$lte": until}}
        return [_bucket(row) async for row in self._buckets.find(within)]

    async def of_incidents(self, incidents: Collection[str]) -> list[LossBucket]:
        return [_bucket(row) for row in await find_by(self._buckets, "incident", incidents)]

    async def free_before(self, instant: datetime, limit: int) -> list[str]:
        """Buckets of no incident, of hours that began before then."""
        found = self._buckets.find({"free": {"$lt": instant}}, {"_id": 1}).limit(limit)
        return [row["_id"] async for row in found]

    async def waiting(self, buckets: Sequence[str], limit: int) -> list[ListedLoss]:
        """Losses of these that no list of an incident has yet."""
        found = self._losses.find({"waits": {"$in": list(buckets)}}).limit(limit)
        return [_loss(row) async for row in found]

    async def of_member(self, member_id: str) -> list[ListedLoss]:
        found = self._losses.find({"member_id": member_id})
        return sorted([_loss(row) async for row in found], key=lambda loss: loss.at)


def loss_row(loss: SeenLoss) -> dict[str, Any]:
    bucket = bucket_of(loss)
    return {
        "_id": loss.event_id, "bucket": bucket, "waits": bucket,
        "member_id": loss.member_id, "at": loss.at,
    }  # fmt: skip


def bucket_row(bucket: LossBucket) -> dict[str, Any]:
    free = {} if bucket.incident else {"free": hour_of(bucket.first_at)}
    return {"_id": bucket.id, **_fields(bucket), **free}


def rewritten(before: LossBucket, after: LossBucket) -> GuardedUpdate:
    """Only as it was read."""
    as_read = {"_id": before.id, "losses": before.losses}
    taken = {"$unset": {"free": ""}} if after.incident else {}
    return GuardedUpdate(BUCKETS, as_read, {"$set": _fields(after), **taken})


def listed(losses: Iterable[ListedLoss]) -> list[GuardedUpdate]:
    """They are on the list of an incident, or are none of it."""
    return [
        GuardedUpdate(SEEN_LOSSES, {"_id": one.id}, {"$unset": {"waits": ""}}) for one in losses
    ]


def _fields(bucket: LossBucket) -> dict[str, Any]:
    fields = plain(bucket)
    del fields["id"]
    return {**fields, "hour": hour_of(bucket.first_at)}


def _bucket(row: Mapping[str, Any]) -> LossBucket:
    return msgspec.convert({**row, "id": row["_id"]}, LossBucket)


def _loss(row: Mapping[str, Any]) -> ListedLoss:
    return ListedLoss(id=row["_id"], bucket=row["bucket"], member_id=row["member_id"], at=row["at"])
