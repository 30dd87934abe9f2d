"""Pull, push and webhooks side by side: each partner is told the same in each of the ways, whatever
dies, and nothing any more when a member withdraws in the middle of it."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator

import pytest

from infra.kernel.ids import new_id
from tests.chaos.changes import HOLD, RELEASE, insist
from tests.chaos.followed import Fire, follow_under_fire
from tests.chaos.outlets import PAGE, WAYS, Item, line
from tests.chaos.partners import Partner, partners_of
from tests.fakes.receiver import Receiver, receiving
from tests.flows.conftest import System
from tests.flows.people import Member, Staff
from tests.waiting import eventually

pytestmark = pytest.mark.systems("separate")
FIRE = Fire(changes=24, subscribers=6, kills=2, pause=0.4, seed=7, victims=("membership", "worker"))
_REPLAY = """mutation($input: ReplayWebhooksInput!) {
  replayWebhooks(input: $input) { __typename } }"""
TOLD_WITHIN = 5.0
"""Seconds after a withdrawal; on a busy machine as many as eight changes took just before."""


async def test_each_way_tells_all_of_it_in_order_whatever_dies(system: System) -> None:
    async with contextlib.AsyncExitStack() as people:
        members = [await people.enter_async_context(await system.new_member()) for _ in range(4)]
        ids = [member.id for member in members]
        outcome, killer = await follow_under_fire(system.supervisor, ids, FIRE, mark=_mark())
        async with await system.staff() as staff:
            for id in ids:  # whoever is held cannot leave
                await staff.change(
                    "releaseMemberHold", "ReleaseMemberHoldInput",
                    memberId=id, kind="STAFF", reason="In order.",
                )  # fmt: skip
    assert outcome.good, outcome.lines()
    assert killer.kills.total() >= FIRE.kills
    assert outcome.changed.total() > FIRE.changes / 4


async def test_a_consent_that_is_withdrawn_in_the_middle_of_a_replay_ends_it(
    system: System,
) -> None:
    """Those who are behind find the end in place of what they had not read yet, and those who are
    not are told of it at once; nothing comes after it."""
    async with (
        receiving() as receiver,
        await system.staff() as staff,
        await system.new_member() as member,
        partners_of([member.id], staff.client, receiver, _mark()) as [partner, *_],
        contextlib.AsyncExitStack() as lines,
    ):
        began = time.monotonic()
        last = await _changed(staff, member, partner, receiver)
        within = max(TOLD_WITHIN, time.monotonic() - began)
        seen = (await _page(partner, "", 3))[-1]["cursor"]
        live = [await lines.enter_async_context(_line(partner, way, "")) for way in WAYS]
        for each in live:
            assert [(await anext(each))["sequence"] for _ in range(last)][-1] == last
        receiver.calls.clear()
        receiver.holding[partner.path] = asyncio.Event()
        replay = {"endpointId": partner.endpoint, "after": seen}
        answer = (await partner.client.run(_REPLAY, input=replay))["replayWebhooks"]
        assert answer["__typename"] == "WebhookSuccess", answer
        await eventually(lambda: receiver.calls)

        given = {"partnerId": partner.id}
        selection = "ConsentSuccess { repeated }"
        await member.do("withdrawPartner", "WithdrawPartnerInput", selection, **given)
        async with asyncio.timeout(within):
            assert all(one["sequence"] == last + 1 for one in await _page(partner, seen, 50))
            for each in live:
                _is_the_end(await anext(each), last + 1)
            for way in WAYS:
                async with _line(partner, way, seen) as late:
                    _is_the_end(await anext(late), last + 1)
            receiver.holding[partner.path].set()
            await eventually(lambda: len(receiver.calls) == 2)
        assert [call.data["sequence"] for call in receiver.calls] == [4, last + 1]
        await insist(staff.client, HOLD, member.id, "after-the-end")
        await insist(staff.client, RELEASE, member.id, "in-order-again")
        await system.advance("PT15M")
        assert len(receiver.calls) == 2
        assert [one["sequence"] for one in await _page(partner, "", 50)] == [last + 1]


async def _changed(staff: Staff, member: Member, partner: Partner, receiver: Receiver) -> int:
    """Some changes, which the partner knows of; up to which sequence."""
    for number, change in enumerate([HOLD, RELEASE] * 4):
        answer = await insist(staff.client, change, member.id, f"{member.id}-{number}")
        assert answer["__typename"] == "MembershipSuccess", answer
    await partner.count()
    last = partner.wanted[member.id]
    await eventually(lambda: len(receiver.to(partner.path)) >= last)
    return last


async def _page(partner: Partner, after: str, first: int) -> list[Item]:
    page = (await partner.client.run(PAGE, after=after, first=first))["statusFeed"]
    items: list[Item] = page["items"]
    return items


def _line(
    partner: Partner, way: str, after: str
) -> contextlib.AbstractAsyncContextManager[AsyncIterator[Item]]:
    return line(way, partner.client.url, partner.client.token, after)


def _is_the_end(item: Item, sequence: int) -> None:
    payload = json.loads(item["payload"])
    assert (payload["type"], item["sequence"]) == ("membership.follow_ended", sequence)


def _mark() -> str:
    """Begins the names of partners that are one test's own."""
    return f"p{new_id()[-8:]}-"
