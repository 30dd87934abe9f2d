"""A process that dies inside a transaction does not keep the others waiting."""

import asyncio
import multiprocessing
import os
import signal
import time

import pytest

from infra.settings import PlatformSettings
from infra.storage.mongo import BlockingDatabase, BlockingSession, connect, database
from infra.storage.transactions import Transactions
from tests.infra.conftest import House, change


def _die_holding(url: str, name: str) -> None:
    """Changes a row in a transaction and is killed before the commit."""

    async def hold() -> None:
        client = connect(PlatformSettings(mongo_url=url))
        db = database(client, name)

        async def write(session: object) -> None:
            await db["things"].update_one({"_id": "a"}, {"$set": {"n": 1}}, session=session)
            os.kill(os.getpid(), signal.SIGKILL)

        await Transactions(client, db).run(write)

    asyncio.run(hold())


async def test_rows_held_by_the_dead_are_free_within_seconds(house: House, mongo_url: str) -> None:
    await house.uow.commit([change("a")])
    spawn = multiprocessing.get_context("spawn")
    process = spawn.Process(target=_die_holding, args=(mongo_url, house.db.name))
    process.start()
    await asyncio.to_thread(process.join)
    assert process.exitcode == -signal.SIGKILL
    caring = asyncio.create_task(Transactions(house.client, house.db).keep(0))
    began = time.monotonic()
    await house.uow.commit([change("a", await house.head("a"))])
    assert time.monotonic() - began < 30  # the database itself would take a minute
    assert (await house.head("a")).version == 2
    caring.cancel()


async def test_the_living_keep_their_sessions(house: House) -> None:
    living, other = (Transactions(house.client, house.db) for _ in range(2))

    async def write(session: object) -> int:
        await house.db["things"].insert_one({"_id": "b"}, session=session)
        return await other.end_dead_sessions()

    assert await living.run(write) == 0
    assert await house.db["things"].count_documents({"_id": "b"}) == 1


async def test_who_is_cancelled_halfway_holds_no_rows(house: House) -> None:
    halfway, rows = asyncio.Event(), house.db["things"]
    await rows.insert_one({"_id": "c", "n": 0})

    async def write(session: object) -> None:
        await rows.update_one({"_id": "c"}, {"$inc": {"n": 1}}, session=session)
        halfway.set()
        await asyncio.sleep(0.05)

    running = asyncio.create_task(Transactions(house.client, house.db).run(write))
    await halfway.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    async with asyncio.timeout(30):  # as above
        await rows.update_one({"_id": "c"}, {"$inc": {"n": 1}})
    assert await rows.find_one({"_id": "c"}) == {"_id": "c", "n": 2}


async def test_what_goes_in_one_go_is_whole_though_its_caller_is_cancelled(house: House) -> None:
    begun, loop = asyncio.Event(), asyncio.get_running_loop()

    def write(db: BlockingDatabase, session: BlockingSession) -> None:
        db["things"].insert_one({"_id": "d"}, session=session)
        loop.call_soon_threadsafe(begun.set)
        db["things"].insert_one({"_id": "e"}, session=session)

    transactions = Transactions(house.client, house.db)
    running = asyncio.create_task(transactions.run_in_one_go(house.db, write))
    await begun.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await house.db["things"].count_documents({"_id": {"$in": ["d", "e"]}}) == 2
