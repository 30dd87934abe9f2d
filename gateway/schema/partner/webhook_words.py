"""The words of webhooks, as enums of the graph."""

from enum import Enum
from typing import Final

from gateway.schema.basics.words import Values, enums
from services.notify.contract.webhooks import (
    CallError,
    DisabledBecause,
    EndpointState,
    WebhookEvent,
    WebhookState,
)

DESCRIPTIONS: dict[type[Enum], str] = {
    WebhookEvent: "What a body may be about.",
    EndpointState: "Whether an endpoint is sent anything.",
    DisabledBecause: "Why an endpoint is disabled.",
    WebhookState: "How far one event has come to one endpoint.",
    CallError: "Why a call brought no 2xx.",
}

TOLD: Final = {
    "FOLLOW_BEGAN": "The member let the partner follow; stands for all that came before it.",
    "STATUS_CHANGED": "Something that the partner may see is different now.",
    "TEST": "Asked for by the partner, and about nobody.",
    "ENTITLEMENT_CHANGED": "To the shop: what a member is entitled to may have changed.",
    "MEMBER_ERASED": "To the shop: all that is kept of the member goes.",
    "MEMBER_MERGED": "To the shop: the member goes on under another id.",
    "RISK_CHANGED": "To the shop: a loss is likely, or not any more.",
    "CHARGE_REQUESTED": "To the shop: it is asked to charge a bound method of payment.",
    "CHARGE_CLOSED": "To the shop: a request to charge is over.",
}
"""Alike on every way of following."""

VALUES: Values = {
    WebhookEvent: {
        **TOLD,
        "FOLLOW_ENDED": "The last of this member; sent whatever an endpoint asks for.",
    },
    EndpointState: {
        "ENABLED": "What happens is sent.",
        "DISABLED": "Nothing is sent; what happens is kept, and sent when it is enabled.",
    },
    DisabledBecause: {
        "BY_PARTNER": "The partner disabled it.",
        "GONE": "It answered 410.",
        "FAILING": "Nothing got through for five days.",
    },
    WebhookState: {
        "PENDING": "It is sent, or tried again, until the endpoint answers 2xx.",
        "DELIVERED": "The endpoint answered 2xx.",
        "CANCELLED": "The member let the partner follow no longer, so it is not sent.",
    },
    CallError: {
        "ADDRESS": "It cannot be called at all.",
        "REFUSED_ADDRESS": "It lies where nothing is sent to.",
        "RESOLVE": "Its name has no address.",
        "CONNECT": "Nobody took the connection, or it broke.",
        "TLS": "Its certificate is not good.",
        "TIMEOUT": "No answer in 15 seconds.",
        "REDIRECT": "It answered 3xx, which is not followed.",
        "STATUS": "It answered something else than 2xx.",
    },
}

enums(DESCRIPTIONS, VALUES)

__all__ = ["CallError", "DisabledBecause", "EndpointState", "WebhookEvent", "WebhookState"]
