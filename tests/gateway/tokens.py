"""Tokens signed with real keys."""

import base64
import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from pydantic import SecretStr

from gateway.identity.tokens import TokenVerifier
from gateway.identity.viewer import Unauthenticated
from services.settings import Settings

SECRET = "a-secret-for-these-tests-of-more-than-32-bytes"
FIRST, SECOND, STRANGER = (rsa.generate_private_key(65537, 2048) for _ in range(3))


CURVE = ec.generate_private_key(ec.SECP256R1())


EDWARDS = ed25519.Ed25519PrivateKey.generate()


def settings(**changes: Any) -> Settings:
    return Settings(**{"jwt_secret": SecretStr(SECRET), **changes})


def claims(**changes: object) -> dict[str, object]:
    payload = {"sub": "m-1", "role": "member", "exp": int(time.time()) + 600, **changes}
    return {name: value for name, value in payload.items() if value is not None}


def signed(key: Any = SECRET, algorithm: str = "HS256", kid: str | None = None, **more: Any) -> str:
    return jwt.encode(claims(**more), key, algorithm, headers={"kid": kid} if kid else None)


async def refused(verifier: TokenVerifier, token: str) -> str:
    with pytest.raises(Unauthenticated) as caught:
        await verifier.verify(token)
    assert caught.value.code == "UNAUTHENTICATED"
    assert token not in caught.value.message or not token
    assert caught.value.__cause__ is None
    return caught.value.message


async def accepted(verifier: TokenVerifier, token: str) -> None:
    assert (await verifier.verify(token)).id == "m-1"


def part(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()
