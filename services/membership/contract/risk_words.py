"""The words of lapse risk, shared by events and views."""

from enum import StrEnum


class RiskReason(StrEnum):
    """Why a membership, or its plan, may be lost soon.

    BALANCE_SHORT: the balance does not cover the charge that comes by itself. METHOD_EXPIRING,
    METHOD_REFUSED: it does not, and the method of payment cannot be charged for the rest.
    RENEWAL_OFF: nothing renews it by itself. GRACE_RUNS: so it is, and the period is over.
    INACTIVITY, POINTS: a clause takes the plan. CONTACT_CHECK: contact data wait to be verified,
    and the benefits are held back then. PAYMENT_CHECK: it rests on a payment that is being checked.
    UNREACHABLE: no verified address, so that nobody can be told.
    """

    BALANCE_SHORT = "BALANCE_SHORT"
    METHOD_EXPIRING = "METHOD_EXPIRING"
    METHOD_REFUSED = "METHOD_REFUSED"
    RENEWAL_OFF = "RENEWAL_OFF"
    GRACE_RUNS = "GRACE_RUNS"
    INACTIVITY = "INACTIVITY"
    POINTS = "POINTS"
    CONTACT_CHECK = "CONTACT_CHECK"
    PAYMENT_CHECK = "PAYMENT_CHECK"
    UNREACHABLE = "UNREACHABLE"


class RiskLevel(StrEnum):
    """NONE: nothing threatens within 14 days. HIGH: the member is warned of it."""

    NONE = "NONE"
    LOW = "LOW"
    HIGH = "HIGH"
