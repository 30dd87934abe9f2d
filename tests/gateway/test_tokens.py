"""Tokens: whom they prove, and which are refused."""

import base64
import itertools
import time
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest

from gateway.identity.tokens import TokenVerifier
from gateway.identity.viewer import ANONYMOUS, Role, Unauthenticated, Viewer
from services.shared.callers import StaffKind
from tests.gateway.tokens import SECRET, accepted, claims, part, refused, settings, signed


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


@pytest.mark.parametrize(
    ("header", "good"),
    [
        ({"typ": "at+jwt"}, True),
        ({"typ": "application/AT+JWT"}, True),
        ({"typ": "JWT"}, False),
        ({"typ": "application/logout+jwt"}, False),
        ({"typ": None}, False),
        ({"typ": ["at+jwt"]}, False),
    ],
)
async def test_the_type_is_checked_when_set(header: dict[str, Any], good: bool) -> None:
    token = jwt.encode(claims(), SECRET, "HS256", header)
    verifier = TokenVerifier(settings(jwt_types=("at+jwt",)))
    if good:
        await accepted(verifier, token)
    else:
        assert "at+jwt" in await refused(verifier, token)
    await accepted(TokenVerifier(settings()), signed())


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
