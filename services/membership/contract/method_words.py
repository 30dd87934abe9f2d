"""The words of methods of payment and of charges."""

from enum import StrEnum


class RefusalReason(StrEnum):
    """Why a charge was refused, as the host hears it from whoever processes its payments."""

    INSUFFICIENT_FUNDS = "INSUFFICIENT_FUNDS"
    LIMIT_REACHED = "LIMIT_REACHED"
    EXPIRED = "EXPIRED"
    LOST_OR_STOLEN = "LOST_OR_STOLEN"
    INVALID = "INVALID"
    DECLINED = "DECLINED"


class ChargeEnd(StrEnum):
    """How a request to charge ended without renewing by itself. UNANSWERED: the time to answer
    passed. NOT_NEEDED: the period is paid for, or nothing renews by itself any more."""

    REFUSED = "REFUSED"
    UNANSWERED = "UNANSWERED"
    NOT_NEEDED = "NOT_NEEDED"
