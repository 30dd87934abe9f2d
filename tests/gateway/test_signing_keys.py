"""Keys from a real server that can rotate, stall and break."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import jwt
import pytest
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from gateway.identity import signing_keys
from gateway.identity.signing_keys import FRESH_FOR, REFRESH_EVERY, SigningKeys
from gateway.identity.tokens import TokenVerifier
from infra.kernel.errors import Unavailable
from tests.gateway.tokens import (
    CURVE,
    EDWARDS,
    FIRST,
    SECOND,
    SECRET,
    STRANGER,
    accepted,
    claims,
    part,
    refused,
    settings,
    signed,
)
from tests.waiting import PATIENCE, eventually


class Provider:
    """An identity provider on this machine."""

    def __init__(self) -> None:
        self.keys: list[dict[str, Any]] = []
        self.body: bytes | None = None
        self.status = 200
        self.fetched = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.url = ""

    async def answer(self, _request: web.Request) -> web.Response:
        self.fetched += 1
        await self.gate.wait()
        body = self.body if self.body is not None else json.dumps({"keys": self.keys}).encode()
        headers = {"Location": self.url} if self.status == 302 else {}
        return web.Response(body=body, status=self.status, headers=headers)


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    served = Provider()
    app = web.Application()
    app.router.add_get("/keys", served.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    served.url = f"http://127.0.0.1:{runner.addresses[0][1]}/keys"
    yield served
    served.gate.set()
    await runner.cleanup()


def public(key: Any, kid: str | None, **more: str) -> dict[str, Any]:
    kinds: dict[type, Any] = {
        rsa.RSAPrivateKey: RSAAlgorithm,
        ec.EllipticCurvePrivateKey: ECAlgorithm,
        ed25519.Ed25519PrivateKey: OKPAlgorithm,
    }
    convert = next(convert for kind, convert in kinds.items() if isinstance(key, kind))
    entry: dict[str, Any] = convert.to_jwk(key.public_key(), as_dict=True)
    return entry | ({"kid": kid} if kid else {}) | more


def with_keys(
    provider: Provider, *algorithms: str, clock: Clock | None = None, **changes: Any
) -> TokenVerifier:
    chosen = settings(
        jwt_algorithms=list(algorithms or ("RS256",)), jwt_jwks_url=provider.url, **changes
    )
    return TokenVerifier(chosen, SigningKeys(provider.url, monotonic=clock or Clock()))


async def test_tokens_of_the_identity_provider_are_accepted(provider: Provider) -> None:
    provider.keys = [
        public(FIRST, "r"),
        public(CURVE, "c"),
        public(EDWARDS, "e"),
        public(SECOND, "p", alg="PS256"),
    ]
    verifier = with_keys(provider, "RS256", "RS512", "ES256", "EdDSA", "PS256", "HS256")
    for key, algorithm, kid in (
        (FIRST, "RS256", "r"),
        (FIRST, "RS512", "r"),
        (CURVE, "ES256", "c"),
        (EDWARDS, "EdDSA", "e"),
        (SECOND, "PS256", "p"),
        (SECRET, "HS256", None),
        (SECRET, "HS256", "any"),
    ):
        await accepted(verifier, signed(key, algorithm, kid))
    assert provider.fetched == 1


async def test_a_public_key_is_never_taken_for_a_secret(provider: Provider) -> None:
    pem = FIRST.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    oct_key = {"kty": "oct", "kid": "o", "alg": "HS256", "k": part("x" * 40)}
    provider.keys = [public(FIRST, "r"), public(FIRST, "h", alg="HS256"), oct_key]
    verifier = with_keys(provider, "RS256", "HS256")
    header, body = part({"alg": "HS256", "kid": "r"}), part(claims())
    for secret in (pem, json.dumps(public(FIRST, "r")).encode(), b"", b"x" * 40):
        signer = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
        mac = base64.urlsafe_b64encode(signer.sign(f"{header}.{body}".encode(), secret))
        await refused(verifier, f"{header}.{body}.{mac.decode().rstrip('=')}")
    await refused(verifier, signed("x" * 40, "HS256", "o"))
    await refused(verifier, signed(FIRST, "RS256", "h"))
    await accepted(verifier, signed(FIRST, "RS256", "r"))


async def test_keys_serve_only_their_own_algorithms(provider: Provider) -> None:
    provider.keys = [
        public(FIRST, "r", alg="RS256"),
        public(CURVE, "c"),
        public(SECOND, "enc", use="enc"),
    ]
    verifier = with_keys(provider, "RS256", "RS512", "ES256")
    for key, algorithm, kid in (
        (FIRST, "RS512", "r"),
        (FIRST, "RS256", "c"),
        (CURVE, "ES256", "r"),
        (STRANGER, "RS256", "r"),
        (SECOND, "RS256", "enc"),
        (FIRST, "RS256", None),
        (FIRST, "PS256", "r"),
    ):
        await refused(verifier, signed(key, algorithm, kid))
    await accepted(verifier, signed(FIRST, "RS256", "r"))


async def test_a_token_without_key_id_may_use_the_only_key(provider: Provider) -> None:
    provider.keys = [public(FIRST, None)]
    await accepted(with_keys(provider), signed(FIRST, "RS256"))


async def test_rotated_keys_are_found(provider: Provider) -> None:
    clock = Clock()
    provider.keys = [public(FIRST, "one")]
    verifier = with_keys(provider, clock=clock)
    await verifier.verify(signed(FIRST, "RS256", "one"))
    provider.keys = [public(SECOND, "two")]
    await refused(verifier, signed(SECOND, "RS256", "two"))
    clock.now += REFRESH_EVERY
    await accepted(verifier, signed(SECOND, "RS256", "two"))
    await refused(verifier, signed(FIRST, "RS256", "one"))
    assert provider.fetched == 2


async def test_a_flood_of_unknown_keys_fetches_once(provider: Provider) -> None:
    clock = Clock()
    provider.keys = [public(FIRST, "one")]
    verifier = with_keys(provider, clock=clock)
    await verifier.verify(signed(FIRST, "RS256", "one"))
    clock.now += REFRESH_EVERY
    tokens = [signed(STRANGER, "RS256", f"x{number}") for number in range(50)]
    await asyncio.gather(*(refused(verifier, token) for token in tokens))
    assert provider.fetched == 2


async def test_known_keys_do_not_wait_for_a_fetch(provider: Provider) -> None:
    clock = Clock()
    provider.keys = [public(FIRST, "one")]
    verifier = with_keys(provider, clock=clock)
    await verifier.verify(signed(FIRST, "RS256", "one"))
    provider.gate.clear()
    clock.now += FRESH_FOR + 1
    stranger = asyncio.create_task(refused(verifier, signed(STRANGER, "RS256", "x")))
    async with asyncio.timeout(PATIENCE):
        await accepted(verifier, signed(FIRST, "RS256", "one"))
    assert not stranger.done()
    provider.gate.set()
    await stranger
    assert provider.fetched == 2


async def test_a_caller_who_leaves_does_not_take_the_fetch_along(provider: Provider) -> None:
    provider.keys = [public(FIRST, "one")]
    provider.gate.clear()
    verifier = with_keys(provider)
    leaving, staying = (
        asyncio.create_task(verifier.verify(signed(FIRST, "RS256", "one"))) for _ in range(2)
    )
    await eventually(lambda: provider.fetched)
    leaving.cancel()
    provider.gate.set()
    assert (await staying).id == "m-1"
    assert provider.fetched == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"{}"),
        (302, b""),
        (200, b"<html>"),
        (200, b'{"keys": []}'),
        (200, b'{"keys": [{"kty": "RSA", "kid": "one", "n": "!", "e": 5}, {"kty": 1}]}'),
        (200, b"[" * 200_000),
        (200, b" " * 300_000),
        (200, b'{"keys": "\xff"}'),
    ],
)
async def test_keys_stay_in_use_while_fetching_fails(
    provider: Provider, status: int, body: bytes
) -> None:
    clock = Clock()
    provider.keys = [public(FIRST, "one")]
    verifier = with_keys(provider, clock=clock)
    await verifier.verify(signed(FIRST, "RS256", "one"))
    provider.status, provider.body = status, body
    clock.now += FRESH_FOR + 1
    await refused(verifier, signed(STRANGER, "RS256", "x"))
    assert provider.fetched == 2
    await accepted(verifier, signed(FIRST, "RS256", "one"))


async def test_a_stalled_provider_is_given_up(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_keys, "TIMEOUT", 0.05)
    provider.gate.clear()
    verifier = with_keys(provider)
    with pytest.raises(Unavailable) as caught:
        await verifier.verify(signed(FIRST, "RS256", "one"))
    assert caught.value.retryable
    assert provider.url not in caught.value.message


async def test_closing_ends_a_fetch(provider: Provider) -> None:
    provider.gate.clear()
    verifier = with_keys(provider)
    waiting = asyncio.create_task(verifier.verify(signed(FIRST, "RS256", "one")))
    await eventually(lambda: provider.fetched)
    await verifier.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
