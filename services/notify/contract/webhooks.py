"""Webhooks: what partners can ask and do, and what they see."""

from datetime import datetime
from enum import StrEnum

import msgspec


class WebhookEvent(StrEnum):
    """What a body may be about, as its `type` says it."""

    FOLLOW_BEGAN = "membership.follow_began"
    STATUS_CHANGED = "membership.status_changed"
    FOLLOW_ENDED = "membership.follow_ended"
    TEST = "partner.test"
    ENTITLEMENT_CHANGED = "entitlement.changed"
    MEMBER_ERASED = "member.erased"
    MEMBER_MERGED = "member.merged"
    RISK_CHANGED = "risk.changed"
    CHARGE_REQUESTED = "charge.requested"
    CHARGE_CLOSED = "charge.closed"


class EndpointState(StrEnum):
    """DISABLED: nothing is sent; what happens is kept, and sent when it is enabled."""

    ENABLED = "ENABLED"
    DISABLED = "DISABLED"


class DisabledBecause(StrEnum):
    """GONE: it answered 410. FAILING: for five days nothing got through."""

    BY_PARTNER = "BY_PARTNER"
    GONE = "GONE"
    FAILING = "FAILING"


class WebhookState(StrEnum):
    """Of one event to one endpoint. CANCELLED: the member let the partner follow no longer."""

    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    CANCELLED = "CANCELLED"


class CallError(StrEnum):
    """Why a call brought no 2xx. REFUSED_ADDRESS: it lies where nothing is sent to. RESOLVE: its
    name has no address. CONNECT: nobody took the connection, or it broke. TLS: the certificate is
    not good. TIMEOUT: no answer in 15 seconds. REDIRECT: 3xx, which is not followed. STATUS:
    another answer than 2xx. ADDRESS: it cannot be called at all."""

    ADDRESS = "ADDRESS"
    REFUSED_ADDRESS = "REFUSED_ADDRESS"
    RESOLVE = "RESOLVE"
    CONNECT = "CONNECT"
    TLS = "TLS"
    TIMEOUT = "TIMEOUT"
    REDIRECT = "REDIRECT"
    STATUS = "STATUS"


class WebhookCommand(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of the commands about one partner's endpoints."""

    partner_id: str


class CreateWebhook(WebhookCommand, frozen=True, kw_only=True):
    """Another endpoint; the outcome holds its secret, this once. `events`: none for all; the end of
    following a member is always told. `payload`: version of the body. `contact`: e-mail address
    that is told when it fails."""

    url: str
    events: tuple[WebhookEvent, ...] = ()
    payload: int = 1
    description: str = ""
    contact: str = ""
    language: str = "en"


class EndpointCommand(WebhookCommand, frozen=True, kw_only=True):
    endpoint_id: str


class ChangeWebhook(EndpointCommand, frozen=True, kw_only=True):
    """Replaces what is given; none leaves it."""

    url: str | None = None
    events: tuple[WebhookEvent, ...] | None = None
    payload: int | None = None
    description: str | None = None
    contact: str | None = None
    language: str | None = None


class DeleteWebhook(EndpointCommand, frozen=True, kw_only=True):
    """With what was still to be sent to it."""


class EnableWebhook(EndpointCommand, frozen=True, kw_only=True):
    """What was kept is sent, each member's in order."""


class DisableWebhook(EndpointCommand, frozen=True, kw_only=True):
    """What happens from now on is kept."""


class RotateWebhookSecret(EndpointCommand, frozen=True, kw_only=True):
    """The outcome holds the new secret, this once. Both sign for 24 hours."""


class TestWebhook(EndpointCommand, frozen=True, kw_only=True):
    """Sends a `partner.test`, whatever the endpoint's events are."""

    __test__ = False  # for the collector of tests


class ReplayWebhooks(EndpointCommand, frozen=True, kw_only=True):
    """Sends again what was shared with the partner: behind the place `after` of what partners are
    told, from `since` until `until` (the first included, the second not); with none of them,
    everything that is kept."""

    after: int = 0
    since: datetime | None = None
    until: datetime | None = None


class GetWebhooks(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """-> WebhooksView, the partner's endpoints, oldest first."""

    partner_id: str


class GetWebhookDeliveries(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """-> WebhookDeliveriesPage, newest first."""

    partner_id: str
    endpoint_id: str
    state: WebhookState | None = None
    after: str = ""
    first: int = 20


class WebhookView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`old_secret_until`: until when the secret before signs as well. `failing_since`: since when
    nothing gets through. `replaying`: what was asked for again is still being prepared.
    `resuming`: what waits for its next attempt is still being made due. `secret_lost`: its secret
    cannot be read any more, so nothing is sent until it is rotated."""

    id: str
    url: str
    events: tuple[WebhookEvent, ...]
    payload: int
    description: str
    contact: str
    language: str
    state: EndpointState
    created_at: datetime
    disabled_because: DisabledBecause | None = None
    disabled_at: datetime | None = None
    failing_since: datetime | None = None
    old_secret_until: datetime | None = None
    replaying: bool = False
    resuming: bool = False
    secret_lost: bool = False


class WebhooksView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    endpoints: tuple[WebhookView, ...]


class AttemptView(msgspec.Struct, frozen=True, kw_only=True):
    """One call. `status`: of the answer, 0 without one. `took_ms`: until it was there. `error`:
    none for a 2xx. `response`: how the answer's body begins."""

    at: datetime
    status: int
    took_ms: int
    error: CallError | None
    response: str


class WebhookDeliveryView(msgspec.Struct, frozen=True, kw_only=True):
    """One event to one endpoint. `id`: the `webhook-id`. `next_at`: when it is tried next; none
    while it waits for one of the same member before it, or for the endpoint. `body`: to the byte
    what is sent; empty of what was cancelled."""

    id: str
    event: WebhookEvent
    member_id: str
    sequence: int
    state: WebhookState
    laid_at: datetime
    next_at: datetime | None
    attempts: tuple[AttemptView, ...]
    body: bytes = b""


class WebhookDeliveriesPage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    deliveries: tuple[WebhookDeliveryView, ...]
    cursors: tuple[str, ...]
    total: int
    has_more: bool


class WebhookOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """`endpoint`: after the change, none once deleted. `secret`: `whsec_…`, where one was made.
    `webhook_id`: of a test that was sent."""

    endpoint: WebhookView | None = None
    secret: str = ""
    webhook_id: str = ""


WebhookQuery = GetWebhooks | GetWebhookDeliveries
