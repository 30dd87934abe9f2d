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


class SuppressionReason(StrEnum):
    """Why nothing goes to an address. UNSUBSCRIBED holds for one topic, the others for all."""

    STOP = "STOP"
    HARD_BOUNCE = "HARD_BOUNCE"
    COMPLAINT = "COMPLAINT"
    INVALID_NUMBER = "INVALID_NUMBER"
    UNSUBSCRIBED = "UNSUBSCRIBED"
    BY_STAFF = "BY_STAFF"


class CodePurpose(StrEnum):
    RELEASE_HOLD = "RELEASE_HOLD"


class CampaignState(StrEnum):
    RUNNING = "RUNNING"
    DONE = "DONE"
