"""Lays ready again what an endpoint asked for, a page at a time, in the endpoint's own job: nothing
is sent to it before all of it is laid, so nothing newer of a member goes before something older.

It reads what membership keeps for the partner, so that it finds what the endpoint never got, and
nothing of members who have withdrawn.
"""

import time
from datetime import datetime
from typing import Final

import msgspec

from infra.kernel.clock import Clock
from infra.storage.mongo import Database
from services.membership.contract.partner_views import SharedItem
from services.notify.core.neighbours import Neighbours
from services.notify.core.stores.claimed_job import ClaimedJob
from services.notify.core.stores.collections import WEBHOOK_REPLAYS
from services.notify.core.stores.documents import from_document, to_document
from services.notify.core.stores.inserting import insert_new
from services.notify.webhooks.endpoint_store import Endpoints
from services.notify.webhooks.following import concerned, delivery_of
from services.notify.webhooks.queue import WebhookQueues

LONGEST: Final = 5.0
"""Seconds: then other endpoints have their turn."""
_PAGE = 200
_A_PAGE_TAKES: Final = 2.0  # seconds


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

    async def next_of(self, endpoint_id: str) -> WebhookReplay | None:
        row = await self._rows.find_one({"endpoint_id": endpoint_id})
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
        replays: Replays,
        endpoints: Endpoints,
        queues: WebhookQueues,
        neighbours: Neighbours,
        clock: Clock,
    ) -> None:
        self._replays = replays
        self._endpoints = endpoints
        self._queues = queues
        self._neighbours = neighbours
        self._clock = clock

    async def lay_some(self, endpoint_id: str, claimed: ClaimedJob) -> bool:
        """Lays ready what was asked for, page by page; whether anything is left after a while."""
        ends = time.monotonic() + LONGEST
        while (replay := await self._replays.next_of(endpoint_id)) is not None:
            if time.monotonic() >= ends or not claimed.lasts(_A_PAGE_TAKES):
                return True
            await self._page(replay)
        return False

    async def _page(self, replay: WebhookReplay) -> None:
        page = await self._neighbours.membership.shared_with(replay.partner_id, replay.after, _PAGE)
        endpoint, now = await self._endpoints.find(replay.endpoint_id), self._clock.now()
        if endpoint is not None:
            asked = [i for i in page.items if i.place <= replay.upto and replay.covers(i)]
            wanted = [item for item in asked if concerned(item, [endpoint])]
            await self._queues.again([delivery_of(item, endpoint, now) for item in wanted], now)
        if endpoint is None or page.upto <= replay.after or page.upto >= replay.upto:
            await self._replays.remove(replay)
        else:
            await self._replays.reached(replay, page.upto)
