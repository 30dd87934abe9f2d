"""The words of accounts."""

from enum import StrEnum


class AccountKind(StrEnum):
    """MEMBER: the account's id is the member's; a membership need not be there yet."""

    MEMBER = "MEMBER"
    STAFF = "STAFF"


class Opening(StrEnum):
    """How an account came about. REGISTERED: by the operator's shop. IMPORTED: from a former
    platform. INVITED: staff."""

    SIGNED_UP = "SIGNED_UP"
    REGISTERED = "REGISTERED"
    IMPORTED = "IMPORTED"
    INVITED = "INVITED"


class HandleKind(StrEnum):
    """What an account is found by."""

    PHONE = "PHONE"
    EMAIL = "EMAIL"


class Proof(StrEnum):
    """What somebody showed to be the owner. CODE: a one-time code by SMS or e-mail."""

    PASSWORD = "PASSWORD"
    CODE = "CODE"
    TOTP = "TOTP"
    PASSKEY = "PASSKEY"
    RECOVERY_CODE = "RECOVERY_CODE"


class PasswordStep(StrEnum):
    """FIRST: there was none before. RESET: proven by a code, without the old one."""

    FIRST = "FIRST"
    CHANGED = "CHANGED"
    RESET = "RESET"


class SessionEnd(StrEnum):
    """Why a session ended. ACCOUNT_BACK: the owner lost every contact, and came back by another.
    BY_OWNER: from another session. TOKEN_REUSED: a refresh token came a
    second time, so that somebody else has it, too. NOT_ME: the owner said so of a login. TOO_MANY:
    another one began, and this was seen longest ago. RESTORED: the database is out of a backup."""

    SIGNED_OUT = "SIGNED_OUT"
    BY_OWNER = "BY_OWNER"
    PASSWORD_CHANGED = "PASSWORD_CHANGED"
    PASSWORD_RESET = "PASSWORD_RESET"
    TOKEN_REUSED = "TOKEN_REUSED"
    NOT_ME = "NOT_ME"
    BY_OPERATOR = "BY_OPERATOR"
    TOO_MANY = "TOO_MANY"
    ACCOUNT_BACK = "ACCOUNT_BACK"
    RESTORED = "RESTORED"


class ContactEnd(StrEnum):
    """What became of an address that somebody else had replaced. BACK: it is in use again, and
    finds the account. NONE: there was none before. TAKEN: it finds another account by now. UNKNOWN:
    it is not kept any more."""

    BACK = "BACK"
    NONE = "NONE"
    TAKEN = "TAKEN"
    UNKNOWN = "UNKNOWN"


class AttemptPurpose(StrEnum):
    """What an attempt is to end in."""

    SIGN_UP = "SIGN_UP"
    SIGN_IN = "SIGN_IN"
    RESET_PASSWORD = "RESET_PASSWORD"
    ACCOUNT_BACK = "ACCOUNT_BACK"
