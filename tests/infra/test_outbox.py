"""One sequence: without gaps, in order, whoever relays and whenever it dies."""

import asyncio
import random
from typing import Any

import pytest

from infra.concurrency.wakeup import Numbered, Wakeup
from infra.kernel.events import NumberedEvent
from infra.kernel.feed import BEGINNING, Place
from infra.outbox.feed import Feed
from infra.outbox.record import Position
from infra.outbox.relay import Fenced
from infra.outbox.subscription import Subscription
from infra.outbox.waker import Waker
from infra.storage.lease import Lease
from tests.infra.conftest import House, change
from tests.waiting import PATIENCE, eventually


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
    while await house.relay.relay_batch(1):
        pass
    page = await house.feed.read(BEGINNING, 1000, 0)
    assert [event.number for event in page.events] == list(range(1, total + 1))
    for versions in per_aggregate(list(page.events)).values():
        assert versions == list(range(1, len(versions) + 1))


async def test_relays_that_die_and_overlap_lose_and_double_nothing(house: House) -> None:
    """Relays are cancelled at random instants while others run and commits go on."""
    committing = asyncio.create_task(commit_some(house, aggregates=4, commits=80))
    epoch = 0
    while not committing.done():
        epoch += 1
        running = asyncio.create_task(house.another_relay().run(epoch))
        await asyncio.sleep(random.uniform(0.0, 0.03))
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    total, feed = committing.result(), Feed(house.db, Numbered())
    # a relay that was cancelled may have committed without telling this process, or still do so
    while (await feed.read(None, 1, 0)).head.numbers[0] < total:
        await house.relay.relay_batch(epoch + 1)
    page = await feed.read(BEGINNING, 1000, 0)
    assert [event.number for event in page.events] == list(range(1, total + 1))
    for versions in per_aggregate(list(page.events)).values():
        assert versions == list(range(1, len(versions) + 1))


async def test_a_relay_with_an_old_lease_is_fenced_out(house: House) -> None:
    await house.uow.commit([change("a")])
    await house.relay.relay_batch(5)
    await house.uow.commit([change("b")])
    with pytest.raises(Fenced):
        await house.another_relay().relay_batch(4)
    assert await house.relay.relay_batch(5) == 1


async def test_what_another_relay_numbered_after_it_was_read_is_not_numbered_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = house.another_relay()
    waiting = late._waiting

    async def read_and_wait() -> tuple[list[str], list[dict[str, Any]]]:
        found = await waiting()
        await house.relay.relay_batch(1)
        return found

    await house.uow.commit([change("a")])
    monkeypatch.setattr(late, "_waiting", read_and_wait)
    assert await late.relay_batch(2) == 0
    assert (await house.feed.read(BEGINNING, 10, 0)).head == Place(0, (1,))
    await house.uow.commit([change("b")])
    monkeypatch.undo()
    assert await late.relay_batch(2) == 1
    assert [event.number for event in (await house.feed.read(BEGINNING, 10, 0)).events] == [1, 2]


async def test_a_waiting_reader_wakes_at_the_commit(house: House) -> None:
    relaying = asyncio.create_task(house.relay.run(1))
    reading = asyncio.create_task(house.feed.read(BEGINNING, 10, PATIENCE))
    await house.uow.commit([change("a")])
    page = await asyncio.wait_for(reading, PATIENCE)
    assert [event.number for event in page.events] == [1]
    assert page.head == (await house.feed.read(None, 1, 0)).head == Place(0, (1,))
    relaying.cancel()


async def test_a_commit_elsewhere_wakes_this_process(house: House) -> None:
    committed, numbered = Wakeup(), Wakeup()
    watching = asyncio.create_task(Waker(house.db, committed, numbered).run(0))
    async with asyncio.timeout(PATIENCE):
        while not committed.seen():
            await house.uow.commit([change("a", await house.head("a"))])
            await asyncio.sleep(0.02)
        while not numbered.seen():
            await house.relay.relay_batch(1)
            await house.uow.commit([change("a", await house.head("a"))])
            await asyncio.sleep(0.02)
    watching.cancel()


async def test_a_subscription_handles_each_event_once_though_two_run(house: House) -> None:
    total = await commit_some(house, aggregates=3, commits=60)
    while await house.relay.relay_batch(1):
        pass
    handled: list[int] = []

    async def handle(events: list[NumberedEvent], position: Position) -> None:
        rows = [{"_id": event.number} for event in events]
        await house.uow.commit(inserts={"commands": rows}, position=position)
        handled.extend(event.number for event in events)

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
    assert sorted(handled) == list(range(1, total + 1))


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
