"""With what tokens may be signed, by the kind of key that proves it (RFC 7518, RFC 8037)."""

from typing import Final

SECRET_ALGORITHMS: Final = frozenset({"HS256", "HS384", "HS512"})
RSA_ALGORITHMS: Final = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
PUBLIC_KEY_ALGORITHMS: Final = RSA_ALGORITHMS | {"ES256", "ES384", "ES512", "EdDSA"}
SHORTEST_SECRET: Final = 32
"""Bytes (RFC 7518, 3.2)."""
