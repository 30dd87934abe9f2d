"""What is done with factors."""

from services.membership.contract.accounts.command import (
    AccountCommand,
    OwnCommand,
    SigningDevice,
)
from services.membership.contract.accounts.factor_words import PasskeyUse
from services.membership.contract.accounts.words import Proof


class BeginTotp(OwnCommand, frozen=True, kw_only=True):
    """A secret for an authenticator app; nothing is kept until a code of it is shown. `shown_as`:
    what the app calls the account."""

    shown_as: str = ""


class ConfirmTotp(OwnCommand, frozen=True, kw_only=True):
    """With the continuation that came with the secret, and a code of the app."""

    continuation: str
    code: str
    label: str = ""


class BeginPasskey(OwnCommand, frozen=True, kw_only=True):
    """Options for the browser: to make a passkey, or to show one."""

    use: PasskeyUse
    shown_as: str = ""


class AddPasskey(OwnCommand, frozen=True, kw_only=True):
    """`answer`: what the browser gave, as JSON."""

    answer: str
    label: str = ""


class RemoveFactor(OwnCommand, frozen=True, kw_only=True):
    factor_id: str


class MakeRecoveryCodes(OwnCommand, frozen=True, kw_only=True):
    """Ten new ones; those made before are good for nothing any more."""


class StepUp(OwnCommand, frozen=True, kw_only=True):
    """Proves the person again. `answer`: a code, or of a passkey what the browser gave, as JSON."""

    proof: Proof
    answer: str


class BeginPasskeySignIn(AccountCommand, frozen=True, kw_only=True):
    """Options for the browser; whichever passkey is shown says whose account it is."""


class SignInWithPasskey(AccountCommand, frozen=True, kw_only=True):
    """`answer`: what the browser gave, as JSON."""

    answer: str
    device: SigningDevice = SigningDevice()


AnyFactorCommand = (
    BeginTotp
    | ConfirmTotp
    | BeginPasskey
    | AddPasskey
    | RemoveFactor
    | MakeRecoveryCodes
    | StepUp
    | BeginPasskeySignIn
    | SignInWithPasskey
)
