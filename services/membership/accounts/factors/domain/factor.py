"""Factors of an account as they are kept: one of each kind, and several passkeys."""

from datetime import datetime
from typing import Final

import msgspec

from infra.kernel.ids import derived_id
from services.membership.contract.accounts.words import Proof

MOST_PASSKEYS: Final = 20
LONGEST_LABEL: Final = 60


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """`label`: as its owner calls it. `version`: counts its changes, so that each is made once."""

    id: str
    account_id: str
    added_at: datetime
    label: str = ""
    last_used_at: datetime | None = None
    version: int = 1


class Totp(Kept, frozen=True, kw_only=True, tag="TOTP"):
    """`secret`: in base32. `last_step`: the last that was used, none of those before it is good
    any more."""

    secret: str
    last_step: int


class Passkey(Kept, frozen=True, kw_only=True, tag="PASSKEY"):
    """A credential record of WebAuthn Level 3, section 4. `public_key`: as COSE. `synced`: it may
    be on several devices (backup eligible). `spent`: challenges that it answered, each until it
    ends by itself."""

    credential_id: str
    public_key: bytes
    sign_count: int
    synced: bool
    transports: tuple[str, ...] = ()
    aaguid: str = ""
    spent: dict[str, datetime] = {}


class RecoveryCodes(Kept, frozen=True, kw_only=True, tag="RECOVERY_CODE"):
    """`digests`: of those that are left."""

    salt: bytes
    digests: tuple[str, ...]


Factor = Totp | Passkey | RecoveryCodes


def kind_of(factor: Factor) -> Proof:
    match factor:
        case Totp():
            return Proof.TOTP
        case Passkey():
            return Proof.PASSKEY
        case RecoveryCodes():
            return Proof.RECOVERY_CODE


def is_usable(factor: Factor) -> bool:
    return not isinstance(factor, RecoveryCodes) or bool(factor.digests)


def totp_id(account_id: str) -> str:
    return derived_id("totp", account_id)


def recovery_id(account_id: str) -> str:
    return derived_id("recovery codes", account_id)


def passkey_id(credential_id: str) -> str:
    """A credential belongs to one account: its id is that of its row."""
    return derived_id("passkey", credential_id)
