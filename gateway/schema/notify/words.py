"""The words of notification, as enums of the graph."""

from enum import Enum

from gateway.schema.basics.words import enums
from services.notify.contract.words import (
    CampaignState,
    Channel,
    CodePurpose,
    DeliveryState,
    DigestEvery,
    SkipReason,
    StepKind,
    SuppressionReason,
    TaskState,
    Topic,
)

DESCRIPTIONS: dict[type[Enum], str] = {
    Channel: "A way to reach a member.",
    Topic: "What an alert is about.",
    DeliveryState: "How far a delivery has come. DELIVERED, FAILED and FILTERED are final; "
    "UNKNOWN: the provider is being asked.",
    CodePurpose: "What a one-time code confirms. VERIFY_PHONE, VERIFY_EMAIL: that the member "
    "reads the new address; it is sent there.",
    DigestEvery: "How often a digest comes. WEEKLY: on Mondays.",
    SuppressionReason: "Why nothing goes to an address. UNSUBSCRIBED: on one topic only.",
    TaskState: "OPEN: nobody has taken it.",
    SkipReason: "Why a dead letter was not sent again. NOT_FAILED: it is under way, or somebody "
    "else had it sent again. RECEIVED: on whichever channel. OVERTAKEN: what it "
    "says holds no longer. NO_ADDRESS, SUPPRESSED, PREFERENCE: "
    "nothing may go there as things stand now.",
    StepKind: "What happened to a delivery. HELD: by quiet hours. ON_LADDER: sent only if the "
    "channels before it bring no receipt; CLIMBED: its turn came. REPLAYED: sent again by staff.",
    CampaignState: "How far an announcement has come. DONE: everybody is planned; what is "
    "still to go out can be paused or cancelled.",
}

enums(DESCRIPTIONS)

__all__ = [
    "CampaignState",
    "Channel",
    "CodePurpose",
    "DeliveryState",
    "DigestEvery",
    "SkipReason",
    "StepKind",
    "SuppressionReason",
    "TaskState",
    "Topic",
]
