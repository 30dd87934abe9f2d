"""Tokens signed with real keys, and keys from a real server that can rotate, stall and break."""

import asyncio
import base64
import itertools
import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm
from pydantic import SecretStr

from gateway.dev.tokens import issue_development_token
from gateway.identity import signing_keys
from gateway.identity.signing_keys import FRESH_FOR, REFRESH_EVERY, SigningKeys
from gateway.identity.tokens import TokenVerifier
from gateway.identity.viewer import ANONYMOUS, Role, Unauthenticated, Viewer
from infra.kernel.errors import Forbidden, Unavailable
from infra.settings import Environment, SettingsError
from services.settings import Settings, load_settings
from services.shared.callers import StaffKind
from tests.waiting import PATIENCE, eventually

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


# --- shared secret -----------------------------------------------------------------------------


async def test_a_token_becomes_a_viewer() -> None:
    token = signed(
        sub="s-7",
        role="staff",
        name="Lin",
        staff_kind="specialist",
        second_factor=True,
        device_id="d-1",
        exp=2_000_000_000,
    )
    assert await TokenVerifier(settings()).viewer(f"bearer {token}") == Viewer(
        role=Role.STAFF,
        id="s-7",
        name="Lin",
        staff_kind=StaffKind.SPECIALIST,
        second_factor=True,
        device_id="d-1",
        expires_at=datetime.fromtimestamp(2_000_000_000, UTC),
    )


@pytest.mark.parametrize("role", ["member", "partner", "host"])
async def test_other_roles_need_no_more_than_sub_role_and_exp(role: str) -> None:
    viewer = await TokenVerifier(settings()).verify(signed(role=role))
    assert (viewer.role, viewer.id, viewer.second_factor) == (role, "m-1", False)


@pytest.mark.parametrize("header", [None, ""])
async def test_without_a_token_the_viewer_is_nobody(header: str | None) -> None:
    assert await TokenVerifier(settings()).viewer(header) is ANONYMOUS


@pytest.mark.parametrize("header", ["Basic dTpw", "Bearer", "Bearer ", "token", "Bearer a.b.c"])
async def test_other_headers_are_refused(header: str) -> None:
    with pytest.raises(Unauthenticated):
        await TokenVerifier(settings()).viewer(header)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"exp": None}, "'exp'"),
        ({"sub": None}, "'sub'"),
        ({"role": None}, "role"),
        ({"sub": ""}, "sub"),
        ({"sub": "x" * 201}, "sub"),
        ({"role": "boss"}, "role"),
        ({"role": "anonymous"}, "anonymous"),
        ({"role": "staff"}, "staff_kind"),
        ({"role": "staff", "staff_kind": "king"}, "staff_kind"),
        ({"role": "member", "staff_kind": "admin"}, "staff_kind"),
        ({"second_factor": "yes"}, "second_factor"),
        ({"device_id": 5}, "device_id"),
        ({"exp": "tomorrow"}, ""),
        ({"exp": 1e30}, ""),
        ({"exp": float("inf")}, ""),
        ({"exp": int(time.time()) - 31}, "expired"),
        ({"nbf": int(time.time()) + 86_400}, "not valid yet"),
    ],
)
async def test_unusable_claims_are_refused(changes: dict[str, Any], says: str) -> None:
    message = await refused(TokenVerifier(settings()), signed(**changes))
    assert says in message
    assert "boss" not in message


async def test_clocks_may_differ_by_half_a_minute() -> None:
    now = int(time.time())
    await accepted(TokenVerifier(settings()), signed(exp=now - 20, nbf=now + 20))


async def test_audience_and_issuer_are_checked_when_set() -> None:
    strict = TokenVerifier(settings(jwt_audience="reinstate", jwt_issuer="https://id"))
    await accepted(strict, signed(aud=["x", "reinstate"], iss="https://id"))
    for wrong in (
        {"aud": "other", "iss": "https://id"},
        {"aud": "reinstate", "iss": "https://i"},
        {"aud": "reinstate"},
        {"iss": "https://id"},
    ):
        await refused(strict, signed(**wrong))
    await accepted(TokenVerifier(settings()), signed(aud="anybody", iss="any"))


