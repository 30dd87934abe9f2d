"""The words of notification, as enums of the graph."""

from enum import Enum

from gateway.schema.basics.words import enums
from gateway.schema.notify.word_values import VALUES
from services.notify.contract.operations import Trouble
from services.notify.contract.words import (
    CampaignState,
    Channel,
    CodePurpose,
    DeliveryState,
    DigestEvery,
    MemberPage,
    SkipReason,
    StepKind,
    SuppressionReason,
    TaskState,
    Topic,
)

DESCRIPTIONS: dict[type[Enum], str] = {
    Channel: "A way to reach a member.",
    MemberPage: "A page of the member centre, which a message links to.",
    Topic: "What an alert is about.",
    DeliveryState: "How far a delivery has come. DELIVERED, FAILED and FILTERED are final.",
    CodePurpose: "What a one-time code confirms.",
    DigestEvery: "How often a digest comes.",
    SuppressionReason: "Why nothing goes to an address.",
    TaskState: "How far a task is.",
    SkipReason: "Why a dead letter was not sent again.",
    StepKind: "What happened to a delivery.",
    CampaignState: "How far an announcement has come.",
    Trouble: "What needs a person.",
}

enums(DESCRIPTIONS, VALUES)

__all__ = [
    "CampaignState",
    "Channel",
    "CodePurpose",
    "DeliveryState",
    "DigestEvery",
    "MemberPage",
    "SkipReason",
    "StepKind",
    "SuppressionReason",
    "TaskState",
    "Topic",
    "Trouble",
]
