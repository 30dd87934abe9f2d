"""The words of appeals."""

from enum import StrEnum


class AppealState(StrEnum):
    """DRAFT: not handed in yet, so it has no number, no clock and no history. SUBMITTED, ESCALATED
    and REOPENED wait for somebody of the staff to take them."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    IN_REVIEW = "IN_REVIEW"
    WAITING_FOR_MEMBER = "WAITING_FOR_MEMBER"
    DECIDED = "DECIDED"
    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"
    ESCALATED = "ESCALATED"
    REOPENED = "REOPENED"


class AfterWait(StrEnum):
    """What follows when a member does not answer in time. DECIDE: staff decide with what is there.
    CLOSE: the appeal ends as withdrawn, and an answer within 30 days opens it again."""

    DECIDE = "DECIDE"
    CLOSE = "CLOSE"


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
