"""Endpoints and what was sent to them, as partners see them."""

from collections.abc import Iterable
from datetime import datetime

from services.notify.contract.webhooks import AttemptView, WebhookDeliveryView, WebhookView
from services.notify.webhooks.domain.delivery import Attempt, WebhookDelivery
from services.notify.webhooks.domain.endpoint import WebhookEndpoint


def endpoint_view(
    endpoint: WebhookEndpoint, now: datetime, *, replaying: bool = False, secret_lost: bool = False
) -> WebhookView:
    old = [one.until for one in endpoint.secrets if one.until is not None and one.until > now]
    return WebhookView(
        id=endpoint.id,
        url=endpoint.url,
        events=endpoint.events,
        payload=endpoint.payload,
        description=endpoint.description,
        contact=endpoint.contact,
        language=endpoint.language,
        state=endpoint.state,
        created_at=endpoint.created_at,
        disabled_because=endpoint.disabled_because,
        disabled_at=endpoint.disabled_at,
        failing_since=endpoint.failing_since,
        old_secret_until=max(old, default=None),
        replaying=replaying,
        resuming=endpoint.hurrying,
        secret_lost=secret_lost,
    )


def delivery_view(
    one: WebhookDelivery, attempts: Iterable[Attempt], *, sends: bool
) -> WebhookDeliveryView:
    """`sends`: whether the endpoint is sent to."""
    return WebhookDeliveryView(
        id=one.webhook_id,
        event=one.event,
        member_id=one.member_id,
        sequence=one.sequence,
        state=one.state,
        laid_at=one.laid_at,
        next_at=one.turn if sends else None,
        attempts=tuple(
            AttemptView(
                at=made.at,
                status=made.status,
                took_ms=made.took_ms,
                error=made.error,
                response=made.response,
            )
            for made in attempts
        ),
        body=one.body,
    )
