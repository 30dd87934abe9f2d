"""One sequence: without gaps, in order, whoever relays and whenever it dies."""

import asyncio
import random
from typing import Any

import pytest
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)

from infra.concurrency.wakeup import Numbered, Wakeup
from infra.kernel import ids
from infra.kernel.events import NumberedEvent
from infra.kernel.feed import BEGINNING, partition_of, slot_of
from infra.outbox.feed import Feed
from infra.outbox.record import SEQUENCE, Position
from infra.outbox.relay import Fenced
from infra.outbox.subscription import Subscription
from infra.outbox.waker import Waker
from infra.storage.lease import Lease
from infra.storage.mongo import Client, database
from tests.infra.conftest import PARTITIONS, House, change, every
from tests.waiting import PATIENCE, eventually


def whole(events: list[NumberedEvent], total: int) -> bool:
    """Without gaps in each partition, each history in order."""
    assert len(events) == total
    parts: dict[tuple[int, int], list[int]] = {}
    for numbered in events:
        parts.setdefault((numbered.layout, numbered.partition), []).append(numbered.number)
    for numbers in parts.values():
        assert numbers == list(range(1, len(numbers) + 1))
    for versions in per_aggregate(events).values():
        assert versions == list(range(1, len(versions) + 1))
    return True


def per_aggregate(events: list[NumberedEvent]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for numbered in events:
        found.setdefault(numbered.event.aggregate, []).append(numbered.event.version)
    return found


async def commit_some(house: House, aggregates: int, commits: int) -> int:
    total = 0
    for _ in range(commits):
        id = f"m{random.randrange(aggregates)}"
        count = random.randint(1, 3)
        await house.uow.commit([change(id, await house.head(id), count)])
        total += count
    return total


async def test_numbers_have_no_gaps_and_keep_each_history_in_order(house: House) -> None:
    total = await commit_some(house, aggregates=5, commits=150)
    await house.number_all()
    assert whole(await house.events(), total)


async def test_relays_that_die_and_overlap_lose_and_double_nothing(house: House) -> None:
    """Relays are cancelled at random instants while others run and commits go on."""
    committing = asyncio.create_task(commit_some(house, aggregates=4, commits=80))
    while not committing.done():
        running = [asyncio.create_task(house.another_relay().run(0)) for _ in range(2)]
        await asyncio.sleep(random.uniform(0.0, 0.05))
        running[0].cancel()
        await asyncio.sleep(random.uniform(0.0, 0.05))
        running[1].cancel()
        await asyncio.gather(*running, return_exceptions=True)
    await house.number_all(1_000_000)
    assert whole(await house.events(), committing.result())


async def test_a_relay_with_an_old_lease_is_fenced_out(house: House) -> None:
    await house.uow.commit([change("a")])
    await house.relay.relay_batch(every(5))
    await house.uow.commit([change("a", await house.head("a"))])
    with pytest.raises(Fenced) as fenced:
        await house.another_relay().relay_batch(every(4))
    assert fenced.value.partition == partition_of(slot_of("a"), PARTITIONS)
    assert await house.relay.relay_batch(every(5)) == 1


async def test_what_another_relay_numbered_after_it_was_read_is_not_numbered_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    late, reads = house.another_relay(), 0
    waiting = late._waiting
    await house.uow.commit([change("a")])
    assert await late.relay_batch(every(1)) == 1

    async def read_and_wait(*asked: Any) -> list[dict[str, Any]]:
        nonlocal reads
        reads += 1
        found = await waiting(*asked)
        if reads == 1:
            await house.relay.relay_batch(every(1))
        return found

    await house.uow.commit([change("a", await house.head("a"))])
    monkeypatch.setattr(late, "_waiting", read_and_wait)
    assert await late.relay_batch(every(2)) == 0
    assert reads == 2  # the first transaction met the other one
    await house.uow.commit([change("a", await house.head("a"))])
    assert await late.relay_batch(every(2)) == 1
    assert whole(await house.events(), 3)


async def test_relays_of_some_partitions_number_these_and_leave_the_rest(house: House) -> None:
    changes = [change(f"m{n}") for n in range(40)]
    await house.uow.commit(changes)
    await house.relay.relay_batch({0: 1, 2: 1})
    assert {event.partition for event in await house.events()} == {0, 2}
    assert await house.another_relay().relay_batch({1: 1, 3: 1})
    assert {event.partition for event in await house.events()} == {0, 1, 2, 3}
    assert whole(await house.events(), 40)


async def test_rows_of_a_release_that_knew_no_slots_are_numbered_in_their_turn(
    house: House,
) -> None:
    for n in range(3):
        heads = [await house.head(id) for id in ("a", "b", "c")]
        await house.uow.commit([change(id, h) for id, h in zip("abc", heads, strict=True)])
        if n < 2:
            await _as_one_row_without_slot(house)
    while await house.relay.relay_batch({0: 1}) + await house.another_relay().relay_batch(
        {1: 1, 2: 1, 3: 1}
    ):
        continue
    assert whole(await house.events(), 9)


async def _as_one_row_without_slot(house: House) -> None:
    rows = await house.db["outbox"].find({"slot": {"$gte": 0}}).to_list(None)
    commit = rows[0]["_id"].partition(".")[0]
    await house.db["outbox"].delete_many({"slot": {"$gte": 0}})
    events = [event for row in rows for event in row["events"]]
    await house.db["outbox"].insert_one({"_id": commit, "events": events})


async def test_an_owners_commits_keep_their_order_though_clocks_disagree(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second host's clock is an hour behind."""
    for hour in (2, 1, 2, 1):
        late = f"{hour:032x}"
        monkeypatch.setattr(ids, "new_id", lambda late=late: late)
        await house.uow.commit([change(id, await house.head(id)) for id in "ab"])
        await house.uow.commit([change("a", await house.head("a"))])
    monkeypatch.undo()
    rows = await house.db["outbox"].find({}).sort("_id", 1).to_list(None)
    assert len(rows) == len({row["_id"] for row in rows})
    await house.number_all()
    assert whole(await house.events(), 12)


async def test_a_waiting_reader_wakes_at_the_commit(house: House) -> None:
    relaying = asyncio.create_task(house.relay.run(0))
    reading = asyncio.create_task(house.feed.read(BEGINNING, 10, PATIENCE))
    await house.uow.commit([change("a")])
    page = await asyncio.wait_for(reading, PATIENCE)
    assert [event.number for event in page.events] == [1]
    assert page.head == page.upto == (await house.feed.read(None, 1, 0)).head
    relaying.cancel()


async def test_who_waits_reads_what_another_process_numbered(house: House) -> None:
    elsewhere = Feed(house.db, Numbered())
    head = (await elsewhere.read(None, 0, 0)).head
    reading = [asyncio.create_task(elsewhere.read(head, 10, PATIENCE)) for _ in range(5)]
    await house.uow.commit([change("a")])
    await house.number_all()
    for page in await asyncio.gather(*reading):
        assert [one.event.aggregate for one in page.events] == ["a"]


async def test_those_who_wait_look_together(house: House, mongo_url: str) -> None:
    looks = _Looks()
    client: Client = AsyncIOMotorClient(mongo_url, event_listeners=[looks])
    feed = Feed(database(client, house.db.name), Numbered())
    head = (await feed.read(None, 0, 0)).head
    before = looks.count
    await asyncio.gather(*(feed.read(head, 10, 0.6) for _ in range(20)))
    client.close()
    assert 20 < looks.count - before < 40, "one each at the end, and the polls of one"


class _Looks(CommandListener):
    """At how far the feed is."""

    count = 0

    def started(self, event: CommandStartedEvent) -> None:
        self.count += event.command.get("find") == SEQUENCE

    def succeeded(self, event: CommandSucceededEvent) -> None:
        pass

    def failed(self, event: CommandFailedEvent) -> None:
        pass


async def test_a_commit_elsewhere_wakes_this_process(house: House) -> None:
    committed, numbered = Wakeup(), Wakeup()
    watching = asyncio.create_task(Waker(house.db, committed, numbered).run(0))
    async with asyncio.timeout(PATIENCE):
        while not committed.seen():
            await house.uow.commit([change("a", await house.head("a"))])
            await asyncio.sleep(0.02)
        while not numbered.seen():
            await house.relay.relay_batch(every(1))
            await house.uow.commit([change("a", await house.head("a"))])
            await asyncio.sleep(0.02)
    watching.cancel()


async def test_a_subscription_handles_each_event_once_though_two_run(house: House) -> None:
    total = await commit_some(house, aggregates=3, commits=60)
    await house.number_all()
    handled: list[NumberedEvent] = []

    async def handle(events: list[NumberedEvent], position: Position) -> None:
        rows = [{"_id": event.event.id} for event in events]
        await house.uow.commit(inserts={"commands": rows}, position=position)
        handled.extend(events)

    followers = [
        asyncio.create_task(
            Subscription("tests", house.db, house.feed.read, handle, batch=7).run(1)
        )
        for _ in range(2)
    ]
    await eventually(lambda: len(handled) >= total)
    for follower in followers:
        follower.cancel()
    await asyncio.gather(*followers, return_exceptions=True)
    assert whole(handled, total)


async def test_a_lease_has_one_holder_and_its_epoch_grows(house: House) -> None:
    first, second = Lease(house.db, "relay"), Lease(house.db, "relay")
    assert await first.acquire() == 1
    assert await second.acquire() is None
    assert await first.acquire() == 1
    await first.release()
    assert await second.acquire() == 2
    assert await first.acquire() is None


async def test_a_lease_that_is_not_renewed_falls_to_another(house: House) -> None:
    assert await Lease(house.db, "relay").acquire() == 1
    heir = Lease(house.db, "relay")
    assert await heir.acquire() is None
    assert await eventually(heir.acquire) == 2


async def test_of_many_that_want_a_lease_one_gets_it(house: House) -> None:
    epochs = await asyncio.gather(*(Lease(house.db, "one").acquire() for _ in range(8)))
    assert [epoch for epoch in epochs if epoch is not None] == [1]


async def test_who_gives_all_numbers_is_alone_until_another_shares_them(house: House) -> None:
    """A feed looks less often for numbers that nobody else can give."""
    first = asyncio.create_task(house.relay.run(0))
    await eventually(lambda: house.numbered.alone)
    second = asyncio.create_task(house.another_relay().run(0))
    await eventually(lambda: not house.numbered.alone)
    second.cancel()
    await eventually(lambda: house.numbered.alone)
    first.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    assert not house.numbered.alone
