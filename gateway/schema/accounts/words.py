"""The words of accounts, as enums of the graph."""

from enum import Enum

from gateway.schema.basics.words import Values, enums
from services.membership.contract.accounts.factor_words import PasskeyUse
from services.membership.contract.accounts.regaining_words import BackState as AccountRequestState
from services.membership.contract.accounts.staff_words import StaffState
from services.membership.contract.accounts.step_up import Sensitive
from services.membership.contract.accounts.words import AccountKind, HandleKind, Proof
from services.shared.callers import StaffKind

DESCRIPTIONS: dict[type[Enum], str] = {
    AccountKind: "Whose account it is. MEMBER: the account's id is the member's.",
    StaffKind: "What somebody of the staff may do; each also what those before it may.",
    StaffState: "How somebody of the staff stands to this place.",
    AccountRequestState: "How far a request to get an account back has come.",
    HandleKind: "What an account is found by.",
    PasskeyUse: "What a passkey is asked for.",
    Sensitive: "What takes a fresh proof; see stepUp.",
}

VALUES: Values = {
    StaffKind: {
        "READ_ONLY": "Sees what staff see, and changes nothing.",
        "REVIEWER": "Answers and decides appeals.",
        "SPECIALIST": "Also protects memberships and addresses.",
        "ADMIN": "Also says what holds for everybody, and who is of the staff.",
    },
    StaffState: {
        "INVITED": "Nobody has accepted the invitation yet; it may have run out.",
        "ACTIVE": "Works here and can sign in.",
        "RESET": "An administrator reset the sign-in, which is yet to be set up anew.",
        "LEFT": "Works here no more, or never came.",
    },
    AccountRequestState: {
        "ASKED": "It waits for staff.",
        "ACCEPTED": "It waits for its time, and can be stopped.",
        "BEGUN": "It is carried out.",
    },
    HandleKind: {
        "PHONE": "A phone number, in E.164: +8613800138000.",
        "EMAIL": "An e-mail address.",
    },
    PasskeyUse: {
        "REGISTER": "To add one to the account.",
        "SIGN_IN": "To sign in with it.",
        "STEP_UP": "To prove again that it is you.",
    },
}

enums(DESCRIPTIONS, VALUES)

__all__ = [
    "AccountKind", "AccountRequestState", "HandleKind", "PasskeyUse", "Proof", "Sensitive",
    "StaffKind", "StaffState",
]  # fmt: skip
