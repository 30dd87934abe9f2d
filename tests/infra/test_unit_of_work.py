"""Everything or nothing, and never over somebody else's change."""

import asyncio
import contextlib
import random
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest

from infra.kernel.errors import Unavailable
from infra.kernel.events import NEW, verify_chain
from infra.kernel.feed import BEGINNING, Place
from infra.outbox.owners import nobody
from infra.outbox.record import Position
from infra.storage.changes import DuplicateInsert, GuardedUpdate, VersionConflict
from infra.storage.mongo import Session, find_by, find_by_ids, in_one_go
from infra.storage.transactions import Transactions
from infra.storage.unit_of_work import retry_on_conflict
from infra.storage.writer import Writer
from tests.infra.conftest import House, change
from tests.reads import reading
from tests.waiting import PATIENCE


async def test_a_commit_writes_state_events_and_outbox(house: House) -> None:
    await house.uow.commit([change("a", count=3)])
    stored = await house.uow.load("things", "a")
    assert stored is not None
    assert stored.head.version == 3
    history = await house.uow.history("a")
    assert [event.version for event in history] == [1, 2, 3]
    assert verify_chain(history) is None
    assert stored.head.hash == history[-1].hash
    assert await house.db["outbox"].count_documents({}) == 1


async def test_of_five_at_once_one_wins_and_the_others_are_told(house: House) -> None:
    await house.uow.commit([change("a")])
    head = await house.head("a")
    results = await asyncio.gather(
        *(house.uow.commit([change("a", head)]) for _ in range(5)), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == [
        "NoneType", "VersionConflict", "VersionConflict", "VersionConflict", "VersionConflict",
    ]  # fmt: skip
    assert len(await house.uow.history("a")) == 2


async def test_a_stale_state_among_many_writes_none_of_them(house: House) -> None:
    await house.uow.commit([change("a"), change("b")])
    old = await house.head("a")
    await house.uow.commit([change("a", old)])
    with pytest.raises(VersionConflict):
        await house.uow.commit([change("a", old), change("b", await house.head("b")), change("c")])
    assert (await house.head("b")).version == 1
    assert (await house.head("c")) == NEW


async def test_a_spoken_for_row_undoes_the_state_too(house: House) -> None:
    row = {"commands": [{"_id": "key-1"}]}
    await house.uow.commit([change("a")], inserts=row)
    with pytest.raises(DuplicateInsert) as raised:
        await house.uow.commit([change("b")], inserts=row)
    assert raised.value.collection == "commands"
    assert await house.head("b") == NEW
    assert await house.uow.history("b") == []


async def test_a_position_moves_once(house: House) -> None:
    step = Position(name="follower", before=BEGINNING, after=Place(0, (7,)))
    await house.uow.commit([change("a")], position=step)
    with pytest.raises(VersionConflict):
        await house.uow.commit([change("b")], position=step)
    assert await house.head("b") == NEW


async def test_a_position_alone_moves_once(house: House) -> None:
    first = Position(name="follower", before=BEGINNING, after=Place(0, (7,)))
    second = Position(name="follower", before=Place(0, (7,)), after=Place(1, (1, 2)))
    for step in (first, second):
        await house.uow.commit(position=step)
        with pytest.raises(VersionConflict):
            await house.uow.commit(position=step)
    row = await house.db["positions"].find_one({"_id": "follower"})
    assert row == {"_id": "follower", "number": [1, 1, 2]}


async def test_a_position_alone_does_not_overtake_a_commit_that_moves_it(house: House) -> None:
    step = Position(name="follower", before=BEGINNING, after=Place(0, (7,)))
    alone = list[asyncio.Task[None]]()

    async def write(session: Session) -> None:
        await in_one_go(house.db, session, lambda db, own: Writer(db, own, nobody).move(step))
        alone.append(asyncio.create_task(house.uow.commit(position=step)))
        await asyncio.wait(alone, timeout=0.05)  # it waits for the end of this, or is refused

    await Transactions(house.client, house.db).run(write)
    with pytest.raises(VersionConflict):
        await alone[-1]


async def test_a_guarded_row_that_moved_undoes_everything(house: House) -> None:
    guard = GuardedUpdate("commands", {"_id": "nobody"}, {"$set": {"done": True}})
    with pytest.raises(VersionConflict):
        await house.uow.commit([change("a")], updates=[guard])
    assert await house.head("a") == NEW


async def test_large_numbers_come_back_as_plain_ints(house: House) -> None:
    """The driver's own class for them is unknown to everything that encodes."""
    large = 2**40
    await house.db["things"].insert_one({"_id": "n", "deep": [{"n": large}]})
    found = await house.db["things"].find_one({"_id": "n"})
    assert found is not None
    assert type(found["deep"][0]["n"]) is int
    assert msgspec.json.encode(found["deep"]) == b'[{"n":1099511627776}]'


async def test_times_come_back_in_utc(house: House) -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=timezone(timedelta(hours=8)))
    await house.db["things"].insert_one({"_id": "n", "deep": [{"at": noon}]})
    found = await house.db["things"].find_one({"_id": "n"})
    assert found is not None
    assert found["deep"][0]["at"] == datetime(2026, 11, 21, 4, tzinfo=UTC)
    assert found["deep"][0]["at"].tzinfo is UTC


async def test_many_rows_come_in_one_answer(house: House) -> None:
    await house.db["things"].insert_many([{"_id": str(n), "of": n % 2} for n in range(240)])
    with reading() as reads:
        assert len(await find_by_ids(house.db["things"], [str(n) for n in range(240)])) == 240
        assert reads.names == ["find things"]
        assert len(await find_by(house.db["things"], "of", range(2))) == 240  # more than asked


async def test_many_at_once_all_get_through(house: House) -> None:
    await house.uow.commit([change("a")])

    async def once() -> None:
        async def attempt() -> None:
            await house.uow.commit([change("a", await house.head("a"))])

        await retry_on_conflict(attempt)

    await asyncio.gather(*(once() for _ in range(12)))
    assert (await house.head("a")).version == 13


async def test_commits_of_several_that_meet_end_one_way_or_the_other(house: House) -> None:
    """New and old ones in one bulk: one that went on after it had met another was refused for as
    long as the driver tries."""
    dice = random.Random(0)

    async def write() -> int:
        done = 0
        for _ in range(30):
            ids = [f"m{n}" for n in dice.sample(range(12), 3)]
            heads = [await house.head(id) for id in ids]
            with contextlib.suppress(VersionConflict):
                await house.uow.commit([change(*one) for one in zip(ids, heads, strict=True)])
                done += 3
        return done

    async with asyncio.timeout(PATIENCE):
        done = sum(await asyncio.gather(*(write() for _ in range(4))))
    assert sum([(await house.head(f"m{n}")).version for n in range(12)]) == done


async def test_a_hopeless_race_says_that_it_can_be_tried_again(house: House) -> None:
    async def always_late() -> None:
        raise VersionConflict("late")

    with pytest.raises(Unavailable):
        await retry_on_conflict(always_late, tries=3)
