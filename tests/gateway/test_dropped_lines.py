"""Clients that lose their lines at any moment, over both ways at once, miss nothing and get nothing
twice."""

import asyncio
import random

import pytest

from tests.fakes.services import FakeFeed
from tests.gateway.conftest import Gateway
from tests.gateway.dropping import Dropping
from tests.waiting import PATIENCE


@pytest.mark.parametrize("seed", range(3))
async def test_whoever_loses_the_line_misses_nothing(gateway: Gateway, seed: int) -> None:
    dice = random.Random(seed)
    feed, token = gateway.apis.membership.stream, gateway.token()
    clients = [
        asyncio.create_task(
            Dropping(gateway.url, token, random.Random(f"{seed} {number}")).follow(way, 100)
        )
        for number, way in enumerate(("socket", "stream") * 4)
    ]
    async with asyncio.timeout(PATIENCE):
        await write(feed, dice)
        found = await asyncio.gather(*clients)
    for seen in found:
        assert [one["version"] for one in seen] == list(range(1, 101))


async def write(feed: FakeFeed, dice: random.Random) -> None:
    """A hundred of the member's, among others'."""
    left = 100
    while left:
        member = dice.choice(["m-1", "m-2", "m-3"])
        await feed.add(member)
        left -= member == "m-1"
        await asyncio.sleep(dice.choice([0, 0, 0, 0.002]))
