"""Access tokens: JWTs by the profile of RFC 9068, signed with keys that anybody may verify."""

import functools
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import jwt

from infra.derived_key import ALGORITHM, DerivedKey, derived_bytes, derived_key, key_set
from infra.kernel.ids import new_id
from services.membership.accounts.core.domain.account import Account
from services.membership.accounts.sessions.domain.session import RefreshToken, Session
from services.membership.accounts.settings import AccountSettings
from services.membership.contract.accounts.tokens import AUDIENCE, TYPE
from services.membership.contract.accounts.views import KeySet
from services.membership.contract.accounts.words import Proof

LIFE: Final = timedelta(minutes=10)
_SIGNS: Final = b"reinstate: signs access tokens"
_BEGINS: Final = b"reinstate: begins refresh tokens"
_METHODS: Final = {
    Proof.PASSWORD: "pwd",
    Proof.CODE: "otp",
    Proof.TOTP: "otp",
    Proof.RECOVERY_CODE: "kba",
    Proof.PASSKEY: "hwk",
}
"""By the names of RFC 8176."""


class AccessTokens:
    """They live by real time: the movable clock of development does not touch them."""

    def __init__(self, settings: AccountSettings) -> None:
        self._settings = settings

    @functools.cached_property
    def keys(self) -> list[DerivedKey]:
        """The present one first."""
        return [derived_key(secret, _SIGNS) for secret in self._settings.token_secrets]

    @property
    def published(self) -> KeySet:
        """None where people sign in elsewhere: nothing of ours is good there."""
        keys = self.keys if self._settings.sign_in else []
        return KeySet(jwks=key_set(keys), issuer=self._settings.token_issuer)

    def issue(self, account: Account, session: Session) -> str:
        now = datetime.now(UTC)
        key = self.keys[0]
        claims = {
            "iss": self._settings.token_issuer,
            "aud": AUDIENCE,
            "iat": now,
            "exp": now + LIFE,
            "jti": new_id(),
            **_claims(account, session),
        }
        return jwt.encode(claims, key.private, ALGORITHM, {"kid": key.id, "typ": TYPE})

    def first_refresh_token(self, session_id: str) -> RefreshToken:
        """The same for the same session, so that an answer that was lost can be given again."""
        key = derived_bytes(self._settings.token_secrets[0], _BEGINS)
        return RefreshToken(session_id, 0, hmac.digest(key, session_id.encode(), hashlib.sha256))


def _claims(account: Account, session: Session) -> dict[str, Any]:
    methods = list(dict.fromkeys(_METHODS[one] for one in session.proofs))
    return {
        "sub": account.id,
        **_role(account),
        "sid": session.id,
        "device_id": session.device,
        "auth_time": (session.second_factor_at or session.began_at).timestamp(),
        "amr": methods,
        "second_factor": session.second_factor_at is not None,
    }


def _role(account: Account) -> dict[str, str]:
    if account.staff_kind is None:
        return {"role": "member"}
    return {"role": "staff", "staff_kind": account.staff_kind.value, "name": account.name}
