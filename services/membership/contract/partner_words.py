"""The words of partners: what a member lets them see, and what they are told."""

from enum import StrEnum


class ShareScope(StrEnum):
    """What a member lets a partner see. STATUS: status, entitlement, plan, since and until when.
    CAUSE: also why it is so, and whose doing that is."""

    STATUS = "STATUS"
    CAUSE = "CAUSE"


class SharedType(StrEnum):
    """What a partner is told. FOLLOW_BEGAN stands for all that came before it; FOLLOW_ENDED is the
    last of a member. TEST is asked for by the partner, and is about nobody. The
    others are told to the shop alone, of all its members."""

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
