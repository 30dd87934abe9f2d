"""The words of what the clocks of an appeal bring about."""

from enum import StrEnum


class Restoration(StrEnum):
    """Of the membership, for the time being, because the first answer is late. WANTED: the
    membership is asked for it, or may have been. WITHHELD: it said why not. OVER: it is ended."""

    NONE = "NONE"
    WANTED = "WANTED"
    GIVEN = "GIVEN"
    WITHHELD = "WITHHELD"
    OVER = "OVER"


class Need(StrEnum):
    """Who has to look. SPECIALIST: the decision is late. SECURITY: a hold protects the account, so
    the membership could not be restored meanwhile."""

    SPECIALIST = "SPECIALIST"
    SECURITY = "SECURITY"
