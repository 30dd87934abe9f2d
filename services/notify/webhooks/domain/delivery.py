"""One event to one endpoint, and its calls.

A queue is what one endpoint gets of one member: it goes in the order of the member's own sequence,
one at a time. Its head has a turn; what stands behind it gets one when the head is through.
"""

from datetime import datetime

import msgspec

from services.notify.contract.webhooks import CallError, WebhookEvent, WebhookState


class WebhookDelivery(msgspec.Struct, frozen=True, kw_only=True):
    """`webhook_id`: of what was shared, the same on every way and at every attempt. `attempts`:
    made in all; `tries`: since it was last begun anew. `turn`: when it may be sent; none while it
    waits for one before it. `done_at`: when it was delivered or cancelled. `trace`: of what
    it tells of."""

    endpoint_id: str
    webhook_id: str
    member_id: str
    sequence: int
    event: WebhookEvent
    body: bytes
    laid_at: datetime
    state: WebhookState = WebhookState.PENDING
    attempts: int = 0
    tries: int = 0
    turn: datetime | None = None
    done_at: datetime | None = None
    trace: str = ""

    @property
    def id(self) -> str:
        return delivery_id(self.endpoint_id, self.webhook_id)

    @property
    def queue(self) -> str:
        return queue_of(self.endpoint_id, self.member_id)


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One call, as it is remembered. The same attempt has the same `id`."""

    id: str
    delivery_id: str
    at: datetime
    status: int = 0
    took_ms: int = 0
    error: CallError | None = None
    response: str = ""


def delivery_id(endpoint_id: str, webhook_id: str) -> str:
    return f"{endpoint_id}/{webhook_id}"


def queue_of(endpoint_id: str, member_id: str) -> str:
    return f"{endpoint_id}/{member_id}"
