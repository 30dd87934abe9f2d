"""The words of accounts, as enums of the graph."""

from enum import Enum

from gateway.schema.basics.words import enums
from services.membership.contract.accounts.factor_words import PasskeyUse
from services.membership.contract.accounts.step_up import Sensitive
from services.membership.contract.accounts.words import AccountKind, HandleKind, Proof

DESCRIPTIONS: dict[type[Enum], str] = {
    AccountKind: "Whose account it is. MEMBER: the account's id is the member's.",
    HandleKind: "What an account is found by.",
    PasskeyUse: "What a passkey is asked for. STEP_UP: to prove again that it is you.",
    Sensitive: "What takes a fresh proof; see stepUp.",
}

enums(DESCRIPTIONS)

__all__ = ["AccountKind", "HandleKind", "PasskeyUse", "Proof", "Sensitive"]
