"""What happened to the factors of an account. What they are called stands beside the history."""

from services.membership.contract.accounts.events import AccountEvent
from services.membership.contract.accounts.words import Proof


class FactorAdded(AccountEvent, frozen=True, kw_only=True):
    factor_id: str
    kind: Proof


class FactorRemoved(AccountEvent, frozen=True, kw_only=True):
    factor_id: str
    kind: Proof


class FactorPutBack(AccountEvent, frozen=True, kw_only=True):
    """It is good again: somebody else had removed it."""

    factor_id: str
    kind: Proof


class RecoveryCodesMade(AccountEvent, frozen=True, kw_only=True):
    """Those made before are good for nothing any more."""

    factor_id: str
    codes: int


class RecoveryCodeUsed(AccountEvent, frozen=True, kw_only=True):
    factor_id: str
    left: int


class PasskeyCounterWentBack(AccountEvent, frozen=True, kw_only=True):
    """It was refused: there may be a copy of the passkey (WebAuthn Level 3, 7.2)."""

    factor_id: str
    shown: int
    stored: int
