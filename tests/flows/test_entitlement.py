"""docs/entitlement.md done from its first line on; and the shop's client beside a Reinstate whose
processes are all killed."""

import asyncio
import re
import time
from typing import Any

import pytest
from reinstate_client import Answer, Reinstate, SyncReinstate

from infra.dev.parts import ROOT
from tests.client import Client
from tests.flows.conftest import System
from tests.waiting import eventually

pytestmark = pytest.mark.systems("one")
TEXT = (ROOT / "docs" / "entitlement.md").read_text(encoding="utf-8")
REGISTER, TOP_UP, ENROL, CHECKOUT, _FOLLOW, PASS = re.findall(
    r"```graphql\n# as (\w+)\n(.*?)```", TEXT, re.DOTALL
)
SOON = 60.0
"""Seconds of our being back within which what was taken back has to be known."""


async def done(system: System, step: tuple[str, str], member_id: str) -> Any:
    """What the page says to send, about this member."""
    role, query = step
    async with Client(system.gateway) as client:
        await client.sign_in(role, member_id if role == "member" else "shop")
        data = await client.run(re.sub(r"\bm-1\b|\bp-1\b|\br-1\b", member_id, query))
    [answer] = data.values()
    assert "message" not in answer, answer
    return answer


async def host_token(system: System) -> str:
    async with Client(system.gateway) as client:
        await client.sign_in("host", "shop")
        return client.token


async def test_from_the_token_to_the_first_checkout(system: System) -> None:
    for step in (REGISTER, TOP_UP, ENROL):
        await done(system, step, "shop-1")
    gold, nobody = await done(system, CHECKOUT, "shop-1")
    assert (gold["standing"], gold["plan"], gold["planVersion"]) == ("ENTITLED", "gold", 1)
    assert nobody["standing"] == "UNKNOWN"
    made = await done(system, PASS, "shop-1")
    token, now = await host_token(system), (await system.now()).timestamp()
    offset = now - time.time()

    def at_checkout() -> tuple[Answer, Answer]:
        with SyncReinstate(
            system.gateway, token, clock=lambda: time.time() + offset, seconds=30.0
        ) as shop:
            return shop.entitlement("shop-1"), shop.verify(made["token"])

    asked, shown = await asyncio.to_thread(at_checkout)
    assert (asked.basis, asked.entitled) == (shown.basis, shown.entitled) == ("FRESH", True)
    assert str(asked.price_factor) == str(shown.price_factor) == gold["priceFactor"]
    async with await system.member("shop-1", leaves=True):
        pass


class Clock:
    """The shop's, which goes with Reinstate's."""

    def __init__(self, now: float) -> None:
        self.ahead = now - time.time()

    def __call__(self) -> float:
        return time.time() + self.ahead


async def test_a_shop_goes_on_while_every_process_is_down(system: System) -> None:
    token, clock = await host_token(system), Clock((await system.now()).timestamp())
    async with (
        await system.new_member() as member,
        Reinstate(system.gateway, token, clock=clock, seconds=30.0) as shop,
    ):
        await eventually(lambda: shop.following or None)
        assert (await shop.entitlement(member.id)).entitled
        shown = (await done(system, PASS, member.id))["token"]
        assert (await shop.verify(shown)).basis == "FRESH"
        async with system.supervisor.away():
            clock.ahead += 300
            kept, proven = await shop.entitlement(member.id), await shop.verify(shown)
            assert (kept.basis, kept.entitled) == (proven.basis, proven.entitled) == ("STALE", True)
            assert (await shop.entitlement("never-asked")).basis == "NOTHING"
        await system.jump("PT5M")
        back = time.monotonic()
        shown = (await done(system, PASS, member.id))["token"]
        assert (await member.change("freeze", "FreezeInput", hours=1))["status"] == "FROZEN"

        async def known() -> bool | None:
            said, asked = await shop.verify(shown), await shop.entitlement(member.id)
            return (not said.entitled and not asked.entitled and asked.basis == "FRESH") or None

        await eventually(known)
        assert time.monotonic() - back < SOON
