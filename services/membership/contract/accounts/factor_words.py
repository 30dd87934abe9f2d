"""The words of factors."""

from enum import StrEnum
from typing import Final

from infra.kernel.text import LocalText
from services.membership.contract.accounts.words import Proof

SECOND_FACTORS: Final = (Proof.PASSKEY, Proof.TOTP, Proof.RECOVERY_CODE, Proof.CODE)
"""The strongest first."""
OWN_FACTORS: Final = frozenset({Proof.PASSKEY, Proof.TOTP, Proof.RECOVERY_CODE})
"""Those that whoever took over a phone number or a mailbox does not have with it."""
SAFER_THAN_SMS: Final = frozenset({Proof.PASSKEY, Proof.TOTP})
WORTH_OF_SMS: Final = LocalText(
    zh="短信验证码可能落入他人之手：号码可能被补卡或转移，短信也可能被转发或骗走。"
    "改用身份验证器应用或通行密钥更安全。",
    en="A code by SMS can fall into other hands: a number can be moved to another card, and a "
    "message can be forwarded, or talked out of you. An authenticator app or a passkey is safer.",
)
"""NIST SP 800-63B-4 restricts codes by telephone so: members are told, and offered another way."""


class PasskeyUse(StrEnum):
    """What a passkey is asked for: to be made, to sign in with, or to prove the person again."""

    REGISTER = "REGISTER"
    SIGN_IN = "SIGN_IN"
    STEP_UP = "STEP_UP"
