"""What the shop reports by lines: it counts once, whatever dies on the way."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pytest

from tests.bulk import bulk, line, results
from tests.flows.conftest import System
from tests.waiting import eventually

SILVER = 9_90
VICTIMS = ("membership", "gateway")
"""When the former dies lines are refused meanwhile; with the latter the answer is cut off."""
VERSION = "MembershipSuccess { version }"


async def token(system: System) -> str:
    async with await system.host() as host:
        return host.client.token


@pytest.mark.systems("separate")
async def test_a_day_of_a_shop_by_lines(system: System) -> None:
    """Somebody joins, pays, buys, gives back and signs in; the same file again counts nothing."""
    now, id = (await system.now()).isoformat(), f"lines-{uuid4().hex[:8]}"
    lines = [
        line("member.joined", memberId=id, name="Lin", email=f"{id}@members.example"),
        line("balance.topped_up", memberId=id, reference=f"{id}-t", amount=SILVER + 1_00),
        line("member.joined", f"{id}-join", memberId=id, plan="silver", autoRenew=False),
        line("member.logged_in", memberId=id, loginId=f"{id}-l", at=now, deviceId="phone",
             passedSecondFactor=True),
        line("order.placed", memberId=id, orderId=f"{id}-o", at=now, fullPrice=1000, paidPrice=900),
        line("payment.made", memberId=id, orderId=f"{id}-p", amount=SILVER, paidAt=now),
        line("payment.refunded", memberId=id, orderId=f"{id}-p", refundId=f"{id}-r", amount=10,
             refundedAt=now),
        line("payment.refunded", memberId=id, orderId=f"{id}-x", refundId=f"{id}-s", amount=10,
             refundedAt=now),
        line("method.bound", memberId=id, masked="Visa •••• 4242"),
    ]  # fmt: skip
    *found, _ = await bulk(system.gateway, await token(system), lines)
    told = [(one["outcome"], one.get("field")) for one in found]
    assert told == [("TAKEN", None)] * 7 + [("REFUSED", "orderId"), ("TAKEN", None)], found
    assert found[5]["renewed"] is True
    assert found[2]["version"] < found[5]["version"] < found[6]["version"]
    async with await system.member(id) as member:
        held = await member.membership()
        assert (held["status"], held["plan"]["code"]) == ("ACTIVE", "silver")
        assert held["balance"]["amount"] == 1_00, "a part of a payment leaves period and balance"
        *again, _ = await bulk(system.gateway, await token(system), lines)
        assert [one["outcome"] for one in again[1:7]] == ["REPEATED"] * 6
        assert await member.membership() == held
        await member.change("cancel", "PlainInput")


@pytest.mark.systems("separate")
async def test_what_was_acknowledged_counts_and_nothing_twice(system: System) -> None:
    """Kill -9 in the middle, of either; the file is sent again as it was."""
    world, members, rounds = uuid4().hex[:8], 40, 20
    ids = [f"{world}-{n}" for n in range(members)]
    by = await token(system)
    await bulk(system.gateway, by, [line("member.joined", memberId=id, name="Lin") for id in ids])
    lines = [
        line("balance.topped_up", memberId=id, reference=f"{id}-{n}", amount=1)
        for n in range(rounds)
        for id in ids
    ]
    acknowledged = set[int]()
    for victim in VICTIMS:
        acknowledged |= await _until_killed(system, by, lines, victim)
        assert 0 < len(acknowledged) < len(lines)
    found = await _sent_until_all_is_taken(system, by, lines)
    assert {one["outcome"] for one in found if one["line"] in acknowledged} == {"REPEATED"}
    async with await system.host() as host:
        for id in ids[::8]:
            given = {"memberId": id, "amount": 1, "reference": f"{id}-last"}
            answer = await host.do("topUpBalance", "TopUpBalanceInput", VERSION, **given)
            assert answer["version"] == rounds + 1, "each was counted, and none twice"


async def _until_killed(system: System, by: str, lines: Sequence[bytes], victim: str) -> set[int]:
    """Numbers of the lines that were answered as taken, by an answer in the midst of which somebody
    dies."""
    taken, killing = set[int](), None
    async for one in results(system.gateway, by, lines):
        killing = killing or asyncio.ensure_future(system.supervisor.kill(victim))
        if one.get("outcome") == "TAKEN":
            taken.add(one["line"])
    assert killing is not None
    await killing
    await system.supervisor.wait_ready(victim)
    return taken


async def _sent_until_all_is_taken(
    system: System, by: str, lines: Sequence[bytes]
) -> list[dict[str, Any]]:
    async def send() -> list[dict[str, Any]] | None:
        *found, end = await bulk(system.gateway, by, lines) or [{}]
        return found if end.get("end") and not end["refused"] else None

    found: list[dict[str, Any]] = await eventually(send)
    assert len(found) == len(lines)
    return found