def part(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b",
        "." * 3,
        "x" * 9_000,
        f"{part({'alg': 'none'})}.{part(claims())}.",
        f"{part({'alg': 'None'})}.{part(claims())}.",
        f"{part({'alg': ['HS256']})}.{part(claims())}.AA",
        f"{part({})}.{part(claims())}.AA",
        f"{part([])}.{part(claims())}.AA",
        f"{part({'alg': 'HS256', 'kid': 5})}.{part(claims())}.AA",
        f"{part({'alg': 'HS256'})}.{part(claims())}.AA",
        f"{base64.urlsafe_b64encode(b'[' * 5_000).decode().rstrip('=')}.AA.AA",
        "ключ.ключ.ключ",
        jwt.encode(claims(), "another-secret-of-at-least-32-bytes-xx", "HS256"),
        jwt.encode(claims(), SECRET * 2, "HS512"),
    ],
    ids=itertools.count(),
)
async def test_forged_and_broken_tokens_are_refused(token: str) -> None:
    await refused(TokenVerifier(settings()), token)


async def test_every_changed_character_of_a_signature_is_noticed() -> None:
    verifier = TokenVerifier(settings())
    body, _, signature = signed().rpartition(".")
    for place in range(len(signature) - 1):
        other = "A" if signature[place] != "A" else "B"
        await refused(verifier, f"{body}.{signature[:place]}{other}{signature[place + 1 :]}")


# --- public keys -------------------------------------------------------------------------------


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


# --- settings and development ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"JWT_ALGORITHMS": "none"}, "JWT_ALGORITHMS: name some of"),
        ({"JWT_ALGORITHMS": ","}, "JWT_ALGORITHMS: name some of"),
        ({"JWT_ALGORITHMS": "RS256"}, "JWT_ALGORITHMS: set JWT_JWKS_URL"),
        ({"JWT_JWKS_URL": "http://id/keys"}, "JWT_ALGORITHMS: with JWT_JWKS_URL name RS256"),
        ({"JWT_SECRET": "short"}, "JWT_SECRET: use at least 32 bytes"),
    ],
)
def test_contradicting_settings_are_refused_in_words(changes: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        load_settings(changes)


def test_production_never_accepts_the_known_secret() -> None:
    own = dict.fromkeys(("RPC_SECRET", "TWILIO_AUTH_TOKEN", "CODE_SECRET"), "0123456789" * 4)
    keys = {"JWT_JWKS_URL": "https://id/keys", "JWT_ALGORITHMS": "RS256,HS256"}
    with pytest.raises(SettingsError, match="JWT_SECRET: in production set it to a secret of your"):
        load_settings({"ENVIRONMENT": "production", **own, **keys})


async def test_development_tokens_are_accepted() -> None:
    chosen = settings(jwt_audience="reinstate", jwt_issuer="https://id")
    verifier = TokenVerifier(chosen)
    member = await verifier.verify(
        issue_development_token(chosen, "member", "m-2", name="Wu", second_factor=True)
    )
    assert (member.id, member.name, member.second_factor) == ("m-2", "Wu", True)
    staff = await verifier.verify(issue_development_token(chosen, "staff", "s-1"))
    assert staff.staff_kind is StaffKind.ADMIN
    assert member.expires_at
    assert timedelta(hours=11) < member.expires_at - datetime.now(UTC) < timedelta(hours=13)
    reviewer = issue_development_token(chosen, "staff", "s-1", staff_kind="reviewer")
    assert (await verifier.verify(reviewer)).staff_kind is StaffKind.REVIEWER


@pytest.mark.parametrize(("role", "id"), [("king", "x"), ("member", ""), ("anonymous", "x")])
def test_development_tokens_are_checked_when_made(role: str, id: str) -> None:
    with pytest.raises(Unauthenticated):
        issue_development_token(settings(), role, id)


def test_production_makes_no_tokens() -> None:
    own = SecretStr("0123456789" * 4)
    production = Settings(
        environment=Environment.PRODUCTION,
        rpc_secret=own,
        twilio_auth_token=own,
        code_secret=own,
        jwt_secret=own,
    )
    with pytest.raises(Forbidden):
        issue_development_token(production, "member", "m-1")
