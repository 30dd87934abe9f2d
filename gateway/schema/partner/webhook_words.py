"""The words of webhooks, as enums of the graph."""

from enum import Enum

from gateway.schema.basics.words import enums
from services.notify.contract.webhooks import (
    CallError,
    DisabledBecause,
    EndpointState,
    WebhookEvent,
    WebhookState,
)

DESCRIPTIONS: dict[type[Enum], str] = {
    WebhookEvent: "What a body may be about. FOLLOW_ENDED is the last of a member, and sent "
    "whatever an endpoint asks for. TEST is asked for.",
    EndpointState: "DISABLED: nothing is sent; what happens is kept, and sent when it is enabled.",
    DisabledBecause: "GONE: it answered 410. FAILING: nothing got through for five days.",
    WebhookState: "Of one event to one endpoint. CANCELLED: the member let the partner follow no "
    "longer.",
    CallError: "Why a call brought no 2xx. REFUSED_ADDRESS: it lies where nothing is sent to. "
    "REDIRECT: 3xx, which is not followed. TIMEOUT: no answer in 15 seconds.",
}

enums(DESCRIPTIONS)

__all__ = ["CallError", "DisabledBecause", "EndpointState", "WebhookEvent", "WebhookState"]
