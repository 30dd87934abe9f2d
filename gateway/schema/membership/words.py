"""The words of membership, as enums of the graph."""

from enum import Enum

from gateway.schema.basics.words import enums
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
    Disowned: "What a member says was not the own doing. EVENT: an entry of the timeline, or what "
    "an alert tells of (its eventId). CONTACT: an address that was changed.",
    RectifiedSubject: "What is said to be wrong in a record. RECORD: no one entry of it. EVENT: an "
    "entry of the timeline.",
    RectificationState: "How far a rectification is.",
    ReleaseBy: "What releases a hold before its latest time.",
    CaseReason: "Why a case was opened without anybody asking.",
    Cause: "Why a membership was lost or lessened.",
    Responsible: "Whose doing a cause is.",
    PaymentPurpose: "What money is for.",
    RefundKind: "REFUND: the shop gave it back. CHARGEBACK: the payer's bank took it back.",
    RefundOutcome: "What a refund did. PART: the period stays. PAST: the period is over, nothing "
    "changes. ENDED: it was the running one. NEXT_BEGAN: it was the running one, and the one paid "
    "ahead began. AHEAD: a period paid ahead was taken. UNDO_ENDED: a cancellation can no longer "
    "be undone. BALANCE: it had paid for no period and was taken from the balance.",
    RefusalReason: "Why a charge was refused.",
    RemedyKind: "RESTORE: same tier and price again, with the time that was taken or the period "
    "that a payment was for. EXTEND: the days lost are added. CREDIT: the discount missed on "
    "orders made meanwhile goes to the balance. RENEW: at the original price, from the balance or "
    "as soon as it has it. LIFT_HOLD: what holds the membership is released. APOLOGY: it was "
    "wrong, and nothing is left to give.",
    BenefitKind: "How to read a benefit's value.",
    Certainty: "How sure an explanation is.",
    LinkRole: "What a member is in a link of memberships.",
    RiskReason: "Why a membership, or its plan, may be lost soon. BALANCE_SHORT: the balance does "
    "not cover the charge that comes by itself. METHOD_EXPIRING, METHOD_REFUSED: nor does the "
    "method of payment. RENEWAL_OFF: nothing renews it by itself. "
    "GRACE_RUNS: the period is over. INACTIVITY, POINTS: a clause takes the plan. CONTACT_CHECK: "
    "contact data wait to be verified. PAYMENT_CHECK: it rests on a payment that is being checked. "
    "UNREACHABLE: no verified address.",
    RiskLevel: "NONE: nothing threatens within 14 days. HIGH: the member is warned.",
    LossKind: "Which change for the worse waits. LAPSE: grace is over. INACTIVITY, POINTS: a "
    "clause takes the plan. CONTACT_CHECK: benefits wait for data to be verified. TERMS: lesser "
    "terms.",
    MassLossState: "OPEN: waits for a person. PROPOSED: for a second one. DECIDED: it is being "
    "carried out.",
    MassLossDecision: "RELEASE: the changes were right, and happen. DISCARD: they were not, and "
    "each member has the time again that came before the change.",
    PieceKind: "Of two texts, in which a piece stands.",
    ClauseStanding: "How a clause version stands for this member.",
    CorrectionsState: "How far corrections are. PREVIEWING: being tried out. PREVIEWED: that is "
    "done. REQUESTED: they wait for a second of the staff. EXPIRED: none came in time.",
    TermsStanding: "How a member of a plan stands to a version of it. BOUND: holds it, or a later "
    "one. DUE: renews on it. TOO_RECENT: the notice was received less than 30 days before the next "
    "renewal. UNRECEIVED: told, without a receipt so far. UNTOLD: the notice is still to go out. "
    "LATER: it takes effect after the next renewal. NEVER: another version came in its place.",
    Restriction: "What an adverse change took. ENDED: the membership. HELD: all that it gives, "
    "while a hold stands. LOWER_PLAN: a plan below the one before. FEWER_BENEFITS: some of what "
    "it gave.",
    GroundKind: "On what ground. CLAUSE: of the agreement. PLAN: what the held plan asks for. "
    "OWN_ACT: of the member. PROTECTION: of the account or a payment. STAFF: a person decided. "
    "APPEAL: it is over, and what was restored until then ends. "
    "NONE: nothing allows it.",
    ReasonSource: "Who told of it. NOTICE: somebody outside, the member among them.",
    Automation: "PARTIALLY: a program found it, and a person said that it happens.",
    RedressKind: "PERSON: somebody of the staff looks at it. REGULATOR: also mediation and courts.",
}

enums(DESCRIPTIONS)

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
