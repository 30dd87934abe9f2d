"""The words of membership, as enums of the graph."""

from enum import Enum

from gateway.schema.basics.words import enums
from gateway.schema.membership import cause_values, word_values
from services.membership.contract.breaker_words import (
    LossKind,
    MassLossDecision,
    MassLossState,
)
from services.membership.contract.catalogue_views import TermsStanding
from services.membership.contract.clause_views import ClauseStanding, PieceKind
from services.membership.contract.correction_views import CorrectionsState
from services.membership.contract.explanations import Certainty
from services.membership.contract.link_words import LinkRole
from services.membership.contract.method_words import RefusalReason
from services.membership.contract.plans import BenefitKind
from services.membership.contract.rectification_words import RectificationState, RectifiedSubject
from services.membership.contract.risk_words import RiskLevel, RiskReason
from services.membership.contract.statements import (
    Automation,
    GroundKind,
    ReasonSource,
    RedressKind,
    Restriction,
)
from services.membership.contract.words import (
    CaseReason,
    Cause,
    Disowned,
    HoldKind,
    Lifecycle,
    PaymentPurpose,
    RefundKind,
    RefundOutcome,
    ReleaseBy,
    RemedyKind,
    Responsible,
    Status,
)

DESCRIPTIONS: dict[type[Enum], str] = {
    Lifecycle: "How far a membership has come, apart from holds.",
    Status: "What a member sees: lifecycle and holds together.",
    HoldKind: "What blocks entitlement without ending the membership.",
    Disowned: "What a member says was not the own doing.",
    RectifiedSubject: "What is said to be wrong in a record.",
    RectificationState: "How far a rectification is.",
    ReleaseBy: "What releases a hold before its latest time.",
    CaseReason: "Why a case was opened without anybody asking.",
    Cause: "Why a membership was lost or lessened.",
    Responsible: "Whose doing a cause is.",
    PaymentPurpose: "What money is for.",
    RefundKind: "Who gave a payment back.",
    RefundOutcome: "What a refund did.",
    RefusalReason: "Why a charge was refused.",
    RemedyKind: "What a decided appeal gives.",
    BenefitKind: "How to read a benefit's value.",
    Certainty: "How sure an explanation is.",
    LinkRole: "What a member is in a link of memberships.",
    RiskReason: "Why a membership, or its plan, may be lost soon.",
    RiskLevel: "How near a membership is to being lost.",
    LossKind: "Which change for the worse waits.",
    MassLossState: "How far a stopped mass loss has come.",
    MassLossDecision: "Whether the changes that were stopped were right.",
    PieceKind: "Of two texts, in which a piece stands.",
    ClauseStanding: "How a clause version stands for this member.",
    CorrectionsState: "How far corrections are.",
    TermsStanding: "How a member of a plan stands to a version of it.",
    Restriction: "What an adverse change took.",
    GroundKind: "On what ground.",
    ReasonSource: "Who told of it.",
    Automation: "How far programs decided it.",
    RedressKind: "By which way the member can object.",
}

enums(DESCRIPTIONS, {**word_values.VALUES, **cause_values.VALUES})

__all__ = [
    "Automation",
    "BenefitKind",
    "CaseReason",
    "Cause",
    "Certainty",
    "ClauseStanding",
    "CorrectionsState",
    "Disowned",
    "GroundKind",
    "HoldKind",
    "Lifecycle",
    "LinkRole",
    "LossKind",
    "MassLossDecision",
    "MassLossState",
    "PaymentPurpose",
    "PieceKind",
    "ReasonSource",
    "RectificationState",
    "RectifiedSubject",
    "RedressKind",
    "RefundKind",
    "RefundOutcome",
    "RefusalReason",
    "ReleaseBy",
    "RemedyKind",
    "Responsible",
    "Restriction",
    "RiskLevel",
    "RiskReason",
    "Status",
    "TermsStanding",
]
