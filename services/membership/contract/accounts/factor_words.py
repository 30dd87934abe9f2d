"""The words of factors."""

from enum import StrEnum
from typing import Final

from services.membership.contract.accounts.words import Proof

SECOND_FACTORS: Final = (Proof.PASSKEY, Proof.TOTP, Proof.RECOVERY_CODE, Proof.CODE)
"""The strongest first."""
OWN_FACTORS: Final = frozenset({Proof.PASSKEY, Proof.TOTP, Proof.RECOVERY_CODE})
"""Those that whoever took over a phone number or a mailbox does not have with it."""


class PasskeyUse(StrEnum):
    """What a passkey is asked for: to be made, to sign in with, or to prove the person again."""

    REGISTER = "REGISTER"
    SIGN_IN = "SIGN_IN"
    STEP_UP = "STEP_UP"
