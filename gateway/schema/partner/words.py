"""The words of partners, as enums of the graph."""

from enum import Enum

from gateway.schema.basics.words import Values, enums
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
        "FOLLOW_BEGAN": "The member let the partner follow; stands for all that came before it.",
        "STATUS_CHANGED": "Something that the partner may see is different now.",
        "FOLLOW_ENDED": "The last of this member: the partner follows no longer.",
        "TEST": "Asked for by the partner, and about nobody.",
        "ENTITLEMENT_CHANGED": "To the shop: what a member is entitled to may have changed.",
        "MEMBER_ERASED": "To the shop: all that is kept of the member goes.",
        "MEMBER_MERGED": "To the shop: the member goes on under another id.",
        "RISK_CHANGED": "To the shop: a loss is likely, or not any more.",
        "CHARGE_REQUESTED": "To the shop: it is asked to charge a bound method of payment.",
        "CHARGE_CLOSED": "To the shop: a request to charge is over.",
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
