"""Who is asking: a bearer token becomes a `Viewer`.

Tokens live by real time; the movable clock of development does not touch them.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Final

import jwt
import msgspec

from gateway.signing_keys import ALGORITHMS as PUBLIC_KEY_ALGORITHMS
from gateway.signing_keys import SigningKeys
from infra.kernel.caller import StaffKind
from infra.kernel.errors import AppError, Forbidden
from infra.kernel.sentences import both
from infra.settings import DEVELOPMENT_SECRET, Settings, SettingsError

SECRET_ALGORITHMS: Final = frozenset({"HS256", "HS384", "HS512"})
SHORTEST_SECRET: Final = 32  # bytes (RFC 7518, 3.2)
LONGEST_TOKEN: Final = 8_192  # characters
LEEWAY: Final = timedelta(seconds=30)
DEVELOPMENT_LIFETIME: Final = timedelta(hours=12)


class Role(StrEnum):
    ANONYMOUS = "anonymous"
    MEMBER = "member"
    STAFF = "staff"
    PARTNER = "partner"
    HOST = "host"


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """Who is asking, as the token proves it.

    Attributes:
        id: the member's, staff member's, partner's or host's own id; "" for nobody.
        staff_kind: set for staff and for nobody else.
        second_factor: whether this sign-in was confirmed by one.
        expires_at: when the token ends; a stream must end with it. None for nobody.
        signed_in_at: `auth_time` of OpenID Connect, else when the token was issued, where it says.
    """

    role: Role = Role.ANONYMOUS
    id: str = ""
    name: str = ""
    staff_kind: StaffKind | None = None
    second_factor: bool = False
    device_id: str | None = None
    expires_at: datetime | None = None
    signed_in_at: datetime | None = None


ANONYMOUS: Final = Viewer()


class Unauthenticated(AppError):
    """The token proves nothing. The message never quotes it."""

    code = "UNAUTHENTICATED"


class _Claims(msgspec.Struct, frozen=True, kw_only=True):
    sub: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    role: Role
    exp: float
    name: Annotated[str, msgspec.Meta(max_length=200)] = ""
    staff_kind: StaffKind | None = None
    second_factor: bool = False
    device_id: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    auth_time: float | None = None
    iat: float | None = None


class TokenVerifier:
    """Checks tokens as the settings ask.

    Each algorithm has one kind of key: HS* the shared secret, all others a public key of the
    identity provider. So no token can have a public key taken for a secret.

    Raises:
        SettingsError: the JWT_* settings contradict each other.
    """

    def __init__(self, settings: Settings, keys: SigningKeys | None = None) -> None:
        self._algorithms = _checked_algorithms(settings)
        self._development = settings.development
        self._secret = settings.jwt_secret.get_secret_value()
        self._audience = settings.jwt_audience or None
        self._issuer = settings.jwt_issuer or None
        url = settings.jwt_jwks_url
        self._keys = keys or (SigningKeys(url) if url else None)

    async def viewer(self, authorization: str | None) -> Viewer:
        """The viewer of an `Authorization` header; nobody when there is none.

        Raises:
            Unauthenticated: it is not a bearer token, or not a good one.
            Unavailable: the identity provider's keys cannot be fetched.
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
        return await self.verify(token.strip())

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
        header = _guarded(lambda: jwt.get_unverified_header(token))
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
        key = await self._key(algorithm, header.get("kid"))
        claims = _guarded(lambda: self._decode(token, key, algorithm))
        if self._development:
            claims.pop("iat", None)  # real time, which the movable clock does not know
        return _viewer(claims)

    async def close(self) -> None:
        if self._keys is not None:
            await self._keys.close()

    async def _key(self, algorithm: str, key_id: str | None) -> Any:
        if algorithm in SECRET_ALGORITHMS:
            return self._secret
        key = await self._keys.find(key_id) if self._keys else None
        if key is None or algorithm not in key.algorithms:
            raise Unauthenticated(
                both(
                    "访问令牌的签名密钥未知，请重新登录。",
                    "The access token is signed with a key that is not known. Sign in again.",
                )
            )
        return key.key

    def _decode(self, token: str, key: Any, algorithm: str) -> dict[str, Any]:
        return jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=self._audience,
            issuer=self._issuer,
            leeway=LEEWAY,
            options={
                "require": ["exp", "sub"],
                "verify_aud": self._audience is not None,
                "verify_iss": self._issuer is not None,
            },
        )


