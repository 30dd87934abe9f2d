"""The words of the services, as enums of the graph."""

from enum import Enum

import strawberry

from services.appeals.contract.words import (
    AppealState,
    RemedyState,
    Verdict,
)
from services.membership.contract.explanations import Certainty
from services.membership.contract.plans import BenefitKind
from services.membership.contract.views import ClauseStanding
from services.membership.contract.words import (
    Cause,
    HoldKind,
    Lifecycle,
    PaymentPurpose,
    ReleaseBy,
    RemedyKind,
    Responsible,
    Status,
)
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
    Lifecycle: "How far a membership has come, apart from holds.",
    Status: "What a member sees: lifecycle and holds together.",
    HoldKind: "What blocks entitlement without ending the membership.",
    ReleaseBy: "What releases a hold before its latest time.",
    Cause: "Why a membership was lost or lessened.",
    Responsible: "Whose doing a cause is.",
    PaymentPurpose: "What money is for.",
    RemedyKind: "RESTORE: same tier and price again. EXTEND: the days lost are added.",
    BenefitKind: "How to read a benefit's value.",
    Certainty: "How sure an explanation is.",
    ClauseStanding: "How a clause version stands for this member.",
    AppealState: "How far an appeal has come.",
    Verdict: "How an appeal was decided.",
    RemedyState: "Whether the membership has the remedy yet.",
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

for word, description in DESCRIPTIONS.items():
    strawberry.enum(word, description=description)

__all__ = [
    "AppealState",
    "BenefitKind",
    "CampaignState",
    "Cause",
    "Certainty",
    "Channel",
    "ClauseStanding",
    "CodePurpose",
    "DeliveryState",
    "DigestEvery",
    "HoldKind",
    "Lifecycle",
    "PaymentPurpose",
    "ReleaseBy",
    "RemedyKind",
    "RemedyState",
    "Responsible",
    "SkipReason",
    "Status",
    "StepKind",
    "SuppressionReason",
    "TaskState",
    "Topic",
    "Verdict",
]
