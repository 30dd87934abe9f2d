"""The words of the desk at which staff work through appeals."""

from enum import StrEnum


class AppealQueue(StrEnum):
    """STANDARD: what no rule sends elsewhere. PROTECTION: members of high value. SECURITY: accounts
    in danger. INCIDENT: one fault that took many. PROTECTION and SECURITY are for specialists."""

    STANDARD = "STANDARD"
    PROTECTION = "PROTECTION"
    SECURITY = "SECURITY"
    INCIDENT = "INCIDENT"


class GivenBackBecause(StrEnum):
    """OWN: the reviewer gave it back. ABSENT: the reviewer is away. LEFT: works here no more.
    QUEUE: it came into a queue that is not the reviewer's."""

    OWN = "OWN"
    ABSENT = "ABSENT"
    LEFT = "LEFT"
    QUEUE = "QUEUE"
