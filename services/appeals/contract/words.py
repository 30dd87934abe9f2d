"""The words of appeals."""

from enum import StrEnum


class AppealState(StrEnum):
    SUBMITTED = "SUBMITTED"
    IN_REVIEW = "IN_REVIEW"
    WAITING_FOR_MEMBER = "WAITING_FOR_MEMBER"
    DECIDED = "DECIDED"
    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"


class Verdict(StrEnum):
    UPHELD = "UPHELD"
    PARTLY = "PARTLY"
    REJECTED = "REJECTED"


class Owed(StrEnum):
    """What the platform has promised next."""

    FIRST_ANSWER = "FIRST_ANSWER"
    DECISION = "DECISION"
    REMEDY = "REMEDY"


class RemedyState(StrEnum):
    """NONE: nothing to apply. PENDING: decided, not yet with the membership; visible, retried.
    REFUSED: the membership said why it can never be applied; staff must decide again."""

    NONE = "NONE"
    PENDING = "PENDING"
    APPLIED = "APPLIED"
    REFUSED = "REFUSED"
