"""What every service counts."""

import asyncio
import contextlib
from datetime import timedelta

import msgspec
from prometheus_client import REGISTRY

from infra.kernel.clock import FixedClock
from infra.kernel.feed import BEGINNING, FeedPage, Place
from infra.outbox.lag import RelayLag
from infra.outbox.record import Position
from infra.outbox.subscription import Subscription
from infra.storage.sweeper import Sweeper
from tests.infra.conftest import NOW, House, change


def shown(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_the_oldest_commit_without_a_number_is_the_lag(house: House) -> None:
    lag = RelayLag(house.db)
    assert await lag.seconds() == 0
    await house.uow.commit([change("one")])
    row = await house.db["outbox"].find_one({})
    assert row is not None
    id, minute = row["_id"], 60_000
    aged = f"{int(id[:12], 16) - minute:012x}{id[12:]}"
    await house.db["outbox"].insert_one({**row, "_id": aged})
    assert 59 < await lag.seconds() < 120
    await house.number_all()
    assert await lag.seconds() == 0


async def test_events_are_counted_by_type_once_they_are_there(house: House) -> None:
    await house.uow.commit([change("one", count=3)])
    database = house.db.name
    assert shown("reinstate_events_total", database=database, type="Happened") == 3


async def test_a_subscription_says_how_far_behind_it_is(house: House) -> None:
    head = Place(0, (7,))

    async def read(after: Place | None, limit: int, wait: float) -> FeedPage:
        await asyncio.sleep(0)
        return FeedPage(start=BEGINNING, events=(), upto=BEGINNING, head=head)

    async def handle(events: object, position: Position) -> None:
        raise AssertionError("there is nothing")

    subscription = Subscription("behind", house.db, read, handle)
    await subscription.step(0)
    assert shown("reinstate_subscription_behind_events", subscription="behind") == 7
    assert shown("reinstate_subscription_steps_total", subscription="behind") == 1
    running = asyncio.create_task(subscription.run(1))
    await asyncio.sleep(0)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    assert shown("reinstate_subscription_behind_events", subscription="behind") == 0


async def test_a_sweeper_says_how_long_what_is_due_has_waited(house: House) -> None:
    await house.db["things"].insert_one({"_id": "t", "next_due": NOW - timedelta(minutes=5)})
    clock, name = FixedClock(NOW), "sweep things"
    failed = shown("reinstate_ticks_failed_total", sweeper=name)

    async def tick(_id: str) -> None:
        raise msgspec.ValidationError("of a damaged row")

    await Sweeper(house.db, "things", clock, tick).sweep()
    assert shown("reinstate_overdue_seconds", sweeper=name) == 300
    assert shown("reinstate_ticks_failed_total", sweeper=name) == failed + 1
