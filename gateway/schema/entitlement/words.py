"""The words of entitlement, as enums of the graph."""

from gateway.schema.basics.words import enums
from services.membership.contract.entitlement import EntitlementStanding

DESCRIPTION = (
    "Whether a member is entitled. UNKNOWN: nobody of this id was ever heard of, or is erased."
)

enums({EntitlementStanding: DESCRIPTION})

__all__ = ["EntitlementStanding"]
