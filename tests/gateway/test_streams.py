"""The shared reader: replay of one owner and live events meet without gap or double, and an event
costs as much as those who see it."""

import asyncio
import contextlib
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.feeds import shared_feed, tails
from gateway.feeds.shared_feed import SharedFeed
from gateway.feeds.tails import Placed, Tail
from infra.kernel.errors import InvalidInput, Unavailable
from infra.kernel.feed import BEGINNING, FeedPage, Place
from tests.fakes.services import FakeFeed
from tests.waiting import PATIENCE, eventually

ALL = None


async def placed(
    feed: SharedFeed, owner: str | None, after: Place | None, count: int
) -> list[Placed]:
    found: list[Placed] = []
    async with contextlib.aclosing(feed.follow(owner, after)) as events:
        async for one in events:
            found.append(one)
            if len(found) == count:
                break
    return found


async def taken(feed: SharedFeed, owner: str | None, after: Place | None, count: int) -> list[int]:
    return [one.numbered.number for one in await placed(feed, owner, after, count)]


async def polled(feed: FakeFeed) -> None:
    """Until a long poll was made."""
    await eventually(lambda: any(wait > 0 for _after, _limit, wait in feed.calls))


async def test_many_subscribers_share_one_long_poll() -> None:
    source = FakeFeed()
    shared = SharedFeed("test", source)
    following = [asyncio.create_task(taken(shared, "m-1", BEGINNING, 3)) for _ in range(20)]
    await polled(source)
    source.calls.clear()
    for _ in range(3):
        await source.add("m-1")
    assert await asyncio.gather(*following) == [[1, 2, 3]] * 20
    assert len(source.calls) <= 3
    await shared.close()


async def test_a_replay_reads_the_owners_events_alone() -> None:
    source = FakeFeed()
    for n in range(1_000):
        await source.add("m-1" if n % 200 == 0 else f"other-{n}")
    shared = SharedFeed("test", source)
    assert await taken(shared, "m-1", BEGINNING, 5) == [1, 201, 401, 601, 801]
    assert source.replays == [("m-1", BEGINNING)]
    assert all(
        limit == 0 or after == source.head for after, limit, _wait in source.calls
    )  # only what is live
    await shared.close()


async def test_an_event_wakes_those_who_follow_its_owner_and_those_who_follow_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pushed: list[Tail] = []
    push = Tail.push
    monkeypatch.setattr(Tail, "push", lambda tail, event: (pushed.append(tail), push(tail, event)))
    source = FakeFeed()
    shared = SharedFeed("test", source)
    others = [asyncio.create_task(taken(shared, f"m-{n}", None, 1)) for n in range(200)]
    mine = [asyncio.create_task(taken(shared, owner, None, 10)) for owner in ("mine", ALL)]
    await polled(source)
    for _ in range(10):
        await source.add("mine")
    assert await asyncio.gather(*mine) == [list(range(1, 11))] * 2
    assert len(pushed) == 2 * 10
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await shared.close()


class Away(FakeFeed):
    """Fails and answers late as the dice say, and gives small pages."""

    def __init__(self, dice: random.Random) -> None:
        super().__init__()
        self.dice = dice

    async def feed(self, after: Place | None, limit: int, wait_seconds: float) -> FeedPage:
        if wait_seconds:
            await self._chance()
            limit = self.dice.randint(1, limit)
        return await super().feed(after, limit, wait_seconds)

    async def feed_of(self, member_id: str, after: Place, limit: int) -> Any:
        await self._chance()
        return await super().feed_of(member_id, after, self.dice.randint(1, 3))

    async def _chance(self) -> None:
        for _ in range(self.dice.randint(0, 3)):
            await asyncio.sleep(0)
        if self.dice.random() < 0.1:
            raise Unavailable("Not now.")


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 12))
def test_each_owner_gets_each_event_once_while_others_commit(seed: int, buffer: int) -> None:
    """Followers join at any time, drop the line and resume, are too slow, the service fails, and
    the feed is divided meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shared_feed, "RETRY_SECONDS", 0.0)
        patch.setattr(tails, "BUFFER", 1 + buffer)
        asyncio.run(_everybody_follows(random.Random(seed)))


async def _everybody_follows(dice: random.Random) -> None:
    source = Away(dice)
    shared = SharedFeed("test", source)
    owners = ["a", "b", "c", "d"]
    written = [dice.choice(owners) for _ in range(60)]
    grown = dict(zip(sorted(dice.sample(range(60), 3)), (2, 4, 8), strict=True))

    async def write() -> None:
        for n, owner in enumerate(written):
            if n in grown:
                await source.divide(grown[n])
            await source.add(owner)
            for _ in range(dice.randint(0, 3)):
                await asyncio.sleep(0)

    async def follow(owner: str | None) -> tuple[str | None, list[str]]:
        seen: list[Placed] = []
        count = sum(owner in (ALL, one) for one in written)
        for _ in range(dice.randint(0, 40)):
            await asyncio.sleep(0)
        while len(seen) < count:  # each round is a line that is dropped somewhere
            stop = min(count - len(seen), dice.randint(1, 20))
            with contextlib.suppress(Unavailable):
                seen += await placed(shared, owner, seen[-1].place if seen else BEGINNING, stop)
        return owner, [one.numbered.event.id for one in seen]

    async with asyncio.timeout(PATIENCE):
        found = await asyncio.gather(write(), *(follow(one) for one in [*owners, ALL] * 2))
    for owner, seen in (one for one in found if one is not None):
        for each in owners if owner is ALL else [owner]:
            of_it = [id for id in seen if id.startswith(each)]
            assert of_it == [f"{each}:{n}" for n in range(1, written.count(each) + 1)]
        assert len(seen) == sum(owner in (ALL, one) for one in written)
    await shared.close()


async def test_a_slow_subscriber_reads_the_feed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tails, "BUFFER", 5)
    source = FakeFeed()
    shared = SharedFeed("test", source)
    fast = asyncio.create_task(taken(shared, ALL, BEGINNING, 41))
    slow: list[int] = []
    async with contextlib.aclosing(shared.follow("m-1", BEGINNING)) as events:
        first = asyncio.ensure_future(anext(events))
        await polled(source)
        await source.add("m-1")
        slow.append((await first).numbered.number)
        for _ in range(40):
            await source.add("m-1")
            await asyncio.sleep(0)
        assert await fast == list(range(1, 42))
        async for one in events:
            slow.append(one.numbered.number)
            if len(slow) == 41:
                break
    assert slow == list(range(1, 42))
    assert source.replays  # it ran over, and was read again
    await shared.close()


async def test_a_service_that_is_away_for_a_while_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shared_feed, "RETRY_SECONDS", 0.01)

    class Flaky(FakeFeed):
        failures = iter([False, True, True, False, True, True])  # the first call says where

        async def feed(self, after: Place | None, limit: int, wait_seconds: float) -> FeedPage:
            if next(self.failures, False):
                raise Unavailable("Not now.")
            return await super().feed(after, limit, wait_seconds)

    source = Flaky()
    shared = SharedFeed("test", source)
    following = asyncio.create_task(taken(shared, "m-1", BEGINNING, 1))
    await polled(source)
    await source.add("m-1")
    assert await following == [1]
    await shared.close()


async def test_nobody_can_move_the_shared_reader_into_the_future() -> None:
    source = FakeFeed()
    shared = SharedFeed("test", source)
    with pytest.raises(InvalidInput):
        await taken(shared, "m-1", Place(0, (5,)), 1)
    await shared.close()
