"""Following a membership and its appeals: across dropped lines and killed gateways, every event
once and in order."""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from gateway.cursors.feed_cursors import read_feed_cursor
from tests.flows.conftest import System
from tests.flows.people import Member, Person
from tests.gateway.cursors import cursors
from tests.gateway.dropping import Dropping
from tests.gateway.test_subscriptions import Following
from tests.waiting import PATIENCE

SEPARATE = pytest.mark.systems("separate")
"""A gateway that dies alone, and one that dies with all services, are tried once; the rest where
events cross from one process to the other."""
CHANGES = """subscription($after: String, $member: ID) {
  membershipChanged(after: $after, memberId: $member) {
    cursor version type hash entry { statusAfter } membership { memberId } } }"""
STEPS = """subscription($after: String, $number: String) {
  appealProgressed(after: $after, number: $number) {
    cursor number version type promisedAt appeal { state } } }"""


@contextlib.asynccontextmanager
async def following(
    system: System, token: str, query: str = CHANGES, **variables: Any
) -> AsyncIterator[Following]:
    url = system.gateway.replace("http", "ws") + "/graphql"
    async with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
        follower = Following(socket)
        await follower.start(query, {"authorization": f"Bearer {token}"}, **variables)
        yield follower


async def take(follower: Following, until: int) -> list[dict[str, Any]]:
    """The events up to the one with that version."""
    taken = [await follower.next()]
    while taken[-1]["version"] < until:
        taken.append(await follower.next())
    return taken


async def toggle(member: Member, times: int) -> int:
    """So many changes; the member's version after them."""
    version = 0
    for turn in range(times):
        done = await member.change("setAutoRenew", "SetAutoRenewInput", on=turn % 2 == 0)
        version = done["version"]
    return version


async def test_each_event_comes_once_over_dropped_lines_and_a_killed_gateway(
    system: System,
) -> None:
    async with await system.new_member() as member:
        token = member.client.token
        async with following(system, token, after="") as line:
            version = await toggle(member, 4)
            seen = await take(line, version)
        version = await toggle(member, 3)  # while nobody listens
        async with following(system, token, after=seen[-1]["cursor"]) as line:
            seen += await take(line, version)
            await system.supervisor.kill("gateway")
            with pytest.raises(ConnectionClosed):
                await line.receive()
        await system.supervisor.wait_ready("gateway")
        version = await toggle(member, 3)
        async with following(system, token, after=seen[-1]["cursor"]) as line:
            seen += await take(line, version)
        entries = await member.timeline()
    assert [one["version"] for one in seen] == list(range(1, version + 1))
    assert [one["hash"] for one in seen] == [entry["hash"] for entry in entries]
    assert [one["type"] for one in seen] == [entry["type"] for entry in entries]
    own = cursors("membership-changes", id=member.id)
    places = [read_feed_cursor(own, one["cursor"]) for one in seen]
    for earlier, later in pairwise(places):
        assert later.covers(earlier)
        assert not earlier.covers(later)
    assert {one["membership"]["memberId"] for one in seen} == {member.id}


@SEPARATE
async def test_whoever_loses_the_line_at_any_moment_misses_nothing(system: System) -> None:
    """Over both ways at once, while changes are made and the gateway is killed."""
    async with await system.new_member() as member:
        last = (await member.membership())["version"] + 40
        token = member.client.token
        clients = [
            asyncio.create_task(
                Dropping(system.gateway, token, random.Random(seed)).follow(way, last)
            )
            for seed, way in enumerate(("socket", "stream") * 3)
        ]
        await toggle(member, 20)
        await system.supervisor.kill("gateway")
        await system.supervisor.wait_ready("gateway")
        assert await toggle(member, 20) == last
        async with asyncio.timeout(PATIENCE):
            found = await asyncio.gather(*clients)
        entries = await member.timeline()
    hashes = [entry["hash"] for entry in entries]
    assert len(hashes) == last
    for seen in found:
        assert [one["version"] for one in seen] == list(range(1, last + 1))
        assert [one["hash"] for one in seen] == hashes


@SEPARATE
async def test_changes_made_while_one_follows_come_at_once(system: System) -> None:
    async with await system.new_member() as member:
        joined = (await member.membership())["version"]
        async with following(system, member.client.token, after="") as line:
            await take(line, joined)
            taking = asyncio.create_task(take(line, joined + 20))
            began = time.monotonic()
            assert await toggle(member, 20) == joined + 20
            made = time.monotonic() - began
            seen = await taking
            assert time.monotonic() - began < 3 * made, "they come while others are made"
    assert [one["version"] for one in seen] == list(range(joined + 1, joined + 21))


@SEPARATE
async def test_staff_follow_a_member_and_members_nobody_else(system: System) -> None:
    async with (
        await system.new_member() as member,
        await system.new_member() as other,
        await system.staff() as staff,
    ):
        await toggle(other, 2)
        version = await toggle(member, 2)
        async with following(system, staff.client.token, after="", member=member.id) as line:
            seen = await take(line, version)
        assert {one["membership"]["memberId"] for one in seen} == {member.id}
        async with following(system, other.client.token, after="", member=member.id) as line:
            assert (await refusal(line))["code"] == "FORBIDDEN"


async def refusal(line: Following) -> dict[str, Any]:
    message = await line.receive()
    errors = message["payload"]
    [error] = errors if message["type"] == "error" else errors["errors"]
    found: dict[str, Any] = error["extensions"]
    return found


@SEPARATE
async def test_every_step_of_an_appeal_comes_once(system: System) -> None:
    async with (
        await system.new_member() as member,
        await system.new_member() as other,
        await system.staff() as staff,
    ):
        reason = "Two orders with a stolen card."
        await staff.change("placeHold", "PlaceHoldInput", memberId=member.id, reason=reason)
        opened = await member.appeal("openAppeal", "OpenAppealInput", text="I was never asked.")
        number = opened["number"]
        async with following(system, member.client.token, STEPS, after="") as mine:
            seen = [await mine.next()]
            await staff.appeal("takeAppeal", "TakeAppealInput", number=number)
            while seen[-1]["appeal"]["state"] != "IN_REVIEW":
                seen.append(await mine.next())
        await system.supervisor.kill("gateway")
        await system.supervisor.wait_ready("gateway")
        await asked(staff, number)
        after = seen[-1]["cursor"]
        async with following(system, member.client.token, STEPS, after=after) as mine:
            while seen[-1]["appeal"]["state"] != "WAITING_FOR_MEMBER":
                seen.append(await mine.next())
        versions = [one["version"] for one in seen]
        assert versions == list(range(1, len(versions) + 1))
        assert {one["number"] for one in seen} == {number}
        async with following(system, staff.client.token, STEPS, after="", number=number) as theirs:
            again = [await theirs.next() for _ in seen]
        assert [one["version"] for one in again] == versions
        # told live, and read again: the cursor goes on for whom it was given to
        for person, first in ((member, seen[0]), (staff, again[0])):
            async with following(
                system, person.client.token, STEPS, after=first["cursor"], number=number
            ) as on:
                assert (await on.next())["version"] == 2
        async with following(system, other.client.token, STEPS, after="") as nothing:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(nothing.socket.recv(), 0.5)


async def asked(staff: Person, number: str) -> None:
    answer = await staff.appeal(
        "askInformation", "AskInformationInput", number=number, question="Which day was it?"
    )
    assert "code" not in answer, answer
