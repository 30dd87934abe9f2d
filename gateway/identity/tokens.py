"""A bearer token, or a partner's key, becomes a `Viewer`.

Tokens live by real time; the movable clock of development does not touch them.
"""

import contextlib
from collections.abc import Callable, Sequence
from typing import Any, Final

import jwt
import msgspec

from gateway.algorithms import SECRET_ALGORITHMS
from gateway.identity.claims import viewer_of
from gateway.identity.rights import Rights
from gateway.identity.signing_keys import SigningKeys
from gateway.identity.verified import VerifiedTokens
from gateway.identity.viewer import ANONYMOUS, LEEWAY, Unauthenticated, Viewer
from gateway.settings import GatewaySettings
from infra.kernel.sentences import both
from services.membership.contract.partner_keys import PREFIX

LONGEST_TOKEN: Final = 8_192  # characters


class TokenVerifier:
    """Checks tokens as the settings ask.

    Each algorithm has one kind of key: HS* the shared secret, all others a public key of the
    identity provider. So no token can have a public key taken for a secret.
    """

    def __init__(
        self,
        settings: GatewaySettings,
        keys: SigningKeys | None = None,
        rights: Rights | None = None,
    ) -> None:
        self._rights = rights
        self._algorithms = frozenset(settings.jwt_algorithms)
        self._clock_moves = settings.clock_moves
        self._secrets = settings.jwt_secrets
        self._audience = settings.jwt_audience or None
        self._issuer = settings.jwt_issuer or None
        self._types = frozenset(map(_media_type, filter(None, settings.jwt_types)))
        self._names = settings.claim_names
        url = settings.jwt_jwks_url
        self._keys = keys or (SigningKeys(url) if url else None)
        self._verified = VerifiedTokens()

    async def viewer(self, authorization: str | None) -> Viewer:
        """The viewer of an `Authorization` header; nobody when there is none.

        Raises:
            Unauthenticated: it is not a bearer token, or not a good one.
            Unavailable: the identity provider's keys cannot be fetched, or membership not asked.
        """
        if not authorization:
            return ANONYMOUS
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthenticated(
                both(
                    "请以 'Authorization: Bearer <token>' 的形式附上访问令牌。",
                    "Send the access token as 'Authorization: Bearer <token>'.",
                )
            )
        token = token.strip()
        viewer = self._verified.get(token)
        if viewer is None:
            return await self.verify(token)
        if self._rights is not None and viewer.may_end_early:
            await self._rights.require_good(viewer)
        return viewer

    async def verify(self, token: str) -> Viewer:
        """The viewer of a bare token; raises like `viewer`."""
        if not token or len(token) > LONGEST_TOKEN:
            raise Unauthenticated(
                both(
                    "访问令牌为 1 至 {most} 个字符。",
                    "An access token has 1 to {most} characters.",
                    most=LONGEST_TOKEN,
                )
            )
        if self._rights is not None and token.startswith(PREFIX):
            return await self._rights.partners.viewer(token)
        header = _guarded(lambda: jwt.get_unverified_header(token))
        viewer = await self._of_ours(token, header) or await self._of_others(token, header)
        if self._rights is not None:
            await self._rights.require_good(viewer)
        self._verified.keep(token, viewer)
        return viewer

    async def close(self) -> None:
        if self._keys is not None:
            await self._keys.close()
        if self._rights is not None:
            await self._rights.own.keys.close()

    async def _of_ours(self, token: str, header: dict[str, Any]) -> Viewer | None:
        """None for a token that accounts did not issue."""
        if self._rights is None:
            return None
        own = self._rights.own
        key = await own.key_of(header)
        if key is None:
            return None
        claims = _guarded(lambda: own.claims(token, key))
        claims.pop("iat", None)  # real time; `auth_time` is by the domain's clock
        return msgspec.structs.replace(viewer_of(claims), session=str(claims["sid"]))

    async def _of_others(self, token: str, header: dict[str, Any]) -> Viewer:
        algorithm = header.get("alg")
        if not isinstance(algorithm, str) or algorithm not in self._algorithms:
            accepted = ", ".join(sorted(self._algorithms))
            raise Unauthenticated(
                both(
                    "访问令牌须用以下算法之一签名：{accepted}。",
                    "Sign the access token with one of: {accepted}.",
                    accepted=accepted,
                )
            )
        self._require_type(header.get("typ"))
        keys = await self._keys_of(algorithm, header.get("kid"))
        claims = _guarded(lambda: self._decode(token, keys, algorithm))
        if self._clock_moves:
            claims.pop("iat", None)  # real time, which the movable clock does not know
        return viewer_of(self._names.in_our_words(claims))

    def _require_type(self, given: object) -> None:
        """So that no token that was made for something else, an ID token say, opens anything."""
        if self._types and (not isinstance(given, str) or _media_type(given) not in self._types):
            wanted = ", ".join(sorted(self._types))
            raise Unauthenticated(
                both(
                    "请使用访问令牌（类型 {wanted}），而不是其他用途的令牌。",
                    "Send an access token, of type {wanted}, and none that serves something else.",
                    wanted=wanted,
                )
            )

    async def _keys_of(self, algorithm: str, key_id: str | None) -> Sequence[Any]:
        if algorithm in SECRET_ALGORITHMS:
            return self._secrets
        key = await self._keys.find(key_id) if self._keys else None
        if key is None or algorithm not in key.algorithms:
            raise Unauthenticated(
                both(
                    "访问令牌的签名密钥未知，请重新登录。",
                    "The access token is signed with a key that is not known. Sign in again.",
                )
            )
        return [key.key]

    def _decode(self, token: str, keys: Sequence[Any], algorithm: str) -> dict[str, Any]:
        *others, last = keys
        for key in others:
            with contextlib.suppress(jwt.InvalidSignatureError):
                return self._decode_by(key, token, algorithm)
        return self._decode_by(last, token, algorithm)

    def _decode_by(self, key: Any, token: str, algorithm: str) -> dict[str, Any]:
        return jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=self._audience,
            issuer=self._issuer,
            leeway=LEEWAY,
            options={
                "require": ["exp"] if "sub" in self._names.theirs else ["exp", "sub"],
                "verify_aud": self._audience is not None,
                "verify_iss": self._issuer is not None,
            },
        )


def _media_type(name: str) -> str:
    """In any case, and with or without its prefix (RFC 7515, 4.1.9)."""
    return name.lower().removeprefix("application/")


def _guarded(read: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Whatever is wrong with a token comes out as one error that quotes nothing of it."""
    try:
        return read()
    except jwt.ExpiredSignatureError:
        raise Unauthenticated(
            both("访问令牌已过期，请重新登录。", "The access token has expired. Sign in again.")
        ) from None
    except jwt.MissingRequiredClaimError as error:
        raise Unauthenticated(
            both(
                "访问令牌缺少声明 '{claim}'。",
                "The access token lacks the claim '{claim}'.",
                claim=str(error.claim),
            )
        ) from None
    except (jwt.InvalidAudienceError, jwt.InvalidIssuerError):
        raise Unauthenticated(
            both(
                "访问令牌是由他人签发或发给他人的。",
                "The access token was issued for or by somebody else.",
            )
        ) from None
    except jwt.ImmatureSignatureError:
        raise Unauthenticated(
            both("访问令牌尚未生效。", "The access token is not valid yet.")
        ) from None
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
        raise Unauthenticated(
            both("访问令牌无效，请重新登录。", "The access token is not valid. Sign in again.")
        ) from None
