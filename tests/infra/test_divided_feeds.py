"""A feed that is divided while it is written and followed: whoever follows sees every event of each
owner once and in order, whatever dies, is doubled, or comes late."""

import asyncio
import contextlib
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from gateway.feeds.shared_feed import SharedFeed
from infra.concurrency.wakeup import Numbered, Wakeup
from infra.kernel.errors import Conflict, InvalidInput, Unavailable
from infra.kernel.events import NEW, NumberedEvent
from infra.kernel.feed import BEGINNING, FeedPage, Place, unpacked
from infra.kernel.sentences import both
from infra.outbox.feed import Feed
from infra.outbox.layouts import open_layout
from infra.outbox.owners import BY_OWNER
from infra.outbox.record import POSITIONS, Position
from infra.outbox.relay import Relay
from infra.outbox.subscription import Subscription
from infra.settings import PlatformSettings
from infra.storage.changes import DuplicateInsert, VersionConflict
from infra.storage.mongo import Client, connect, database, ensure_indexes
from infra.storage.transactions import Transactions
from infra.storage.unit_of_work import INDEXES, UnitOfWork
from tests.infra.conftest import COLLECTIONS, House, change, every
from tests.waiting import PATIENCE, eventually

MEMBERS = [f"m{n}" for n in range(10)]
COMMITS_A_WRITER = 30


def owner_of(event: Mapping[str, Any]) -> str:
    """Each has two histories."""
    return str(event["aggregate"]).partition("-")[0]


class Killed(Exception):
    """The process died at this line, inside the transaction."""


class DyingRelay(Relay):
    """Dies before, between and behind its steps, as the dice say."""

    dice = random.Random(0)

    async def _waiting(self, *given: Any) -> Any:
        return await self._dying(super()._waiting(*given))

    async def _heads(self, *given: Any) -> Any:
        return await self._dying(super()._heads(*given))

    async def _remove(self, *given: Any) -> Any:
        return await self._dying(super()._remove(*given))

    async def _dying(self, step: Any) -> Any:
        if self.dice.random() < 0.05:
            step.close()
            raise Killed
        found = await step
        if self.dice.random() < 0.05:
            raise Killed
        return found


class World:
    """A database that starts as an older release left it: nothing is divided."""

    def __init__(self, client: Client, name: str, seed: int) -> None:
        self.client, self.db, self.dice = client, database(client, name), random.Random(seed)
        DyingRelay.dice = self.dice
        self.written: dict[str, int] = defaultdict(int)
        self.over = asyncio.Event()

    @property
    def transactions(self) -> Transactions:
        return Transactions(self.client, self.db)

    def process(self, kind: type[Relay] = Relay) -> tuple[Relay, Feed]:
        numbered = Numbered()
        relay = kind(self.transactions, self.db, Wakeup(), numbered, owner_of)
        return relay, Feed(self.db, numbered)

    async def write(self) -> None:
        uow = UnitOfWork(self.transactions, self.db, Wakeup(), owner_of)
        for _ in range(COMMITS_A_WRITER):
            ids = [f"{m}-{self.dice.choice('ab')}" for m in self.dice.sample(MEMBERS, 3)]
            found = await uow.load_many("things", ids)
            heads = [found[id].head if id in found else NEW for id in ids]
            changes = [
                change(id, head, self.dice.randint(1, 2))
                for id, head in zip(ids, heads, strict=True)
            ]
            with contextlib.suppress(VersionConflict):  # another writer was faster
                await uow.commit(changes)
                for one in changes:
                    self.written[one.id] += len(one.events)

    async def relay_for_a_while(self) -> None:
        """Processes come, die and overlap, with leases that are newer or older than others'."""
        epoch = 0
        while not self.over.is_set():
            epoch += self.dice.randint(0, 1)
            relay, _ = self.process(DyingRelay)
            for _ in range(self.dice.randint(1, 6)):
                held = every(epoch, self.dice.choice((1, 4, 8)))
                with contextlib.suppress(Killed, Conflict):
                    await relay.relay_batch(held)
                await asyncio.sleep(self.dice.uniform(0, 0.005))

    async def grow(self) -> None:
        for partitions in (4, 8):
            await asyncio.sleep(self.dice.uniform(0, 0.4))
            await open_layout(self.transactions, self.db, partitions)

    async def finish(self) -> None:
        """What is left is numbered by a relay that nobody kills."""
        self.over.set()
        await open_layout(self.transactions, self.db, 8)
        relay, _ = self.process()
        while await relay.relay_batch(every(1_000_000, 8)):
            continue

    def missing(self, seen: Mapping[str, list[int]], owner: str = "") -> int:
        return sum(
            count - len(seen.get(id, ()))
            for id, count in self.written.items()
            if id.startswith(owner)
        )

    def expected(self, owner: str = "") -> dict[str, list[int]]:
        return {
            id: list(range(1, count + 1))
            for id, count in self.written.items()
            if count and id.startswith(owner)
        }


