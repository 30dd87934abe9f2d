"""Access tokens that accounts issued: verified with the keys that they publish, and good only while
their session is alive."""

from typing import Any, Final, Protocol

import jwt

from gateway.identity.remembered import Remembered, Watches
from gateway.identity.signing_keys import SigningKeys
from gateway.identity.viewer import LEEWAY, Unauthenticated, Viewer
from infra.derived_key import ALGORITHM
from infra.kernel.errors import from_record
from infra.kernel.sentences import both
from services.membership.contract.accounts.api import AccountsApi
from services.membership.contract.accounts.errors import SessionOver
from services.membership.contract.accounts.queries import ProveSession
from services.membership.contract.accounts.tokens import AUDIENCE, TYPE
from services.membership.contract.accounts.views import (
    AccountUnanswered,
    AnyAccountAnswer,
    SessionProof,
)

FETCHED_EVERY: Final = 1.0
"""Seconds at the least: a new key signs as soon as it is there."""


class _Apis(Protocol):
    @property
    def accounts(self) -> AccountsApi: ...


class OwnTokens:
    def __init__(self, apis: _Apis) -> None:
        self._apis = apis
        self.keys = SigningKeys(download=self._published, refresh_every=FETCHED_EVERY)
        self._issuer = ""
        self._alive: Remembered[str, AnyAccountAnswer] = Remembered(self._ask)
        self._watches: Watches[str] = Watches(self._ended)

    async def key_of(self, header: dict[str, Any]) -> Any | None:
        """What verifies the token of this header; none for tokens of others."""
        ours = header.get("typ") == TYPE and header.get("alg") == ALGORITHM
        if not ours or not isinstance(header.get("kid"), str):
            return None
        found = await self.keys.find(header["kid"])
        return found.key if found else None

    def claims(self, token: str, key: Any) -> dict[str, Any]:
        """Raises as `jwt.decode`."""
        required = ["exp", "sub", "sid", "iss", "aud"]
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            issuer=self._issuer,
            leeway=LEEWAY,
            options={"require": required},
        )
        return claims

    async def require_alive(self, viewer: Viewer) -> None:
        """
        Raises:
            Unauthenticated: the session is over.
            Unavailable: accounts cannot be asked.
        """
        if viewer.session and (ended := await self._ended(viewer.session)):
            raise ended

    async def end_of(self, viewer: Viewer) -> Unauthenticated:
        """Waits until the session is over."""
        return await self._watches.end_of(viewer.session)

    async def _ended(self, session_id: str) -> Unauthenticated | None:
        proof = await self._alive.answer(session_id)
        return None if isinstance(proof, SessionProof) else _session_over()

    async def _ask(self, session_id: str) -> AnyAccountAnswer:
        [answer] = await self._apis.accounts.read([ProveSession(session_id=session_id)])
        if isinstance(answer, AccountUnanswered) and answer.error.code != SessionOver.code:
            raise from_record(answer.error)
        return answer

    async def _published(self) -> bytes:
        published = await self._apis.accounts.signing_keys()
        self._issuer = published.issuer
        return published.jwks


def _session_over() -> Unauthenticated:
    return Unauthenticated(both("登录已失效，请重新登录。", "This session is over; sign in again."))
