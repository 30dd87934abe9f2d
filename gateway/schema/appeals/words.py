"""The words of appeals, as enums of the graph."""

from enum import Enum

from gateway.schema.basics.words import enums
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

DESCRIPTIONS: dict[type[Enum], str] = {
    AppealState: "How far an appeal has come.",
    AfterWait: "What follows when a member does not answer in time. DECIDE: staff decide with what "
    "is there. CLOSE: the appeal ends as withdrawn; an answer within 30 days opens it again.",
    IncidentState: "How far an incident is. SUSPECTED: nobody has said yet what it is. "
    "PREVIEWING: a remedy is tried out on everyone affected; PREVIEWED: that is done. PROPOSED: it "
    "waits for a second of the staff. RUNNING: the remedy reaches one after the other. SETTLED: "
    "all of them.",
    AffectedState: "How far it is with a member. UNDER_WAY: the remedy is being given. REFUSED: it "
    "could not be. WITH_A_PERSON: a case was opened instead.",
    AlikeIn: "In what losses are alike. SOURCE: who or what did it. RELEASE: of the program.",
    ElsewhereKind: "What tells of the same. MASS_LOSS: of massLosses. DAMAGED_RECORDS: of "
    "recordIncidents.",
    PublicState: "What everybody may know of an incident; STOPPED: staff ended it before everybody "
    "affected had the remedy.",
    Verdict: "How an appeal was decided.",
    NoticeKind: "What staff are told of an appeal. BREACH_NEAR: a promise may break. BREACHED: it "
    "is broken. NOBODY_ELSE: an appeal was escalated, and nobody is at the desk who may take it. "
    "NOBODY_THERE: it came into a queue in which nobody works who is there. "
    "REMEDY_REFUSED: the membership cannot give what was decided. PROTECTED: the "
    "membership could not be restored for now, because a hold protects the account.",
    Owed: "What the platform has promised next.",
    ProofKind: "What a member proved by who they are.",
    AppealQueue: "Where an appeal waits for staff. STANDARD: what no rule sends elsewhere. "
    "PROTECTION: members of high value. SECURITY: accounts in danger. INCIDENT: one fault that "
    "took many. PROTECTION and SECURITY are for specialists.",
    RemedyState: "Whether the membership has the remedy yet.",
    CasePart: "A part of a case file. RECORD: what the membership knows. ALERTS: what the member "
    "was told.",
    OrderMatch: "How an order that the member names stands to the record. ANOTHER_TIME: the "
    "member's, from before the time around the loss. NEARLY: none has this number, one is close to "
    "it.",
    NearBy: "In what a named order is close to one on record.",
    CutReason: "Why records are not in a case file: from before the time around the loss, or more "
    "of them than a file holds.",
}

enums(DESCRIPTIONS)

__all__ = [
    "AffectedState",
    "AfterWait",
    "AlikeIn",
    "AppealQueue",
    "AppealState",
    "CasePart",
    "CutReason",
    "ElsewhereKind",
    "IncidentState",
    "NearBy",
    "NoticeKind",
    "OrderMatch",
    "Owed",
    "ProofKind",
    "PublicState",
    "RemedyState",
    "Verdict",
]