class Source:
    """A service that is asked by a gateway; at times it does not answer."""

    def __init__(self, feed: Feed, dice: random.Random) -> None:
        self._feed, self._dice = feed, dice

    async def feed(self, after: Place | None, limit: int, wait_seconds: float) -> FeedPage:
        self._chance()
        return await self._feed.read(after, min(limit, self._dice.randint(0, 20)), wait_seconds)

    async def feed_of(self, member_id: str, after: Place, limit: int) -> FeedPage:
        self._chance()
        return await self._feed.read_of(member_id, after, self._dice.randint(1, 5))

    def _chance(self) -> None:
        if self._dice.random() < 0.05:
            raise Unavailable("Not now.")


@pytest.fixture
async def client(mongo_url: str, database_prefix: str) -> AsyncIterator[Client]:
    found = connect(PlatformSettings(mongo_url=mongo_url))
    indexes = {**INDEXES, **{name: [] for name in COLLECTIONS}, "feed": [BY_OWNER]}
    await ensure_indexes(database(found, database_prefix), indexes)
    yield found
    await found.drop_database(database_prefix)
    found.close()


@pytest.mark.parametrize("seed", range(2))
async def test_each_sees_every_event_of_each_owner_once_and_in_order(
    client: Client, database_prefix: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.feeds.shared_feed.RETRY_SECONDS", 0.01)
    world = World(client, database_prefix, seed)
    await open_layout(world.transactions, world.db, 1)
    shared = SharedFeed("test", Source(world.process()[1], world.dice))
    following = [
        *(asyncio.create_task(_dropping(world, shared, owner)) for owner in ("", *MEMBERS, "")),
        *(asyncio.create_task(_stored(world)) for _ in range(2)),
    ]
    relaying = [asyncio.create_task(world.relay_for_a_while()) for _ in range(3)]
    await asyncio.gather(world.grow(), *(world.write() for _ in range(4)))
    await world.finish()
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*relaying)
        for seen, owner in await asyncio.gather(*following):
            assert seen == world.expected(owner)
    await _numbered_without_gaps(world)
    await shared.close()


async def _dropping(
    world: World, shared: SharedFeed, owner: str
) -> tuple[dict[str, list[int]], str]:
    """One line after the other is dropped; the next goes on from the last cursor."""
    seen, place, lasts = defaultdict[str, list[int]](list), BEGINNING, 0.3
    while not world.over.is_set() or world.missing(seen, owner):
        left = most = world.dice.randint(1, 30)
        with contextlib.suppress(Unavailable, TimeoutError):
            async with (
                asyncio.timeout(lasts),
                contextlib.aclosing(shared.follow(owner or None, place)) as events,
            ):
                async for one in events:
                    event, place = one.numbered.event, unpacked(one.place.packed())
                    seen[event.aggregate].append(event.version)
                    left -= 1
                    if not left:
                        break
        lasts *= 2 if left == most else 1  # a busy machine takes its time to say anything
    return dict(seen), owner


async def _stored(world: World) -> tuple[dict[str, list[int]], str]:
    """A subscription with a stored position, of which two run at once; what they saw is stored."""
    _, feed = world.process()
    uow = UnitOfWork(world.transactions, world.db, Wakeup(), owner_of)

    async def handle(events: list[NumberedEvent], position: Position) -> None:
        rows = [{"_id": one.event.id, "at": one.ordinal} for one in events]
        try:
            await uow.commit(inserts={"commands": rows}, position=position)
        except DuplicateInsert:  # the other one was faster
            raise VersionConflict(both("", "")) from None

    async def seen() -> dict[str, list[int]]:
        found = defaultdict[str, list[int]](list)
        for row in sorted(await world.db["commands"].find({}).to_list(None), key=_ordinal):
            id, version = row["_id"].split(":")
            found[id].append(int(version))
        return found

    follower = asyncio.create_task(
        Subscription("tests", world.db, feed.read, handle, batch=17).run(0)
    )
    await world.over.wait()
    while world.missing(await seen()):
        await asyncio.sleep(0.05)
    follower.cancel()
    await asyncio.gather(follower, return_exceptions=True)
    return dict(await seen()), ""


