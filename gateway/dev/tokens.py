"""Tokens for trying things out, never in production."""

from datetime import UTC, datetime, timedelta
from typing import Final

import jwt

from gateway.algorithms import SECRET_ALGORITHMS
from gateway.identity.claims import viewer_of
from gateway.identity.viewer import Role
from gateway.settings import GatewaySettings
from infra.kernel.errors import Forbidden
from infra.kernel.sentences import both
from services.shared.callers import KeyScope, StaffKind

LIFETIME: Final = timedelta(hours=12)


def issue_development_token(settings: GatewaySettings, role: str, id: str, **claims: object) -> str:
    """A token for trying things out, signed with the shared secret; staff are administrators who
    signed in with a second factor, unless `staff_kind` and `second_factor` say otherwise, and
    partners have every scope, unless `scopes` does.

    Raises:
        Forbidden: in production, or the settings accept no shared secret.
        Unauthenticated: the role or a claim is not one that a token may have.
    """
    algorithms = sorted(SECRET_ALGORITHMS & set(settings.jwt_algorithms))
    if not settings.clock_moves or not algorithms:
        raise Forbidden(
            both(
                "只在开发环境和沙箱中发放令牌，且 JWT_ALGORITHMS 须含 HS256。",
                "Tokens are made in development and sandboxes only, with HS256 in JWT_ALGORITHMS.",
            )
        )
    now = datetime.now(UTC)
    payload: dict[str, object] = {"iat": now, "exp": now + LIFETIME, **claims}
    payload |= {"sub": id, "role": role}
    if role == Role.STAFF:
        payload = {"staff_kind": StaffKind.ADMIN.value, "second_factor": True, **payload}
    if role == Role.PARTNER:
        payload = {"scopes": list(KeyScope), **payload}
    for claim, value in (("aud", settings.jwt_audience), ("iss", settings.jwt_issuer)):
        if value:
            payload[claim] = value
    token = jwt.encode(payload, settings.trial_secret, algorithms[0])
    viewer_of(jwt.decode(token, options={"verify_signature": False}))
    return token
