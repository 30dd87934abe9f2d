"""Signing up, signing in and passwords."""

from services.membership.contract.accounts.command import AccountCommand, OwnCommand, SigningDevice
from services.membership.contract.accounts.words import Proof


class BeginSignUp(AccountCommand, frozen=True, kw_only=True):
    """`handle`: phone number or e-mail address, where a code goes. `password`: empty: none yet.
    `language`: of the code and of what comes after."""

    handle: str
    password: str = ""
    language: str = ""


class ConfirmSignUp(AccountCommand, frozen=True, kw_only=True):
    """With the code. Where the handle finds an account already, this signs in to that one, and
    nothing is changed about it."""

    attempt_id: str
    code: str
    device: SigningDevice = SigningDevice()


class BeginSignIn(AccountCommand, frozen=True, kw_only=True):
    """With the password; without one a code is sent to the handle, where there is an account."""

    handle: str
    password: str = ""
    device: SigningDevice = SigningDevice()


class ConfirmSignIn(AccountCommand, frozen=True, kw_only=True):
    """The next step of an attempt: what was sent, or what the second factor shows."""

    attempt_id: str
    answer: str
    proof: Proof = Proof.CODE
    device: SigningDevice = SigningDevice()


class SetPassword(OwnCommand, frozen=True, kw_only=True):
    """`current`: the one until now; empty where there is none. All other sessions end."""

    password: str
    current: str = ""


class ResetPasswordOf(AccountCommand, frozen=True, kw_only=True):
    """By an administrator, of a member: the password is good for nothing any more, all sessions
    end, and the member, who is told with the reason, chooses another one by a code."""

    account_id: str
    reason: str


class BeginReset(AccountCommand, frozen=True, kw_only=True):
    handle: str


class FinishReset(AccountCommand, frozen=True, kw_only=True):
    """With the code. All sessions end; nobody is signed in by this."""

    attempt_id: str
    code: str
    password: str
