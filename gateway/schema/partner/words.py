"""The words of partners, as enums of the graph."""

from enum import Enum

from gateway.schema.basics.words import Values, enums
from services.membership.contract.partner_words import SharedType, ShareScope
from services.shared.callers import KeyScope

DESCRIPTIONS: dict[type[Enum], str] = {
    ShareScope: "What a member lets a partner see.",
    SharedType: "What a partner is told.",
    KeyScope: "What a partner's key may be used for.",
}

VALUES: Values = {
    ShareScope: {
        "STATUS": "Status, entitlement, plan, since and until when.",
        "CAUSE": "Also why it is so, and whose doing that is.",
    },
    SharedType: {
        "FOLLOW_BEGAN": "The member let the partner follow; stands for all that came before it.",
        "STATUS_CHANGED": "Something that the partner may see is different now.",
        "FOLLOW_ENDED": "The last of this member: the partner follows no longer.",
        "TEST": "Asked for by the partner, and about nobody.",
    },
    KeyScope: {
        "FEED_READ": "What members let the partner see, by pull and push.",
        "MEMBERS_READ": "One such member as it is now.",
        "WEBHOOKS": "Endpoints, and what is sent to them.",
        "KEYS": "The partner's own keys.",
    },
}

enums(DESCRIPTIONS, VALUES)

__all__ = ["KeyScope", "ShareScope", "SharedType"]
