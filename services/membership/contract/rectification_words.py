"""Words for the rectification of a record."""

from enum import StrEnum


class RectifiedSubject(StrEnum):
    """What is said to be wrong. RECORD: no one entry of it. EVENT: an entry of the timeline."""

    RECORD = "RECORD"
    EVENT = "EVENT"
    PAYMENT = "PAYMENT"
    ORDER = "ORDER"


class RectificationState(StrEnum):
    OPEN = "OPEN"
    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
