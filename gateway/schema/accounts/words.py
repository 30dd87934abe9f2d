"""The words of accounts, as enums of the graph."""

from enum import Enum

from gateway.schema.basics.words import enums
from services.membership.contract.accounts.words import AccountKind, HandleKind, Proof

DESCRIPTIONS: dict[type[Enum], str] = {
    AccountKind: "Whose account it is. MEMBER: the account's id is the member's.",
    HandleKind: "What an account is found by.",
    Proof: "What somebody shows to be the owner. CODE: a one-time code by SMS or e-mail.",
}

enums(DESCRIPTIONS)

__all__ = ["AccountKind", "HandleKind", "Proof"]
