"""Access tokens that accounts issued: good while their session is alive, and for nothing else."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from websockets import ConnectionClosed

from gateway.identity import remembered
from infra.derived_key import ALGORITHM, derived_key
from services.membership.contract.accounts.tokens import AUDIENCE, TYPE
from tests.fakes.accounts import KEY, access_token
from tests.gateway.conftest import Gateway
from tests.gateway.test_partners import following
from tests.waiting import eventually

STRANGER = derived_key("another secret, of somebody else", b"tests")
LIVE = "subscription { membershipChanged { version } }"


async def asked(gateway: Gateway, token: str) -> str:
    """Who is signed in; or the code of the refusal."""
    headers = {"authorization": f"Bearer {token}"}
    body = {"query": "{ me { memberId } account { sessions { current } } }"}
    async with gateway.session.post(
        f"{gateway.url}/graphql", json=body, headers=headers
    ) as response:
        answer = await response.json()
    if "errors" in answer:
        return str(answer["errors"][0]["extensions"]["code"])
    assert answer["data"]["account"]["sessions"] == [{"current": True}]
    return str(answer["data"]["me"]["memberId"])


async def test_a_token_of_ours_is_its_owners(gateway: Gateway) -> None:
    assert await asked(gateway, access_token()) == "m-1"
    await asyncio.gather(*(asked(gateway, access_token()) for _ in range(20)))
    assert gateway.apis.accounts.proofs_asked == 1, "it is remembered for a moment"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://elsewhere"},
        {"aud": "entitlement"},
        {"exp": datetime.now(UTC) - timedelta(minutes=5)},
        {"role": "staff"},
        {"sid": "s-2"},
        {"role": "anonymous"},
    ],
)
async def test_what_is_not_as_we_issue_it_opens_nothing(
    gateway: Gateway, changes: dict[str, Any]
) -> None:
    assert await asked(gateway, access_token(**changes)) == "UNAUTHENTICATED"


@pytest.mark.parametrize("kid", [KEY.id, STRANGER.id, None])
async def test_nobody_else_signs_for_us(gateway: Gateway, kid: str | None) -> None:
    claims = jwt.decode(access_token(), options={"verify_signature": False})
    headers = {"typ": TYPE, **({"kid": kid} if kid else {})}
    forged = jwt.encode(claims, STRANGER.private, ALGORITHM, headers)
    assert await asked(gateway, forged) == "UNAUTHENTICATED"
    plain = jwt.encode(claims | {"aud": AUDIENCE}, "x" * 40, "HS256", headers)
    assert await asked(gateway, plain) == "UNAUTHENTICATED"


async def test_a_token_ends_with_its_session(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "REMEMBERED_SECONDS", 0.05)
    assert await asked(gateway, access_token()) == "m-1"
    async with following(gateway, LIVE, access_token()) as follower:
        gateway.apis.accounts.alive.clear()

        async def over() -> bool:
            return await asked(gateway, access_token()) == "UNAUTHENTICATED"

        await eventually(over)
        with pytest.raises(ConnectionClosed) as closed:
            await follower.receive()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401


async def test_the_keys_are_published_beside_those_of_passes(gateway: Gateway) -> None:
    async with gateway.session.get(f"{gateway.url}/.well-known/jwks.json") as response:
        keys = (await response.json(content_type="application/jwk-set+json"))["keys"]
    assert KEY.id in {key["kid"] for key in keys}
    assert len(keys) == 2
    assert all("d" not in key for key in keys), "the private part"
