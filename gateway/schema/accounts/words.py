"""The words of accounts, as enums of the graph."""

from enum import Enum

from gateway.schema.basics.words import enums
from services.membership.contract.accounts.factor_words import PasskeyUse
from services.membership.contract.accounts.regaining_words import BackState as AccountRequestState
from services.membership.contract.accounts.staff_words import StaffState
from services.membership.contract.accounts.step_up import Sensitive
from services.membership.contract.accounts.words import AccountKind, HandleKind, Proof
from services.shared.callers import StaffKind

DESCRIPTIONS: dict[type[Enum], str] = {
    AccountKind: "Whose account it is. MEMBER: the account's id is the member's.",
    StaffKind: "What staff may do. READ_ONLY: sees what staff see, and changes nothing. REVIEWER: "
    "answers and decides appeals. SPECIALIST: also protects memberships and addresses. ADMIN: also "
    "says what holds for everybody, and who is of the staff.",
    StaffState: "INVITED: nobody has accepted it yet; it may have run out. RESET: an "
    "administrator reset the sign-in, which is yet to be set up anew. LEFT: works here no "
    "more, or never came.",
    AccountRequestState: "ASKED: it waits for staff. ACCEPTED: it waits for its time, and can be "
    "stopped. BEGUN: it is carried out.",
    HandleKind: "What an account is found by.",
    PasskeyUse: "What a passkey is asked for. STEP_UP: to prove again that it is you.",
    Sensitive: "What takes a fresh proof; see stepUp.",
}

enums(DESCRIPTIONS)

__all__ = [
    "AccountKind", "AccountRequestState", "HandleKind", "PasskeyUse", "Proof", "Sensitive",
    "StaffKind", "StaffState",
]  # fmt: skip
