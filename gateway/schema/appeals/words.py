"""The words of appeals, as enums of the graph."""

from enum import Enum

from gateway.schema.appeals.word_values import VALUES
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
    AfterWait: "What follows when a member does not answer in time.",
    IncidentState: "How far an incident is.",
    AffectedState: "How far it is with a member.",
    AlikeIn: "In what losses are alike.",
    ElsewhereKind: "What tells of the same.",
    PublicState: "What everybody may know of an incident.",
    Verdict: "How an appeal was decided.",
    NoticeKind: "What staff are told of an appeal.",
    Owed: "What the platform has promised next.",
    ProofKind: "What a member proved by who they are.",
    AppealQueue: "The queue in which an appeal waits until somebody takes it.",
    RemedyState: "Whether the membership has the remedy yet.",
    CasePart: "A part of a case file.",
    OrderMatch: "How an order that the member names stands to the record.",
    NearBy: "In what a named order is close to one on record.",
    CutReason: "Why records are not in a case file.",
}

enums(DESCRIPTIONS, VALUES)

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
