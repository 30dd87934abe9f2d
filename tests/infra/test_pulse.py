"""What a service has still to do, by its rows."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import FixedClock
from infra.kernel.feed import Place
from infra.kernel.pulse import Backlog, Pulse
from infra.storage.mongo import Database
from infra.storage.pulse import Left, PulseReader
from tests.infra.conftest import NOW, PARTITIONS, House, change

HOUR = timedelta(hours=1)


class Looked:
    """A reader of the rows of a service; `asked`: in which collections it looked."""

    def __init__(self, db: Database) -> None:
        self.asked: list[str] = []
        self.wake = Wakeup()
        self.committed = Wakeup()
        self.clock = FixedClock(NOW)
        counted: Any = _Counted(db, self.asked)
        self._reader = PulseReader(
            counted,
            self.clock,
            self.wake,
            self.committed,
            swept=["things"],
            swept_short=["others"],
            followed={"subscription": "neighbour"},
            in_flight=_taken,
            short=[Left("late", {"state": "OPEN"})],
        )

    async def backlog(self) -> Backlog:
        return await self._reader.backlog()

    async def read(self) -> Pulse:
        self.asked.clear()
        return await self._reader.read()


class _Counted:
    def __init__(self, db: Database, asked: list[str]) -> None:
        self._db = db
        self._asked = asked

    def __getitem__(self, collection: str) -> Any:
        self._asked.append(collection)
        return self._db[collection]


def _taken(now: datetime) -> list[Left]:
    return [Left("things", {"taken": {"$lte": now}})]


@pytest.fixture
def looked(house: House) -> Looked:
    return Looked(house.db)


async def test_nothing_to_do_until_the_first_thing_is_due(house: House, looked: Looked) -> None:
    await house.db["things"].insert_one({"_id": "a", "next_due": NOW + 2 * HOUR})
    await house.db["others"].insert_one({"_id": "a", "next_due": NOW + HOUR})
    await house.db["others"].insert_one({"_id": "never"})
    await house.db["late"].insert_one({"_id": "a", "state": "DONE"})
    await house.db["positions"].insert_one({"_id": "subscription", "number": 7})
    await house.db["positions"].insert_one({"_id": "another", "number": [1, 2, 3, 4, 5]})
    beginning = Place(1, (0,) * PARTITIONS)
    assert await looked.read() == Pulse(
        next_due=NOW + HOUR, head=beginning, followed={"neighbour": Place(0, (7,))}
    )


@pytest.mark.parametrize(
    ("collection", "row"),
    [
        ("things", {"next_due": NOW}),
        ("others", {"next_due": NOW - HOUR}),
        ("things", {"taken": NOW, "next_due": NOW + HOUR}),
        ("late", {"state": "OPEN"}),
        ("outbox", {"events": []}),
    ],
)
async def test_while_there_is_work_nothing_else_is_asked_for(
    house: House, looked: Looked, collection: str, row: Mapping[str, Any]
) -> None:
    await house.db[collection].insert_one({"_id": "work", **row})
    assert await looked.read() == Pulse(busy=True)
    assert await looked.read() == Pulse(busy=True)
    assert looked.asked == [collection]
    await house.db[collection].delete_one({"_id": "work"})
    assert not (await looked.read()).busy


async def test_whoever_sweeps_is_woken_for_what_is_due_only(house: House, looked: Looked) -> None:
    await house.db["late"].insert_one({"_id": "a", "state": "OPEN"})
    assert (await looked.read()).busy
    assert looked.wake.seen() == 0
    await house.db["late"].delete_many({})
    await house.db["things"].insert_one({"_id": "a", "next_due": NOW + HOUR})
    assert not (await looked.read()).busy
    looked.clock.advance(HOUR)
    assert (await looked.read()).busy
    assert looked.wake.seen() == 1


async def test_the_relay_is_woken_for_what_another_process_committed(
    house: House, looked: Looked
) -> None:
    await house.db["outbox"].insert_one({"_id": "a", "events": []})
    assert (await looked.read()).busy
    assert (looked.committed.seen(), looked.wake.seen()) == (1, 0)


async def test_the_feed_ends_at_the_last_number_of_each_partition(
    house: House, looked: Looked
) -> None:
    await house.uow.commit([change("a", count=3)])
    await house.db["things"].delete_many({})  # due at once
    assert (await looked.read()).busy, "committed, and not yet numbered"
    await house.number_all()
    head = (await looked.read()).head
    assert head.layout == 1
    assert sum(head.numbers) == 3


async def test_a_backlog_says_how_long_the_longest_due_has_waited(
    house: House, looked: Looked
) -> None:
    await house.db["things"].insert_one({"_id": "a", "next_due": NOW - HOUR})
    await house.db["others"].insert_one({"_id": "b", "next_due": NOW - 3 * HOUR})
    await house.db["others"].insert_one({"_id": "later", "next_due": NOW + HOUR})
    await house.db["positions"].insert_one({"_id": "subscription", "number": 7})
    found = await looked.backlog()
    assert (found.overdue_seconds, found.unnumbered_seconds) == (3 * 3600, 0)
    assert found.followed == {"neighbour": Place(0, (7,))}


async def test_what_is_due_later_is_no_backlog(house: House, looked: Looked) -> None:
    await house.db["things"].insert_one({"_id": "a", "next_due": NOW + HOUR})
    assert (await looked.backlog()).overdue_seconds == 0
