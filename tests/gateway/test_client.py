"""The shop's client beside a gateway: it asks once, is told of changes, and goes by what it knows
only where it cannot ask."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, cast

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import SecretStr
from reinstate_client import Answer, Basis, Entitlement, InvalidPass, NotUsable, Reinstate
from reinstate_client.cache import Cache
from reinstate_client.passes import REFRESH_EVERY, Passes

from gateway.passes.issuer import PassIssuer
from gateway.passes.keys import PassKeys
from infra.derived_key import key_set
from infra.kernel.errors import Unavailable
from services.membership.contract.entitlement import EntitlementStanding
from services.settings import Settings
from tests.fakes.entitlement import AT, entitled
from tests.gateway.conftest import Gateway
from tests.waiting import eventually

LIFE, HONOURED = 300, 86_400


class Clock:
    def __init__(self) -> None:
        self.now = AT.timestamp()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def client(gateway: Gateway, clock: Clock, **more: Any) -> AbstractAsyncContextManager[Reinstate]:
    return Reinstate(gateway.url, gateway.token("host", "shop"), clock=clock, **more)


@pytest.fixture
async def shop(gateway: Gateway, clock: Clock) -> AsyncIterator[Reinstate]:
    """Following."""
    async with client(gateway, clock) as shop:
        await eventually(lambda: shop.following)
        yield shop


def questions(gateway: Gateway) -> list[tuple[str, ...]]:
    return [one.member_ids for read in gateway.apis.membership.reads for one in read]


async def loses(gateway: Gateway, member_id: str) -> None:
    """Version 4, pushed."""
    gateway.apis.membership.entitled[member_id] = entitled(
        member_id, standing=EntitlementStanding.NOT_ENTITLED, version=4, price_factor="1"
    )
    await gateway.apis.membership.stream.add(member_id, "MembershipCancelled")


def short(answer: Answer) -> tuple[str, bool]:
    return answer.basis.value, answer.entitled


async def test_questions_of_one_moment_go_together_and_answers_are_kept(
    gateway: Gateway, shop: Reinstate, clock: Clock
) -> None:
    first, second, nobody = await asyncio.gather(*map(shop.entitlement, ("m-1", "m-2", "m-9")))
    assert (first.basis, first.entitled, first.price_factor) == ("FRESH", True, Decimal("0.90"))
    assert first.benefit("free_transfers") == {"value": 2, "left": 1}
    assert second.entitlement is not None
    assert (second.entitlement.plan, second.entitlement.plan_version) == ("gold", 2)
    assert (nobody.entitled, nobody.price_factor) == (False, Decimal(1))
    assert questions(gateway) == [("m-1", "m-2", "m-9")]
    clock.now += LIFE - 1
    await shop.entitlements(["m-1", "m-2"])
    assert len(questions(gateway)) == 1
    clock.now += 1
    await shop.entitlement("m-1")
    assert questions(gateway)[1:] == [("m-1",)]


async def test_a_change_is_known_without_asking(gateway: Gateway, shop: Reinstate) -> None:
    assert (await shop.entitlement("m-1")).entitled
    await loses(gateway, "m-1")
    await eventually(lambda: len(questions(gateway)) == 2)  # of whoever pushes
    await eventually(lambda: _is_not_entitled(shop, "m-1"))
    assert len(questions(gateway)) == 2


async def _is_not_entitled(shop: Reinstate, member_id: str) -> bool:
    return not (await shop.entitlement(member_id)).entitled


async def test_where_nothing_is_pushed_it_is_asked_again_soon(
    gateway: Gateway, clock: Clock
) -> None:
    async with client(gateway, clock, follow=False) as shop:
        for seconds in (0, 29, 1):
            clock.now += seconds
            await shop.entitlement("m-1")
        assert len(questions(gateway)) == 2


async def test_what_cannot_be_asked_is_honoured_so_long_and_no_longer(
    gateway: Gateway, clock: Clock
) -> None:
    async with client(gateway, clock, follow=False) as shop:
        await shop.entitlement("m-1")
        gateway.apis.membership.fails = Unavailable("away")
        clock.now += LIFE
        assert short(await shop.entitlement("m-1")) == ("STALE", True)
        assert short(await shop.entitlement("m-2")) == ("NOTHING", False)
        clock.now += HONOURED - 1
        assert short(await shop.entitlement("m-1")) == ("STALE", True)
        clock.now += 1
        assert short(await shop.entitlement("m-1")) == ("NOTHING", False)


async def test_nobody_waits_for_one_who_is_away(gateway: Gateway, clock: Clock) -> None:
    """The first is asked; then for a while nobody is."""
    async with client(gateway, clock, follow=False) as shop:
        gateway.apis.membership.fails = Unavailable("away")
        await shop.entitlement("m-1")
        gateway.apis.membership.fails = None
        assert (await shop.entitlement("m-1")).basis is Basis.NOTHING
        assert questions(gateway) == []


async def test_a_wrong_token_is_no_outage(gateway: Gateway, clock: Clock) -> None:
    async with Reinstate(gateway.url, gateway.token("member"), clock=clock, follow=False) as shop:
        with pytest.raises(NotUsable, match="FORBIDDEN"):
            await shop.entitlement("m-1")


def signed(settings: Settings, **more: Any) -> str:
    return PassIssuer(settings).issue(entitled("m-1", **more), AT).token


async def test_a_pass_is_checked_without_asking_and_loses_against_a_later_version(
    gateway: Gateway, shop: Reinstate, clock: Clock
) -> None:
    token = signed(gateway.settings)
    clock.now += LIFE - 1
    assert short(await shop.verify(token)) == ("FRESH", True)
    assert questions(gateway) == []
    await loses(gateway, "m-1")

    async def refused() -> bool:
        return not (await shop.verify(token)).entitled

    await eventually(refused)


async def test_a_pass_that_is_not_fresh_is_asked_about_and_honoured_where_it_cannot_be(
    gateway: Gateway, clock: Clock
) -> None:
    async with client(gateway, clock, follow=False) as shop:
        token = signed(gateway.settings)
        clock.now += LIFE
        assert short(await shop.verify(token)) == ("FRESH", True)
        assert questions(gateway) == [("m-1",)]
        gateway.apis.membership.fails = Unavailable("away")
        assert short(await shop.verify(token)) == ("STALE", True)
        clock.now += HONOURED
        with pytest.raises(InvalidPass, match="over"):
            await shop.verify(token)


async def test_what_is_no_pass_of_ours_proves_nothing(
    gateway: Gateway, shop: Reinstate, clock: Clock
) -> None:
    good = signed(gateway.settings)
    head, body, signature = good.split(".")
    claims = jwt.decode(good, options={"verify_signature": False})
    key = PassKeys(gateway.settings).signing
    header = {"kid": key.id, "typ": "entitlement+jwt"}
    stranger = Ed25519PrivateKey.generate()
    public = key.public["x"]
    forged = {
        "no JWT": "x.y",
        "altered": f"{head}.{body[:-2]}{'AA' if body[-2:] != 'AA' else 'BB'}.{signature}",
        "another's key": jwt.encode(claims, stranger, "EdDSA", header),
        "a key that nobody knows": jwt.encode(claims, stranger, "EdDSA", header | {"kid": "x"}),
        "the public key as a secret": jwt.encode(claims, public * 2, "HS256", header),
        "unsigned": jwt.encode(claims, None, "none", header),
        "another issuer": jwt.encode(claims | {"iss": "x"}, key.private, "EdDSA", header),
        "not a pass": jwt.encode(claims, key.private, "EdDSA", {"kid": key.id}),
        "a claim is missing": jwt.encode({**claims} | {"version": None}, key.private, "EdDSA"),
        "not yet": jwt.encode(claims | {"nbf": claims["nbf"] + 60}, key.private, "EdDSA", header),
    }
    proven = [what for what, token in forged.items() if await proves_something(shop, token)]
    assert proven == []
    assert short(await shop.verify(good)) == ("FRESH", True)


async def proves_something(shop: Reinstate, token: str) -> bool:
    try:
        await shop.verify(token)
    except InvalidPass:
        return False
    return True


async def test_a_new_key_is_fetched_when_a_pass_names_it() -> None:
    first, second = SecretStr("a" * 40), SecretStr("b" * 40)
    old, new = Settings(pass_key=first), Settings(pass_key=second, pass_key_old=first)
    published, fetched, clock = [old], list[float](), Clock()

    async def fetch() -> dict[str, Any]:
        fetched.append(clock.now)
        return cast(dict[str, Any], jwt_set(published[-1]))

    passes = Passes("reinstate", fetch, clock, None)
    for _ in range(2):
        await passes.read(signed(old))
    assert len(fetched) == 1
    with pytest.raises(InvalidPass, match="nobody knows"):
        await passes.read(signed(new))  # so soon nothing is fetched: made-up ids cost nothing
    published.append(new)
    clock.now += REFRESH_EVERY
    await passes.read(signed(new))
    await passes.read(signed(old))
    assert len(fetched) == 2


def jwt_set(settings: Settings) -> object:
    return cast(dict[str, Any], json.loads(key_set(PassKeys(settings).published)))


def test_the_cache_has_bounded_room_and_keeps_what_is_later() -> None:
    cache = Cache(2)
    for member_id in ("a", "b", "c"):
        cache.answered(known(member_id, 1), cache.watch)
    assert (len(cache), cache.get("a")) == (2, None)
    cache.pushed(known("b", 3))
    assert cache.answered(known("b", 2), cache.watch).version == 3
    restored = replace(known("b", 1), at=AT.timestamp() + 61)
    assert cache.answered(restored, cache.watch).version == 1
    cache.answered(replace(known("b", 3), at=AT.timestamp() + 62), cache.watch)
    for number in range(9):
        cache.pushed(known(f"other-{number}", 1))
    kept = cache.get("b")
    assert kept is not None
    assert (kept.entitlement.version, kept.sure) == (3, True)
    cache.watch += 1
    again = cache.get("b")
    assert again is not None
    assert not again.sure


def known(member_id: str, version: int) -> Entitlement:
    at = AT.timestamp()
    return Entitlement(
        member_id=member_id, known=True, entitled=True, version=version, plan="gold",
        plan_version=1, benefits={}, price_factor=Decimal("0.9"), until=None, at=at,
        fresh_until=at + timedelta(minutes=5).total_seconds(), stale_until=at + HONOURED,
    )  # fmt: skip