def issue_development_token(settings: Settings, role: str, id: str, **claims: object) -> str:
    """A token for trying things out, signed with the shared secret; staff are administrators who
    signed in with a second factor, unless `staff_kind` and `second_factor` say otherwise.

    Raises:
        Forbidden: not in development, or the settings accept no shared secret.
        Unauthenticated: the role or a claim is not one that a token may have.
    """
    algorithms = sorted(SECRET_ALGORITHMS & set(settings.jwt_algorithms))
    if not settings.development or not algorithms:
        raise Forbidden(
            both(
                "只在开发环境中发放令牌，且 JWT_ALGORITHMS 含 HS256。",
                "Tokens are made here in development only, with HS256 in JWT_ALGORITHMS.",
            )
        )
    now = datetime.now(UTC)
    payload: dict[str, object] = {"iat": now, "exp": now + DEVELOPMENT_LIFETIME, **claims}
    payload |= {"sub": id, "role": role}
    if role == Role.STAFF:
        payload = {"staff_kind": StaffKind.ADMIN.value, "second_factor": True, **payload}
    for claim, value in (("aud", settings.jwt_audience), ("iss", settings.jwt_issuer)):
        if value:
            payload[claim] = value
    token = jwt.encode(payload, settings.jwt_secret.get_secret_value(), algorithms[0])
    _viewer(jwt.decode(token, options={"verify_signature": False}))
    return token


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


def _viewer(payload: dict[str, Any]) -> Viewer:
    try:
        claims = msgspec.convert(payload, _Claims)
        expires_at = datetime.fromtimestamp(int(claims.exp), UTC)
        since = claims.auth_time if claims.auth_time is not None else claims.iat
        signed_in_at = None if since is None else datetime.fromtimestamp(int(since), UTC)
    except (msgspec.ValidationError, ValueError, OverflowError, OSError):
        raise Unauthenticated(
            both(
                "访问令牌须含声明 sub（文字）、role（member、staff、partner 或 host）"
                "和 exp；staff_kind、name、second_factor、device_id 须为通常的类型。",
                "The access token needs the claims sub (text), role (member, staff, partner "
                "or host) and exp; staff_kind, name, second_factor and device_id are "
                "of the usual types.",
            )
        ) from None
    if claims.role is Role.ANONYMOUS:
        raise Unauthenticated(
            both(
                "令牌须写明角色；匿名访问请不要附令牌。",
                "A token names a role; to stay anonymous, send none.",
            )
        )
    if (claims.role is Role.STAFF) != (claims.staff_kind is not None):
        kinds = ", ".join(StaffKind)
        raise Unauthenticated(
            both(
                "工作人员（且仅工作人员）须有 staff_kind：{kinds}。",
                "Staff, and nobody else, have a staff_kind: {kinds}.",
                kinds=kinds,
            )
        )
    return Viewer(
        role=claims.role,
        id=claims.sub,
        name=claims.name,
        staff_kind=claims.staff_kind,
        second_factor=claims.second_factor,
        device_id=claims.device_id,
        expires_at=expires_at,
        signed_in_at=signed_in_at,
    )


def _checked_algorithms(settings: Settings) -> frozenset[str]:
    chosen = frozenset(settings.jwt_algorithms)
    wrong = [*_algorithm_errors(settings, chosen), *_secret_errors(settings, chosen)]
    if wrong:
        raise SettingsError("The settings are not usable:\n  " + "\n  ".join(wrong))
    return chosen


def _algorithm_errors(settings: Settings, chosen: frozenset[str]) -> list[str]:
    known = SECRET_ALGORITHMS | PUBLIC_KEY_ALGORITHMS
    public = chosen & PUBLIC_KEY_ALGORITHMS
    errors = []
    if not chosen or not chosen <= known:
        errors.append(f"JWT_ALGORITHMS: name some of {', '.join(sorted(known))}")
    if public and not settings.jwt_jwks_url:
        errors.append(f"JWT_JWKS_URL: {', '.join(sorted(public))} need public keys from there")
    if settings.jwt_jwks_url and not public:
        errors.append("JWT_ALGORITHMS: with JWT_JWKS_URL name RS256, ES256 or another of its kind")
    return errors


def _secret_errors(settings: Settings, chosen: frozenset[str]) -> list[str]:
    secret = settings.jwt_secret.get_secret_value()
    if not chosen & SECRET_ALGORITHMS:
        return []
    if secret == DEVELOPMENT_SECRET and not settings.development:
        return ["JWT_SECRET: in production set your own, or leave HS256 out of JWT_ALGORITHMS"]
    if len(secret.encode()) < SHORTEST_SECRET:
        return [f"JWT_SECRET: use at least {SHORTEST_SECRET} bytes"]
    return []
