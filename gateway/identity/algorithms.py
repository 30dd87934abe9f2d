"""With which algorithms tokens may be signed, as the settings ask."""

from typing import Final

from gateway.identity.signing_keys import ALGORITHMS as PUBLIC_KEY_ALGORITHMS
from gateway.settings import GatewaySettings
from infra.settings import DEVELOPMENT_SECRET, SettingsError

SECRET_ALGORITHMS: Final = frozenset({"HS256", "HS384", "HS512"})
SHORTEST_SECRET: Final = 32  # bytes (RFC 7518, 3.2)


def checked_algorithms(settings: GatewaySettings) -> frozenset[str]:
    """
    Raises:
        SettingsError: the JWT_* settings contradict each other; names all that is wrong.
    """
    chosen = frozenset(settings.jwt_algorithms)
    wrong = [*_algorithm_errors(settings, chosen), *_secret_errors(settings, chosen)]
    if wrong:
        raise SettingsError("The settings are not usable:\n  " + "\n  ".join(wrong))
    return chosen


def _algorithm_errors(settings: GatewaySettings, chosen: frozenset[str]) -> list[str]:
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


def _secret_errors(settings: GatewaySettings, chosen: frozenset[str]) -> list[str]:
    secret = settings.jwt_secret.get_secret_value()
    if not chosen & SECRET_ALGORITHMS:
        return []
    if secret == DEVELOPMENT_SECRET and not settings.development:
        return ["JWT_SECRET: in production set your own, or leave HS256 out of JWT_ALGORITHMS"]
    if len(secret.encode()) < SHORTEST_SECRET:
        return [f"JWT_SECRET: use at least {SHORTEST_SECRET} bytes"]
    return []
