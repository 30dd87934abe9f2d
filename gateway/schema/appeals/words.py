"""The words of appeals, as enums of the graph."""

from enum import Enum

from gateway.schema.basics.words import enums
from services.appeals.contract.identity import ProofKind
from services.appeals.contract.words import AfterWait, AppealState, RemedyState, Verdict

DESCRIPTIONS: dict[type[Enum], str] = {
    AppealState: "How far an appeal has come.",
    AfterWait: "What follows when a member does not answer in time. DECIDE: staff decide with what "
    "is there. CLOSE: the appeal ends as withdrawn; an answer within 30 days opens it again.",
    Verdict: "How an appeal was decided.",
    ProofKind: "What a member proved by who they are.",
    RemedyState: "Whether the membership has the remedy yet.",
}

enums(DESCRIPTIONS)

__all__ = [
    "AfterWait",
    "AppealState",
    "ProofKind",
    "RemedyState",
    "Verdict",
]
