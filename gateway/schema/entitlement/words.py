"""The words of entitlement, as enums of the graph."""

from gateway.schema.basics.words import enums
from services.membership.contract.entitlement import EntitlementStanding

DESCRIPTION = "Whether a member is entitled."

VALUES = {
    "ENTITLED": "The plan's benefits apply now.",
    "NOT_ENTITLED": "They do not; `cause` says why, where the caller may know it.",
    "UNKNOWN": "Nobody of this id was ever heard of, or whoever it was is erased.",
}

enums({EntitlementStanding: DESCRIPTION}, {EntitlementStanding: VALUES})

__all__ = ["EntitlementStanding"]
