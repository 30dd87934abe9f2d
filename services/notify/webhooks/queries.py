"""What partners can read of their endpoints."""

from infra.kernel.clock import Clock
from infra.kernel.paging import page_size
from services.notify.contract.webhooks import (
    GetWebhookDeliveries,
    GetWebhooks,
    WebhookDeliveriesPage,
    WebhooksView,
)
from services.notify.webhooks.attempts import Attempts
from services.notify.webhooks.domain.views import delivery_view, endpoint_view
from services.notify.webhooks.endpoint_store import Endpoints
from services.notify.webhooks.queue import WebhookQueues
from services.notify.webhooks.replaying import Replays
from services.notify.webhooks.sealing import Sealing, secret_lost


class WebhookQueries:
    def __init__(
        self,
        *,
        endpoints: Endpoints,
        queues: WebhookQueues,
        attempts: Attempts,
        replays: Replays,
        sealing: Sealing,
        clock: Clock,
    ) -> None:
        self._endpoints = endpoints
        self._queues = queues
        self._attempts = attempts
        self._replays = replays
        self._sealing = sealing
        self._clock = clock

    async def endpoints(self, query: GetWebhooks) -> WebhooksView:
        theirs, now = await self._endpoints.of([query.partner_id]), self._clock.now()
        running = await self._replays.running([one.id for one in theirs])
        views = [
            endpoint_view(
                one, now, replaying=one.id in running, secret_lost=secret_lost(one, self._sealing)
            )
            for one in theirs
        ]
        return WebhooksView(endpoints=tuple(views))

    async def deliveries(self, query: GetWebhookDeliveries) -> WebhookDeliveriesPage:
        endpoint = await self._endpoints.get(query.endpoint_id, query.partner_id)
        first = page_size(query.first)
        found = await self._queues.page(endpoint.id, query.state, query.after, first)
        attempts = await self._attempts.of(one.id for one in found.rows)
        views = [
            delivery_view(one, attempts.get(one.id, ()), sends=endpoint.sends) for one in found.rows
        ]
        return WebhookDeliveriesPage(
            deliveries=tuple(views),
            cursors=tuple(found.cursors),
            total=found.total,
            has_more=found.has_more,
        )