def _ordinal(row: Mapping[str, Any]) -> int:
    return int(row["at"])


async def _numbered_without_gaps(world: World) -> None:
    numbers, place = defaultdict[tuple[int, int], list[int]](list), BEGINNING
    _, feed = world.process()
    while (page := await feed.read(place, 500, 0)).upto != place:
        for one in page.events:
            numbers[one.layout, one.partition].append(one.number)
        place = page.upto
    assert place.layout == 3
    assert len(place.numbers) == 8
    assert sum(len(some) for some in numbers.values()) == sum(world.written.values())
    for some in numbers.values():
        assert some == list(range(1, len(some) + 1))


async def test_what_a_release_without_partitions_numbered_stays_good(
    client: Client, database_prefix: str
) -> None:
    """Its rows, its cursors, the position of a follower, and what it had not numbered yet."""
    world = World(client, database_prefix, 0)
    uow = UnitOfWork(world.transactions, world.db, Wakeup(), owner_of)
    for _ in range(4):
        stored = await uow.load("things", "m1-a")
        await uow.commit([change("m1-a", stored.head if stored else NEW)])
    rows = await world.db["outbox"].find({}).sort("_id", 1).to_list(None)
    await world.db["outbox"].delete_many({"slot": {"$gte": 0}})
    numbered = [{"_id": n, "owner": "m1", "event": rows[n - 1]["events"][0]} for n in (1, 2, 3)]
    await world.db["feed"].insert_many(numbered)
    await world.db["sequence"].insert_one({"_id": "sequence", "head": 3, "epoch": 57})
    await world.db["outbox"].insert_one({"_id": "0", "events": rows[3]["events"]})
    await world.db[POSITIONS].insert_one({"_id": "tests", "number": 2})

    await open_layout(world.transactions, world.db, 4)
    relay, feed = world.process()
    while await relay.relay_batch(every(1)):
        continue
    handled: list[int] = []

    async def handle(events: list[NumberedEvent], position: Position) -> None:
        await uow.commit(position=position)
        handled.extend(one.event.version for one in events)

    follower = Subscription("tests", world.db, feed.read, handle)
    assert [await follower.step(0) for _ in range(3)] == [1, 1, 0]
    assert handled == [3, 4]
    page = await feed.read_of("m1", Place(0, (1,)), 10)
    rest = await feed.read_of("m1", page.upto, 10)
    assert [one.event.version for one in (*page.events, *rest.events)] == [2, 3, 4]


async def test_a_place_that_no_event_had_is_refused(house: House) -> None:
    await house.uow.commit([change("a")])
    await house.number_all()
    head = (await house.feed.read(None, 0, 0)).head
    beyond = Place(head.layout, tuple(number + 1 for number in head.numbers))
    for place in (beyond, Place(0, (1,)), Place(0, (0, 0)), Place(1, (0,)), Place(7, (0,) * 4)):
        with pytest.raises(InvalidInput) as refused:
            await house.feed.read(place, 10, 0)
        assert refused.value.field == "after"
    for place in (Place(0, (0, 0)), Place(1, (0,)), Place(7, (0,) * 4)):
        with pytest.raises(InvalidInput):
            await house.feed.read_of("a", place, 10)


async def test_processes_share_the_partitions_out_and_take_over_from_one_that_ends(
    house: House,
) -> None:
    relays = [house.another_relay() for _ in range(2)]
    running = [asyncio.create_task(relay.run(0)) for relay in relays]

    def held() -> list[int]:
        return [len(relay._holding.held) for relay in relays]

    await house.uow.commit([change("a")])
    await eventually(lambda: held() == [2, 2])
    assert not relays[0]._holding.held.keys() & relays[1]._holding.held.keys()
    running[0].cancel()
    await asyncio.gather(running[0], return_exceptions=True)
    await eventually(lambda: held() == [0, 4])
    for n in range(8):
        await house.uow.commit([change(f"b{n}")])
    await eventually(lambda: _count(house, 9))
    running[1].cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def _count(house: House, events: int) -> bool:
    return len(await house.events()) == events
