"""What is to be done, as stored. One that is claimed is left alone until its lease ends; one that
is done is deleted, so there are never more than is to be done.

The items of a job are one value: nobody looks for them by what is in them, and a claim, which
rewrites the row, need not take fifty of them apart.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence, Set
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import msgspec
from pymongo import ASCENDING

from infra.kernel.clock import Clock
from infra.sealing.sealing import NOTHING_SEALED, RowSealing
from infra.storage.changes import Inserts
from infra.storage.mongo import Database, aggregated, due_until, id_batches, stages
from services.notify.core.deliveries.job import Item, Job, JobKind, Lane
from services.notify.core.ports.stores import JobStore
from services.notify.core.stores.collections import JOBS
from services.notify.core.stores.documents import from_document, to_document
from services.notify.core.stores.inserting import insert_new

LEASE = timedelta(seconds=15)
ENQUEUED_FOR = timedelta(seconds=10)
CODES_ENQUEUED_FOR = timedelta(seconds=2)
"""For so long a job is left to the queue that it was put into."""
_FREE: Mapping[str, Any] = {"lease": "", "lease_until": None}
_items = msgspec.msgpack.Decoder(tuple[Item, ...])
NO_ITEMS = msgspec.msgpack.encode(())


def new_document(job: Job, now: datetime) -> dict[str, Any]:
    """Whoever plans a job that is due enqueues it, so the sweeper looks only later."""
    due = _looked_for_from(job, now)
    without = to_document(msgspec.structs.replace(job, items=(), handed=None))
    return {**without, "items": packed(job.items), "next_due": due, "due": job.next_due, **_FREE}


def _looked_for_from(job: Job, added_at: datetime) -> datetime:
    return added_at + enqueued_for(job) if job.next_due <= added_at else job.next_due


@asynccontextmanager
async def ahead_of_news(store: JobStore, jobs: Sequence[Job], clock: Clock) -> AsyncIterator[None]:
    """Adds what follows, then lets the caller write down what it follows from: a kill in between
    must not lose the one for the other.

    When that takes so long (a database that was away) that a job may have been taken up meanwhile,
    it found nothing that it could follow from and is gone. So it is added again: done twice, it
    changes nothing.
    """
    began = clock.now()
    await store.add(jobs)
    yield
    now = clock.now()
    await store.add([job for job in jobs if _looked_for_from(job, began) <= now])


def new_jobs(jobs: Sequence[Job], now: datetime) -> Inserts:
    return {JOBS: [new_document(job, now) for job in jobs]}


def packed(items: Sequence[Item]) -> bytes:
    return msgspec.msgpack.encode(items)


def enqueued_for(job: Job) -> timedelta:
    return CODES_ENQUEUED_FOR if job.lane is Lane.CODES else ENQUEUED_FOR


def job_of(row: dict[str, Any]) -> Job:
    return from_document({**row, "items": _items.decode(row["items"])}, Job)


class Jobs:
    """`clock` gives the time of due dates; `real` that of leases, which never jumps."""

    def __init__(
        self, db: Database, clock: Clock, real: Clock, sealing: RowSealing = NOTHING_SEALED
    ) -> None:
        self._rows = db[JOBS]
        self._sealing = sealing
        self._clock = clock
        self._real = real

    async def add(self, jobs: Sequence[Job]) -> None:
        now = self._clock.now()
        rows = await self._sealing.sealed(JOBS, [new_document(job, now) for job in jobs])
        await insert_new(self._rows, rows)

    async def claim(self, id: str, token: str) -> Job | None:
        """The job, ours until its lease ends; none when it is done or somebody else's."""
        now = self._real.now()
        lasts = {"lease_until": now + LEASE, "next_due": self._clock.now() + LEASE}
        ours = {"lease": token, "claimed_at": now, "handed": (), **lasts}
        claimed, row = await asyncio.gather(
            self._rows.update_one({"_id": id, "lease": ""}, {"$set": ours}),
            self._rows.find_one(
                {"_id": id}
            ),  # read before or after: all that a claim sets is known
        )
        return await self._job({**row, **ours}) if claimed.matched_count and row else None

    async def keep(self, job: Job, handed: Sequence[str]) -> bool:
        """Renews the lease of a claimed job, and writes down which of its mails are handed over;
        false when somebody else has taken it."""
        lasts = {"lease_until": self._real.now() + LEASE, "next_due": self._clock.now() + LEASE}
        kept = await self._rows.update_one(
            {"_id": job.id, "lease": job.lease}, {"$set": {**lasts, "handed": list(handed)}}
        )
        return bool(kept.matched_count)

    async def take_over(self, job: Job, token: str) -> Job | None:
        """An abandoned job as it was left, ours from now on: whoever let its lease run out can
        hand over no more of its mails. None when it was kept or taken meanwhile."""
        now = self._real.now()
        over = {"_id": job.id, "lease": job.lease, "lease_until": {"$lt": now}}
        ours = {"lease": token, "lease_until": now + LEASE, "next_due": self._clock.now() + LEASE}
        taken = await self._rows.update_one(over, {"$set": ours})
        row = await self._rows.find_one({"_id": job.id}) if taken.matched_count else None
        return await self._job(row) if row else None

    async def rewrite(self, job: Job, items: Sequence[Item]) -> None:
        """What a claimed job holds, before it is done: a worker that is killed leaves it behind."""
        ours = {"_id": job.id, "lease": job.lease}
        await self._rows.update_one(ours, {"$set": await self._sealed(job.id, items)})

    async def _job(self, row: dict[str, Any]) -> Job:
        return job_of(await self._sealing.opened_one(JOBS, row))

    async def _sealed(self, id: str, items: Sequence[Item]) -> dict[str, Any]:
        return await self._sealing.change(JOBS, {"_id": id}, {"items": packed(items)})

    async def done(self, job: Job) -> None:
        """Gone, unless somebody else has taken it meanwhile: then it is theirs to end."""
        await self._rows.delete_one({"_id": job.id, "lease": job.lease})

    async def is_open(self, id: str) -> bool:
        return await self._rows.find_one({"_id": id}, projection={"_id": 1}) is not None

    async def abandoned(self, limit: int) -> list[Job]:
        """Those whose worker let its lease run out."""
        over = {"lease": {"$ne": ""}, "lease_until": {"$lt": self._real.now()}}
        pipeline = [*stages({"next_due": due_until(self._clock.now())}, over), {"$limit": limit}]
        return await self._jobs(await aggregated(self._rows, pipeline))

    async def _jobs(self, rows: list[dict[str, Any]]) -> list[Job]:
        return [job_of(row) for row in await self._sealing.opened(JOBS, rows)]

    async def release(self, job: Job) -> None:
        """An abandoned job is free to be claimed again, unless it was kept or taken meanwhile."""
        over = {"_id": job.id, "lease": job.lease, "lease_until": {"$lt": self._real.now()}}
        await self._rows.update_one(over, {"$set": _FREE})

    async def put_off(self, job: Job, until: datetime) -> None:
        """Nobody's again, and due only then, or when it is hurried; nothing when it is not ours
        any more."""
        later = {"next_due": until, "due": until, "put_off": True}
        ours = {"_id": job.id, "lease": job.lease}
        await self._rows.update_one(ours, {"$set": {**later, **_FREE}})

    async def wake(self, job: Job) -> None:
        """There is something to do: the job is added, or is due now, or whoever has it cannot
        leave it without having looked again. Counted first: a kill in between wakes it later."""
        now = self._clock.now()
        [row] = await self._sealing.sealed(JOBS, [new_document(job, now)])
        fresh = {k: v for k, v in row.items() if k not in ("_id", "woken")}
        await self._rows.update_one(
            {"_id": job.id}, {"$inc": {"woken": 1}, "$setOnInsert": fresh}, upsert=True
        )
        due = {"due": now, "next_due": now + enqueued_for(job)}
        await self._rows.update_one({"_id": job.id, "lease": ""}, {"$set": due})

    async def leave(self, job: Job, until: datetime | None) -> bool:
        """Due again only then, or done. False when it was woken since it was claimed: then it is
        due now, and nobody's."""
        unwoken = {"_id": job.id, "lease": job.lease, "woken": job.woken}
        if until is None:
            left = (await self._rows.delete_one(unwoken)).deleted_count
        else:
            later = {"next_due": until, "due": until, **_FREE}
            left = (await self._rows.update_one(unwoken, {"$set": later})).matched_count
        if not left:
            await self.put_off(job, self._clock.now())
        return bool(left)

    async def hurry(self, campaign: str) -> None:
        """What was put off of this campaign is due now."""
        now = self._clock.now()
        await self._rows.update_many(
            {"campaign": campaign, "put_off": True},
            {"$set": {"next_due": now, "due": now, "put_off": False}},
        )

    async def to_send(self, campaign: str) -> bool:
        """Whether anything of this campaign is still to be sent."""
        query = {"campaign": campaign, "kind": JobKind.SEND}
        return await self._rows.find_one(query, projection={"_id": 1}) is not None

    async def grown_old(self) -> None:
        """Nothing is taken for never tried any more: whoever sends it looks into the journal."""
        await self._rows.update_many({"fresh": True}, {"$set": {"fresh": False}})

    async def erase(self, alert_ids: Set[str]) -> None:
        """What is to be done about these alerts; there are never more jobs than are to be done."""
        async for row in self._rows.find({}, {"items": 1}):
            items = _items.decode((await self._sealing.opened_one(JOBS, row))["items"])
            left = [item for item in items if item.alert_id not in alert_ids]
            if len(left) < len(items):
                change = {"$set": await self._sealed(row["_id"], left)}
                await self._rows.update_one({"_id": row["_id"]}, change)

    async def take_due(self, limit: int) -> list[Job]:
        """What is due and nobody's, the longest due first; it is marked as enqueued. What a queue
        lost is due again after a while."""
        now = self._clock.now()
        free = stages({"next_due": due_until(self._clock.now())}, {"lease": ""})
        pipeline = [*free, {"$sort": {"next_due": ASCENDING}}, {"$limit": limit}]
        due = await self._jobs(await aggregated(self._rows, pipeline))
        for left, jobs in groupby(sorted(due, key=enqueued_for), key=enqueued_for):
            for some in id_batches(job.id for job in jobs):
                theirs = {"_id": {"$in": some}, "lease": ""}
                await self._rows.update_many(theirs, {"$set": {"next_due": now + left}})
        return due
