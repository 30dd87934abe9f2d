"""The words of notification."""

from enum import StrEnum


class Channel(StrEnum):
    SMS = "SMS"
    EMAIL = "EMAIL"
    IN_APP = "IN_APP"


class Topic(StrEnum):
    STATUS = "STATUS"
    SECURITY = "SECURITY"
    LEGAL = "LEGAL"
    APPEAL = "APPEAL"
    RENEWAL = "RENEWAL"
    CODE = "CODE"


MANDATORY = frozenset({Topic.STATUS, Topic.SECURITY, Topic.LEGAL, Topic.APPEAL, Topic.CODE})
"""Topics of which a member may choose the channels, but not silence."""


class DigestEvery(StrEnum):
    """How often what is not urgent comes as one message. WEEKLY: on Mondays."""

    OFF = "OFF"
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"


class DeliveryState(StrEnum):
    """PLANNED: due at `next_due`. SENDING: claimed. ACCEPTED: the provider took it.
    UNKNOWN: sent or not, the provider has to be asked. FILTERED: not sent, by a named rule.
    DELIVERED, FAILED and FILTERED are final, but for what was filtered only because no address was
    known: it becomes PLANNED once there is one."""

    PLANNED = "PLANNED"
    SENDING = "SENDING"
    ACCEPTED = "ACCEPTED"
    UNKNOWN = "UNKNOWN"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"
    FILTERED = "FILTERED"


class CodePurpose(StrEnum):
    """VERIFY_PHONE, VERIFY_EMAIL: the code goes to the new address, to prove that it is read; all
    others go to an address in use."""

    RELEASE_HOLD = "RELEASE_HOLD"
    CHANGE_CONTACT = "CHANGE_CONTACT"
    VERIFY_PHONE = "VERIFY_PHONE"
    VERIFY_EMAIL = "VERIFY_EMAIL"


class CampaignState(StrEnum):
    RUNNING = "RUNNING"
    DONE = "DONE"
