"""What notification answers of webhooks, made up."""

from datetime import UTC, datetime, timedelta
from typing import Any

from services.notify.contract import webhooks
from services.notify.contract.views import Outcome

START = datetime(2026, 11, 1, tzinfo=UTC)
ENDPOINT = webhooks.WebhookView(
    id="e-1",
    url="https://hooks.acme.example/reinstate",
    events=(webhooks.WebhookEvent.STATUS_CHANGED,),
    payload=1,
    description="status",
    contact="ops@acme.example",
    language="en",
    state=webhooks.EndpointState.DISABLED,
    created_at=START,
    disabled_because=webhooks.DisabledBecause.GONE,
    disabled_at=START + timedelta(days=1),
)
DELIVERY = webhooks.WebhookDeliveryView(
    id="w-1",
    event=webhooks.WebhookEvent.STATUS_CHANGED,
    member_id="m-1",
    sequence=7,
    state=webhooks.WebhookState.PENDING,
    laid_at=START,
    next_at=None,
    body=b'{"type":"membership.status_changed"}',
    attempts=(
        webhooks.AttemptView(
            at=START, status=0, took_ms=15_000, error=webhooks.CallError.TIMEOUT, response=""
        ),
        webhooks.AttemptView(
            at=START, status=410, took_ms=12, error=webhooks.CallError.STATUS, response="gone"
        ),
    ),
)

TEST_DELIVERY = webhooks.WebhookDeliveryView(
    id="w-2",
    event=webhooks.WebhookEvent.TEST,
    member_id="",
    sequence=1_795_770_295_154,  # of tests: when they were asked for, in milliseconds
    state=webhooks.WebhookState.DELIVERED,
    laid_at=START,
    next_at=None,
    attempts=(),
)


def webhook_answer(query: Any) -> Any:
    if isinstance(query, webhooks.GetWebhooks):
        return webhooks.WebhooksView(endpoints=(ENDPOINT,))
    return webhooks.WebhookDeliveriesPage(
        deliveries=(DELIVERY, TEST_DELIVERY), cursors=("1", "2"), total=2, has_more=False
    )


def webhook_outcome(command: webhooks.WebhookCommand) -> Outcome:
    made = isinstance(command, webhooks.CreateWebhook | webhooks.RotateWebhookSecret)
    gone = isinstance(command, webhooks.DeleteWebhook)
    tested = isinstance(command, webhooks.TestWebhook)
    return Outcome(
        webhook=webhooks.WebhookOutcome(
            endpoint=None if gone else ENDPOINT,
            secret="whsec_c2VjcmV0" if made else "",
            webhook_id="w-2" if tested else "",
        )
    )
