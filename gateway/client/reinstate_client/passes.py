"""Passes, checked without asking: a JWT (RFC 7519) signed with Ed25519, by keys that are fetched
ahead, and again when one is not known."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import jwt

from reinstate_client.entitlement import Entitlement
from reinstate_client.errors import InvalidPass, NotReached

TYPE: Final = "entitlement+jwt"
LEEWAY: Final = 30.0
"""Seconds by which clocks may differ."""
REFRESH_EVERY: Final = 10.0
"""Seconds between two fetches, so that made-up ids of keys cost nothing."""
KEPT_SECONDS: Final = 300.0
RETRY_SECONDS: Final = 5.0
_REQUIRED: Final = [
    "iss", "sub", "iat", "nbf", "exp", "version", "entitled", "plan", "plan_version", "benefits",
    "price_factor", "until", "stale_until",
]  # fmt: skip

Fetch = Callable[[], Awaitable[Mapping[str, Any]]]


class Passes:
    """`keys`: a JWK Set (RFC 7517) to begin with; `fetch` gets the present one."""

    def __init__(
        self, issuer: str, fetch: Fetch, clock: Callable[[], float], keys: Mapping[str, Any] | None
    ) -> None:
        self._issuer = issuer
        self._fetch = fetch
        self._clock = clock
        self._keys = _read(keys or {"keys": []})
        self._fetched_at = float("-inf")

    async def read(self, token: str) -> Entitlement:
        """What a pass says, also one that is not fresh any more.

        Raises:
            InvalidPass
            NotReached: its key is not known, and cannot be fetched.
        """
        try:
            header = jwt.get_unverified_header(token)
        except jwt.PyJWTError:
            raise InvalidPass("this is no JWT") from None
        if header.get("typ") != TYPE:
            raise InvalidPass("this is no pass")
        key = await self._key(header.get("kid"))
        return self._checked(self._claims(token, key))

    async def keep_keys(self) -> None:
        """Fetches them ahead of the first pass, so that an outage finds them there; and now and
        then again, for one that became known to somebody is published no more."""
        while True:
            with contextlib.suppress(NotReached):
                await self._refresh()
            await asyncio.sleep(KEPT_SECONDS if self._keys else RETRY_SECONDS)

    async def _refresh(self) -> None:
        self._keys = _read(await self._fetch())
        self._fetched_at = self._clock()

    async def _key(self, id: object) -> jwt.PyJWK:
        name = id if isinstance(id, str) else ""
        if name not in self._keys and self._clock() - self._fetched_at >= REFRESH_EVERY:
            await self._refresh()
        if name not in self._keys:
            raise InvalidPass("nobody knows the key that signed it")
        return self._keys[name]

    def _claims(self, token: str, key: jwt.PyJWK) -> dict[str, Any]:
        options: Any = {
            "require": _REQUIRED, "verify_exp": False, "verify_nbf": False, "verify_iat": False,
            "verify_aud": False,
        }  # fmt: skip
        try:
            return jwt.decode(token, key.key, ["EdDSA"], issuer=self._issuer, options=options)
        except jwt.PyJWTError as error:
            raise InvalidPass(str(error)) from None

    def _checked(self, claims: Mapping[str, Any]) -> Entitlement:
        """Times by the shop's clock."""
        now = self._clock()
        if claims["nbf"] > now + LEEWAY:
            raise InvalidPass("it is not valid yet")
        if claims["stale_until"] <= now:
            raise InvalidPass("it is over")
        return Entitlement.of_claims(claims)


def _read(keys: Mapping[str, Any]) -> dict[str, jwt.PyJWK]:
    """Ed25519 only: with any other kind of key a token could be made of what is public."""
    return {
        one["kid"]: jwt.PyJWK(one, "EdDSA")
        for one in keys.get("keys", ())
        if one.get("crv") == "Ed25519" and "kid" in one
    }
