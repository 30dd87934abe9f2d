"""The words of partners, as enums of the graph."""

from enum import Enum

from gateway.schema.basics.words import enums
from services.membership.contract.partner_words import SharedType, ShareScope
from services.shared.callers import KeyScope

DESCRIPTIONS: dict[type[Enum], str] = {
    ShareScope: "What a member lets a partner see. STATUS: status, entitlement, plan, since and "
    "until when. CAUSE: also why it is so, and whose doing that is.",
    SharedType: "What a partner is told. FOLLOW_BEGAN stands for all that came before it; "
    "FOLLOW_ENDED is the last of a member.",
    KeyScope: "What a partner's key may be used for.",
}

enums(DESCRIPTIONS)

__all__ = ["KeyScope", "ShareScope", "SharedType"]
