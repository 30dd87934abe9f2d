"""Lays ready again what an endpoint asked for: a page at a time, as a job of the worker.

It reads what membership keeps for the partner, so that it finds what the endpoint never got, and
nothing of members who have withdrawn. Each member's items are laid in their order; what comes in
meanwhile stands behind those of the same member that are not through yet.
"""

from datetime import datetime

import msgspec

from infra.kernel.clock import Clock
from infra.storage.mongo import Database
from services.membership.contract.partner_views import SharedItem
from services.notify.core.deliveries.job import Job
from services.notify.core.neighbours import Neighbours
from services.notify.core.ports.stores import JobStore
from services.notify.core.stores.claimed_job import ClaimedJob
from services.notify.core.stores.collections import WEBHOOK_REPLAYS
from services.notify.core.stores.documents import from_document, to_document
from services.notify.core.stores.inserting import insert_new
from services.notify.webhooks.endpoint_store import Endpoints
from services.notify.webhooks.following import concerned, delivery_of
from services.notify.webhooks.queue import WebhookQueues
from services.notify.webhooks.waking import Waking, subject_of

_PAGE = 200


class WebhookReplay(msgspec.Struct, frozen=True, kw_only=True):
    """`after`: up to where it has come; `upto`: where it ends, what is newer is under way already.
    `since` and `until`: when it happened."""

    id: str
    endpoint_id: str
    partner_id: str
    after: int
    upto: int
    since: datetime | None = None
    until: datetime | None = None

    def covers(self, item: SharedItem) -> bool:
        late_enough = self.since is None or item.at >= self.since
        return late_enough and (self.until is None or item.at < self.until)


class Replays:
    def __init__(self, db: Database) -> None:
        self._rows = db[WEBHOOK_REPLAYS]

    async def add(self, replay: WebhookReplay) -> bool:
        """Whether it is new."""
        return bool(await insert_new(self._rows, [to_document(replay)]))

    async def find(self, id: str) -> WebhookReplay | None:
        row = await self._rows.find_one({"_id": id})
        return from_document(row, WebhookReplay) if row else None

    async def reached(self, replay: WebhookReplay, place: int) -> None:
        await self._rows.update_one({"_id": replay.id}, {"$set": {"after": place}})

    async def remove(self, replay: WebhookReplay) -> None:
        await self._rows.delete_one({"_id": replay.id})

    async def running(self, endpoint_ids: list[str]) -> set[str]:
        """Those of the endpoints that have one."""
        cursor = self._rows.find({"endpoint_id": {"$in": endpoint_ids}}, {"endpoint_id": 1})
        return {row["endpoint_id"] async for row in cursor}


class Replaying:
    def __init__(
        self,
        *,
        jobs: JobStore,
        replays: Replays,
        endpoints: Endpoints,
        queues: WebhookQueues,
        waking: Waking,
        neighbours: Neighbours,
        clock: Clock,
    ) -> None:
        self._jobs = jobs
        self._replays = replays
        self._endpoints = endpoints
        self._queues = queues
        self._waking = waking
        self._neighbours = neighbours
        self._clock = clock

    async def replay(self, job: Job) -> None:
        async with ClaimedJob(self._jobs, job).kept():
            replay = await self._replays.find(subject_of(job))
            while replay is not None:
                replay = await self._page(replay)
            await self._waking.leave(job, None)

    async def _page(self, replay: WebhookReplay) -> WebhookReplay | None:
        """What is left after the next page."""
        page = await self._neighbours.membership.shared_with(replay.partner_id, replay.after, _PAGE)
        endpoint, now = await self._endpoints.find(replay.endpoint_id), self._clock.now()
        if endpoint is not None:
            asked = [i for i in page.items if i.place <= replay.upto and replay.covers(i)]
            wanted = [item for item in asked if concerned(item, [endpoint])]
            await self._queues.again([delivery_of(item, endpoint, now) for item in wanted], now)
            if wanted:
                await self._waking.calls([endpoint.id])
        if endpoint is None or page.upto <= replay.after or page.upto >= replay.upto:
            await self._replays.remove(replay)
            return None
        await self._replays.reached(replay, page.upto)
        return msgspec.structs.replace(replay, after=page.upto)
