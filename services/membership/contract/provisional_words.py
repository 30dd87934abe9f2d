"""The words of a restoration for the time being."""

from enum import StrEnum


class ProvisionalEnd(StrEnum):
    """How it ended. CONFIRMED: the remedy gives what it gave. LIFTED: the decision does not.
    WITHDRAWN: the appeal ended without a decision, by its member or for want of an answer."""

    CONFIRMED = "CONFIRMED"
    LIFTED = "LIFTED"
    WITHDRAWN = "WITHDRAWN"


class NotRestoredBecause(StrEnum):
    """ENTITLED: the member is one anyway. SECURITY_HOLD: one stands that nothing is restored over.
    OWN_HOLD: the member's own, who can release it. NOT_OUT: the loss is over, or none is known, or
    the membership is closed. OVER: the appeal is decided already."""

    ENTITLED = "ENTITLED"
    SECURITY_HOLD = "SECURITY_HOLD"
    OWN_HOLD = "OWN_HOLD"
    NOT_OUT = "NOT_OUT"
    OVER = "OVER"
