"""The words of the breaker, shared by commands, events and views."""

from enum import StrEnum


class LossKind(StrEnum):
    """Which change for the worse time or a rule brings. LAPSE: grace is over. INACTIVITY, POINTS: a
    clause takes the plan. CONTACT_CHECK: benefits wait for data to be verified. TERMS: a period
    begins on a lower plan or with fewer benefits."""

    LAPSE = "LAPSE"
    INACTIVITY = "INACTIVITY"
    POINTS = "POINTS"
    CONTACT_CHECK = "CONTACT_CHECK"
    TERMS = "TERMS"


class MassLossState(StrEnum):
    """OPEN: waits for a person. PROPOSED: for a second one. DECIDED: being carried out."""

    OPEN = "OPEN"
    PROPOSED = "PROPOSED"
    DECIDED = "DECIDED"
    CLOSED = "CLOSED"


class MassLossDecision(StrEnum):
    """RELEASE: the changes were right, and happen. DISCARD: they were not, and each member has the
    time again that came before the change."""

    RELEASE = "RELEASE"
    DISCARD = "DISCARD"
