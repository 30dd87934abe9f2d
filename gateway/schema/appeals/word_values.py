"""What the values of the words of appeals mean, as clients read it."""

from typing import Final

from gateway.schema.basics.words import Values
from services.appeals.contract.case_views import CasePart
from services.appeals.contract.desk_words import AppealQueue
from services.appeals.contract.identity import ProofKind
from services.appeals.contract.incident_words import (
    AffectedState,
    AlikeIn,
    ElsewhereKind,
    IncidentState,
    PublicState,
)
from services.appeals.contract.notice_words import NoticeKind
from services.appeals.contract.words import AfterWait, AppealState, Owed, RemedyState, Verdict
from services.membership.contract.case_records import CutReason, NearBy, OrderMatch

VALUES: Final[Values] = {
    AppealState: {
        "DRAFT": "Not handed in yet: it has no number, no clock and no history.",
        "SUBMITTED": "Handed in; it waits for somebody of the staff to take it.",
        "IN_REVIEW": "Somebody of the staff has it.",
        "WAITING_FOR_MEMBER": "Staff asked the member something.",
        "DECIDED": "Decided; its remedy is not with the membership yet.",
        "CLOSED": "Decided, and nothing is left to do.",
        "WITHDRAWN": "Taken back by the member, or ended without an answer to a question.",
        "ESCALATED": "The member does not accept the decision; it waits for somebody else of the "
        "staff.",
        "REOPENED": "The member named something new; it waits for somebody of the staff.",
    },
    AfterWait: {
        "DECIDE": "Staff decide with what is there.",
        "CLOSE": "The appeal ends as withdrawn; an answer within 30 days opens it again.",
    },
    Verdict: {
        "UPHELD": "The member was right.",
        "PARTLY": "The member was right in part.",
        "REJECTED": "The loss was right.",
    },
    Owed: {
        "FIRST_ANSWER": "A first answer to the member.",
        "DECISION": "The decision.",
        "REMEDY": "The decided remedy, with the membership.",
    },
    RemedyState: {
        "NONE": "There is nothing to apply.",
        "PENDING": "Decided, not yet with the membership; it is tried again by itself.",
        "APPLIED": "The membership has it.",
        "REFUSED": "It can never be applied; staff decide again.",
    },
    AppealQueue: {
        "STANDARD": "What no rule sends elsewhere.",
        "PROTECTION": "Members of high value; for specialists.",
        "SECURITY": "Accounts in danger; for specialists.",
        "INCIDENT": "One fault that took many.",
    },
    NoticeKind: {
        "BREACH_NEAR": "A promise may break.",
        "BREACHED": "A promise is broken.",
        "REMEDY_REFUSED": "The membership cannot give what was decided.",
        "MEMBER_WROTE": "The member sent a message, an answer or a file.",
        "ASSIGNED": "A colleague gave the appeal to you.",
        "TAKEN_OVER": "A colleague has the appeal now.",
        "ESCALATED": "The member does not accept a decision.",
        "NOBODY_ELSE": "An appeal was escalated, and nobody is at the desk who may take it.",
        "NOBODY_THERE": "It came into a queue in which nobody works who is there.",
        "REOPENED": "The member named something new.",
        "PROTECTED": "It could not be restored meanwhile, because a hold protects the account.",
    },
    ProofKind: {
        "PHONE_DIGITS": "The last four digits of the bound phone.",
        "SECOND_FACTOR": "A one-time code.",
    },
    CasePart: {
        "RECORD": "What the membership knows; without it there is no file yet.",
        "ALERTS": "What the member was told, and what became of it.",
    },
    OrderMatch: {
        "FOUND": "The member's, from around the loss.",
        "ANOTHER_TIME": "The member's, from before the time around the loss.",
        "NEARLY": "None has this number, one is close to it.",
        "NOT_ON_RECORD": "This member has none such.",
    },
    NearBy: {
        "CHARACTER": "One character of its number differs.",
        "AMOUNT": "It has the same amount.",
        "DAY": "It is of the same day.",
        "AMOUNT_AND_DAY": "It has the same amount and is of the same day.",
    },
    CutReason: {
        "EARLIER": "From before the time around the loss.",
        "TOO_MANY": "Further from the loss than as many as a case file holds.",
    },
    IncidentState: {
        "SUSPECTED": "Losses are alike; nobody has said yet what it is.",
        "PREVIEWING": "A remedy is tried out on everyone affected; nothing changes.",
        "PREVIEWED": "The remedy was tried out; staff may confirm it.",
        "PROPOSED": "Confirmed; it waits for a second of the staff.",
        "RUNNING": "The remedy reaches one member after the other.",
        "PAUSED": "Staff stopped the remedy for now.",
        "SETTLED": "Everybody affected was gone through.",
        "CANCELLED": "Staff ended it; what was not done by then is not done.",
        "FALSE_ALARM": "It was none.",
    },
    AffectedState: {
        "WAITING": "For the remedy.",
        "UNDER_WAY": "The remedy is being given, whatever becomes of the incident.",
        "REMEDIED": "The membership has the remedy.",
        "REFUSED": "The remedy could not be given; it says why.",
        "WITH_A_PERSON": "A case was opened for the member instead.",
    },
    AlikeIn: {
        "CAUSE": "The cause.",
        "SOURCE": "Who or what brought them about.",
        "PLAN_VERSION": "The version of the plan.",
        "PLAN": "The plan, in another version.",
        "RELEASE": "The release of the program that wrote them.",
        "TIME": "How near to each other they happened.",
    },
    ElsewhereKind: {
        "MASS_LOSS": "The breaker stopped it; `id` is of massLosses.",
        "DAMAGED_RECORDS": "Stored records were damaged; `id` is of recordIncidents.",
    },
    PublicState: {
        "INVESTIGATING": "What it is, is being found out.",
        "IDENTIFIED": "What it is, is known, and it is being put right.",
        "RESOLVED": "Everybody affected was gone through.",
        "STOPPED": "Staff ended it before everybody affected had the remedy.",
        "FALSE_ALARM": "It was none.",
    },
}
