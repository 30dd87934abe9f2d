"""The words of appeals, as enums of the graph."""

from enum import Enum

from gateway.schema.basics.words import enums
from services.appeals.contract.words import AppealState, RemedyState, Verdict

DESCRIPTIONS: dict[type[Enum], str] = {
    AppealState: "How far an appeal has come.",
    Verdict: "How an appeal was decided.",
    RemedyState: "Whether the membership has the remedy yet.",
}

enums(DESCRIPTIONS)

__all__ = [
    "AppealState",
    "RemedyState",
    "Verdict",
]
