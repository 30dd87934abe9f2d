"""Follows what partners are told, and lays it down for their endpoints.

Each step can be repeated: a page that is handled again finds its rows there already. The place is
written last, so a kill loses nothing.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from infra.kernel.clock import Clock
from infra.kernel.errors import Unavailable
from infra.log import logger
from infra.storage.mongo import Database
from infra.tracing import spans
from infra.tracing.spans import Onward
from services.membership.contract.partner_views import SharedItem
from services.notify.contract.webhooks import WebhookEvent
from services.notify.core.neighbours import Neighbours
from services.notify.core.stores.collections import WEBHOOK_PLACES
from services.notify.webhooks.domain.delivery import WebhookDelivery
from services.notify.webhooks.domain.endpoint import WebhookEndpoint
from services.notify.webhooks.endpoint_store import Endpoints
from services.notify.webhooks.queue import WebhookQueues
from services.notify.webhooks.waking import Waking

_PAGE = 500
_WAIT_SECONDS = 2.0  # short, so that a service that stops is not waited for
_PAUSE_SECONDS = 0.5
_ID = "shared"
_REPLACING = frozenset({WebhookEvent.FOLLOW_BEGAN, WebhookEvent.FOLLOW_ENDED})
"""What takes the place of all that the partner was told of a member before: the member lets it see
less, or nothing any more."""


class FollowedPlace:
    """Up to where it was laid down."""

    def __init__(self, db: Database) -> None:
        self._rows = db[WEBHOOK_PLACES]

    async def read(self) -> int:
        row = await self._rows.find_one({"_id": _ID})
        return int(row["place"]) if row else 0

    async def write(self, place: int) -> None:
        await self._rows.update_one({"_id": _ID}, {"$set": {"place": place}}, upsert=True)


class SharedFollowing:
    def __init__(
        self,
        *,
        neighbours: Neighbours,
        places: FollowedPlace,
        endpoints: Endpoints,
        queues: WebhookQueues,
        waking: Waking,
        clock: Clock,
    ) -> None:
        self._neighbours = neighbours
        self._places = places
        self._endpoints = endpoints
        self._queues = queues
        self._waking = waking
        self._clock = clock

    async def run(self, epoch: int) -> None:
        """Follows until cancelled."""
        while True:
            try:
                await self.step(_WAIT_SECONDS)
            except Unavailable as error:
                logger.info("following partners' items waits", code=error.code)
                await asyncio.sleep(_PAUSE_SECONDS)

    async def step(self, wait_seconds: float) -> int:
        """Lays down the next page; gives how many items it had."""
        after = await self._places.read()
        page = await self._neighbours.membership.shared(after, _PAGE, wait_seconds, None)
        if page.items:
            with spans.each("lay webhooks", (one.trace for one in page.items)) as onward:
                await self._lay(page.items, onward)
        if page.upto > after:
            await self._places.write(page.upto)
        return len(page.items)

    async def is_behind(self) -> bool:
        after = await self._places.read()
        page = await self._neighbours.membership.shared(after, 1, 0.0, None)
        return page.head > after

    async def _lay(self, items: Sequence[SharedItem], onward: Onward) -> None:
        endpoints = await self._endpoints.of({item.partner_id for item in items})
        now = self._clock.now()
        rows = [
            delivery_of(item, to, now, onward.get(item.trace, ""))
            for item in items
            for to in concerned(item, endpoints)
        ]
        await self._queues.lay(rows)
        for item in (one for one in items if one.type in _REPLACING):
            theirs = [one.id for one in endpoints if one.partner_id == item.partner_id]
            await self._queues.cancel(theirs, item.member_id, item.sequence, now)
        await self._waking.calls(dict.fromkeys(row.endpoint_id for row in rows))


def concerned(item: SharedItem, endpoints: Sequence[WebhookEndpoint]) -> list[WebhookEndpoint]:
    """Those of the partner that want it."""
    event = WebhookEvent(item.type)
    return [one for one in endpoints if one.partner_id == item.partner_id and one.wants(event)]


def delivery_of(
    item: SharedItem, to: WebhookEndpoint, now: datetime, trace: str = ""
) -> WebhookDelivery:
    return WebhookDelivery(
        endpoint_id=to.id,
        webhook_id=item.id,
        member_id=item.member_id,
        sequence=item.sequence,
        event=WebhookEvent(item.type),
        body=item.payload,
        laid_at=now,
        turn=now,
        trace=trace,
    )
