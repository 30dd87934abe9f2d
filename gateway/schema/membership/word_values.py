"""What the values of the words of membership mean, as clients read it."""

from typing import Final

from gateway.schema.basics.words import Values
from services.membership.contract.breaker_words import LossKind, MassLossDecision, MassLossState
from services.membership.contract.catalogue_views import TermsStanding
from services.membership.contract.clause_views import ClauseStanding, PieceKind
from services.membership.contract.correction_views import CorrectionsState
from services.membership.contract.explanations import Certainty
from services.membership.contract.link_words import LinkRole
from services.membership.contract.method_words import RefusalReason
from services.membership.contract.plans import BenefitKind
from services.membership.contract.rectification_words import RectificationState, RectifiedSubject
from services.membership.contract.risk_words import RiskLevel, RiskReason
from services.membership.contract.words import (
    CaseReason,
    Disowned,
    HoldKind,
    Lifecycle,
    PaymentPurpose,
    RefundKind,
    RefundOutcome,
    ReleaseBy,
    RemedyKind,
    Status,
)

VALUES: Final[Values] = {
    Lifecycle: {
        "ACTIVE": "The period that is paid for runs.",
        "GRACE": "The period is over unpaid; all that it gave stays for a while.",
        "EXPIRED": "Over: no period is paid for any more.",
        "CANCELLED": "Cancelled by the member or by staff; `undo` says until when that can be "
        "taken back.",
        "CLOSED": "Ended for good.",
    },
    Status: {
        "ACTIVE": "Entitled: a period that is paid for runs, or it was restored for now.",
        "GRACE": "Entitled, though the period is over unpaid; renew before graceUntil.",
        "PAUSED": "Not entitled: the member paused it, and the period stands still.",
        "FROZEN": "Not entitled: a hold that is no pause stands.",
        "EXPIRED": "Not entitled: no period is paid for any more.",
        "CANCELLED": "Not entitled: cancelled by the member or by staff; `undo` says until when "
        "that can be taken back.",
        "CLOSED": "Not entitled: ended for good.",
    },
    HoldKind: {
        "MEMBER_FREEZE": "The member froze it, to be safe.",
        "MEMBER_PAUSE": "The member's own pause.",
        "NEW_DEVICE": "A device that is not known signed in without a second factor.",
        "COMPROMISE": "Somebody else may use the account, as its member reported.",
        "THIRD_PARTY_RENEWAL": "A renewal through an unofficial channel is checked.",
        "PAYMENT_REVIEW": "The host reported a renewal as unpaid; staff look at it.",
        "CONTACT_CHECK": "Contact data were not verified in time.",
        "STAFF": "Staff placed it, with a reason that the member reads.",
    },
    ReleaseBy: {
        "MEMBER": "The member, without more.",
        "SECOND_FACTOR": "The member, with a one-time code or stepUp.",
        "STAFF": "Only staff.",
    },
    CaseReason: {
        "UNEXPLAINED_LOSS": "No rule knows the cause of the loss.",
        "OVERDUE_RECONCILIATION": "A payment and the record still disagree after the time given.",
        "RECORDS_DISAGREE": "What was paid, or what the host says of it, and the record disagree, "
        "and no rule settles it.",
        "INCIDENT_REMEDY": "What an incident took could not be put right together with that of "
        "the others.",
    },
    Disowned: {
        "EVENT": "An entry of the timeline, or what an alert tells of (its eventId).",
        "LOGIN": "A sign-in.",
        "ORDER": "An order.",
        "CONTACT": "An address that was changed.",
    },
    PaymentPurpose: {
        "RENEWAL": "A period of the membership.",
        "TOP_UP": "The balance.",
    },
    RefundKind: {
        "REFUND": "The shop gave it back.",
        "CHARGEBACK": "The payer's bank took it back.",
    },
    RefundOutcome: {
        "PART": "A part went back; the period stays.",
        "PAST": "The period is over; nothing changes.",
        "ENDED": "It paid for the running period, which ended the membership.",
        "NEXT_BEGAN": "It paid for the running period; the one that was paid ahead began.",
        "AHEAD": "A period that was paid ahead was taken.",
        "UNDO_ENDED": "The membership was cancelled, which can no longer be undone.",
        "BALANCE": "It had paid for no period and was taken from the balance.",
    },
    RemedyKind: {
        "RESTORE": "The same tier and price again, with the time that was taken or the period "
        "that a payment was for.",
        "EXTEND": "The days lost are added to the period.",
        "CREDIT": "The discount that was missed on orders goes to the balance.",
        "RENEW": "A renewal at the original price, from the balance or as soon as it has it.",
        "LIFT_HOLD": "What holds the membership is released.",
        "APOLOGY": "It was wrong, and nothing is left to give.",
        "NOTHING": "No remedy.",
    },
    BenefitKind: {
        "BOOLEAN": "`value` is whether the plan gives it.",
        "RATE": '`value` is what is paid of the full price, as a decimal: "0.80" is 80 %.',
        "QUOTA": "`value` is how many there are in a period; see `left`.",
    },
    LinkRole: {
        "MAIN": "Whose plan covers the other.",
        "BACKUP": "Who is covered by the other's plan.",
    },
    RefusalReason: {
        "INSUFFICIENT_FUNDS": "There was too little money on it.",
        "LIMIT_REACHED": "It would have passed a limit of the method.",
        "EXPIRED": "The method is past its date.",
        "LOST_OR_STOLEN": "It was reported lost or stolen.",
        "INVALID": "It is not valid any more.",
        "DECLINED": "Declined without a closer reason.",
    },
    RectifiedSubject: {
        "RECORD": "The record as a whole, no one entry of it.",
        "EVENT": "An entry of the timeline.",
        "PAYMENT": "A payment.",
        "ORDER": "An order.",
    },
    RectificationState: {
        "OPEN": "It waits for staff.",
        "ACCEPTED": "Staff agreed; the answer says what was done.",
        "REFUSED": "Staff did not agree; the answer says why.",
        "WITHDRAWN": "The member took it back.",
    },
    RiskLevel: {
        "NONE": "Nothing threatens within 14 days.",
        "LOW": "Below 50 points: shown, not warned of.",
        "HIGH": "From 50 points on: the member is warned.",
    },
    RiskReason: {
        "BALANCE_SHORT": "The balance does not cover the charge that comes by itself.",
        "METHOD_EXPIRING": "Nor can the method of payment be charged: it will have expired.",
        "METHOD_REFUSED": "Nor can the method of payment be charged: it was refused.",
        "RENEWAL_OFF": "Nothing renews it by itself, and no further period is paid for.",
        "GRACE_RUNS": "The period is over, and no charge by itself is left that could succeed.",
        "INACTIVITY": "A clause takes the plan unless the member signs in.",
        "POINTS": "A clause takes the plan unless the member spends.",
        "CONTACT_CHECK": "Benefits are held back unless the contact data are verified.",
        "PAYMENT_CHECK": "The membership rests on a payment that is being checked.",
        "UNREACHABLE": "No address is verified, so nobody can be told; only adds to other reasons.",
    },
    LossKind: {
        "LAPSE": "Grace is over.",
        "INACTIVITY": "A clause takes the plan: no sign of life.",
        "POINTS": "A clause takes the plan: too few points.",
        "CONTACT_CHECK": "Benefits wait for data to be verified.",
        "TERMS": "A period begins on a lower plan or with fewer benefits.",
    },
    MassLossState: {
        "OPEN": "It waits for a person.",
        "PROPOSED": "It waits for a second person.",
        "DECIDED": "It is being carried out.",
        "CLOSED": "Nothing waits any more.",
    },
    MassLossDecision: {
        "RELEASE": "The changes were right, and happen.",
        "DISCARD": "They were not; each member has the time again that came before the change.",
    },
    PieceKind: {
        "SAME": "In both texts.",
        "REMOVED": "In the earlier text only.",
        "ADDED": "In the later text only.",
    },
    ClauseStanding: {
        "BINDING": "It binds this member now.",
        "COMING": "Published; it does not bind this member yet.",
        "PAST": "A later version took its place.",
    },
    CorrectionsState: {
        "PREVIEWING": "Being tried out on each member; nothing changes.",
        "PREVIEWED": "Tried out; whoever drafted it may start it.",
        "REQUESTED": "It waits for a second of the staff.",
        "RUNNING": "Members are being corrected, one after the other.",
        "DONE": "All members were gone through.",
        "REFUSED": "A second of the staff refused it; nothing changed.",
        "EXPIRED": "No second came in time; nothing changed.",
    },
    TermsStanding: {
        "BOUND": "Holds it, or a later one.",
        "DUE": "Renews on it.",
        "TOO_RECENT": "The notice was received less than 30 days before the next renewal, which "
        "is on the terms held.",
        "UNRECEIVED": "Told, without a receipt so far.",
        "UNTOLD": "The notice is still to go out.",
        "LATER": "It takes effect after the next renewal.",
        "NEVER": "Another version replaced it before it took effect.",
    },
    Certainty: {
        "CERTAIN": "The record proves it.",
        "LIKELY": "What is on record points to it and does not prove it.",
        "UNKNOWN": "No rule knows the cause; a case opens by itself.",
    },
}
