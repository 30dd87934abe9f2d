"""What is told of factors."""

from datetime import datetime
from typing import Any

import msgspec

from services.membership.contract.accounts.words import Proof


class FactorView(msgspec.Struct, frozen=True, kw_only=True):
    """`label`: as its owner calls it. `synced`: of a passkey, it may be on several devices. `left`:
    of recovery codes, how many are good still."""

    factor_id: str
    kind: Proof
    label: str
    added_at: datetime
    last_used_at: datetime | None
    synced: bool = False
    left: int = 0


class TotpSetup(msgspec.Struct, frozen=True, kw_only=True):
    """`uri`: for the app to scan. `secret`: to type in where it cannot. `continuation`: to be sent
    back with a code of the app."""

    uri: str
    secret: str
    continuation: str
    expires_at: datetime


class FactorResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a command about factors gave; shown once. `passkey_options`: for the browser.
    `factor_id`: what was added. `codes`: new recovery codes. `access_token`: with the fresh proof
    in it, good for `expires_in` seconds."""

    totp: TotpSetup | None = None
    passkey_options: dict[str, Any] = {}
    factor_id: str = ""
    codes: tuple[str, ...] = ()
    access_token: str = ""
    expires_in: int = 0
