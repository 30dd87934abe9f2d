"""Endpoints of a partner, and what was sent to them."""

from datetime import datetime

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.basics.connections import Connection, connect
from gateway.schema.basics.fields import computed
from gateway.schema.basics.scalars import Language, mapped
from gateway.schema.partner.webhook_words import (
    CallError,
    DisabledBecause,
    EndpointState,
    WebhookEvent,
    WebhookState,
)
from gateway.schema.permissions import query
from services.notify.contract import webhooks as notify
from services.shared.callers import KeyScope


@strawberry.type(description="One call of an endpoint.")
class WebhookAttempt:
    at: datetime
    status: int | None = strawberry.field(description="Of the answer; none without one.")
    took_ms: int
    error: CallError | None = strawberry.field(
        description="Why it brought no 2xx; null where it did."
    )
    response: str = strawberry.field(description="How the answer's body begins.")

    @classmethod
    def of(cls, view: notify.AttemptView) -> "WebhookAttempt":
        return mapped(cls, view, status=view.status or None)


@strawberry.type(description="One event to one endpoint.")
class WebhookDelivery:
    webhook_id: strawberry.ID = strawberry.field(
        description="The header webhook-id, and the id in the body."
    )
    event: WebhookEvent
    member_id: strawberry.ID | None = strawberry.field(
        description="The member that it is about; null of a test."
    )
    sequence: int | None = strawberry.field(
        description="Its place in what the partner was told of the member; null of a test."
    )
    state: WebhookState
    at: datetime = strawberry.field(description="Since when it is to be sent.")
    next_at: datetime | None = strawberry.field(
        description="When it is tried next; none while it waits for one of the same member before "
        "it, or for the endpoint."
    )
    body: str | None = strawberry.field(
        description="To the byte what is sent; null of what was cancelled: that is not kept."
    )
    attempts: list[WebhookAttempt] = strawberry.field(description="The calls so far, oldest first.")

    @classmethod
    def of(cls, view: notify.WebhookDeliveryView) -> "WebhookDelivery":
        return mapped(
            cls,
            view,
            webhook_id=strawberry.ID(view.id),
            member_id=view.member_id or None,
            sequence=view.sequence if view.member_id else None,
            at=view.laid_at,
            body=view.body.decode() or None,
            attempts=[WebhookAttempt.of(one) for one in view.attempts],
        )


@strawberry.type(description="Where webhooks of a partner go.")
class WebhookEndpoint:
    id: strawberry.ID
    url: str
    events: list[WebhookEvent] = strawberry.field(description="What it is told; empty: everything.")
    payload: int = strawberry.field(description="The version of the body.")
    description: str
    contact: str = strawberry.field(
        description="The e-mail address that is told when it fails; empty: the partner's own."
    )
    language: Language = strawberry.field(description="The language of mails to `contact`.")
    state: EndpointState
    created_at: datetime
    disabled_because: DisabledBecause | None
    disabled_at: datetime | None
    failing_since: datetime | None = strawberry.field(
        description="Since then nothing gets through."
    )
    old_secret_until: datetime | None = strawberry.field(
        description="Until then the secret before signs as well."
    )
    replaying: bool = strawberry.field(
        description="What was asked for again is still being prepared."
    )

    resuming: bool = strawberry.field(
        description="It was enabled, or has another address, and what waits for its next attempt "
        "is still being made ready to be sent at once."
    )

    secret_lost: bool = strawberry.field(
        description="Its secret cannot be read any more, through a fault of the shop's: nothing is "
        "sent until it is rotated, or the shop mends that."
    )

    @classmethod
    def of(cls, view: notify.WebhookView) -> "WebhookEndpoint":
        return mapped(cls, view, events=list(view.events), language=Language.of(view.language))

    @computed("What is and was to be sent to it, newest first; what is over, for 30 days.")
    async def deliveries(
        self,
        info: Info,
        state: WebhookState | None = None,
        first: int = 20,
        after: str | None = None,
    ) -> Connection[WebhookDelivery] | None:
        async def fetch(start: str, count: int) -> notify.WebhookDeliveriesPage:
            asked = notify.GetWebhookDeliveries(
                partner_id=info.context.viewer.follower,
                endpoint_id=str(self.id),
                state=state,
                after=start,
                first=count,
            )
            return await info.context.readers.notify.ask(asked, notify.WebhookDeliveriesPage)

        return await connect(
            info.context.cursors("webhook-deliveries"), first, after, fetch,
            lambda page: [WebhookDelivery.of(one) for one in page.deliveries],
        )  # fmt: skip


@strawberry.type
class WebhookQueries:
    @query(
        Role.PARTNER,
        Role.HOST,
        scope=KeyScope.WEBHOOKS,
        description="The partner's own endpoints, oldest first.",
    )
    async def webhook_endpoints(self, info: Info) -> list[WebhookEndpoint] | None:
        return [WebhookEndpoint.of(one) for one in await _own(info)]

    @query(
        Role.PARTNER,
        Role.HOST,
        scope=KeyScope.WEBHOOKS,
        description="One of the partner's own endpoints; null: there is none.",
    )
    async def webhook_endpoint(self, info: Info, id: strawberry.ID) -> WebhookEndpoint | None:
        found = [one for one in await _own(info) if one.id == id]
        return WebhookEndpoint.of(found[0]) if found else None


async def _own(info: Info) -> tuple[notify.WebhookView, ...]:
    """All of them; there are at most twenty."""
    asked = notify.GetWebhooks(partner_id=info.context.viewer.follower)
    return (await info.context.readers.notify.ask(asked, notify.WebhooksView)).endpoints
