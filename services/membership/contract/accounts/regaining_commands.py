"""The way back into an account whose owner lost every contact."""

from services.membership.contract.accounts.command import AccountCommand, OwnCommand


class AskAccountBack(AccountCommand, frozen=True, kw_only=True):
    """`handle`: by what the account is found. `new_contact`: a phone number or e-mail address where
    a code goes. `language`: of that."""

    handle: str
    new_contact: str
    language: str = ""


class ConfirmAccountBack(AccountCommand, frozen=True, kw_only=True):
    """With the code. `words`: what the owner says to staff."""

    attempt_id: str
    code: str
    words: str


class DecideAccountRequest(AccountCommand, frozen=True, kw_only=True):
    """By staff. Accepted, the waiting time begins; while it lasts, it can be refused still."""

    request_id: str
    accept: bool
    reason: str


class StopAccountRequest(OwnCommand, frozen=True, kw_only=True):
    """All requests for the own account, from any session of it."""


class StopAccountRequestByCode(AccountCommand, frozen=True, kw_only=True):
    """With the code that went to the contacts in use when the request was accepted."""

    handle: str
    code: str


AnyRegainingCommand = (
    AskAccountBack
    | ConfirmAccountBack
    | DecideAccountRequest
    | StopAccountRequest
    | StopAccountRequestByCode
)
