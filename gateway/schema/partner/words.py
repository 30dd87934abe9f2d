"""The words of partners, as enums of the graph."""

from enum import Enum

from gateway.schema.basics.words import Values, enums
from gateway.schema.partner.webhook_words import TOLD
from services.membership.contract.partner_words import SharedType, ShareScope
from services.shared.callers import KeyScope

DESCRIPTIONS: dict[type[Enum], str] = {
    ShareScope: "What a member lets a partner see.",
    SharedType: "What a partner is told.",
    KeyScope: "What a key of a partner, or of the shop, may be used for.",
}

VALUES: Values = {
    ShareScope: {
        "STATUS": "Status, entitlement, plan, since and until when.",
        "CAUSE": "Also why it is so, and whose doing that is.",
    },
    SharedType: {
        **TOLD,
        "FOLLOW_ENDED": "The last of this member: the partner follows no longer.",
    },
    KeyScope: {
        "FEED_READ": "What members let a partner see, by pull and push; of the shop, all "
        "subscriptions.",
        "MEMBERS_READ": "One such member as it is now; of the shop, all questions.",
        "WEBHOOKS": "Endpoints, and what is sent to them.",
        "KEYS": "One's own keys.",
        "REPORTS": "Of the shop: whatever it reports, or asks to be done.",
    },
}

enums(DESCRIPTIONS, VALUES)

__all__ = ["KeyScope", "ShareScope", "SharedType"]
