"""The embedded database and broker survive kill -9 with what they had taken."""

from pathlib import Path

from pymongo import MongoClient
from redis.asyncio import Redis

from tests.servers import running_mongo, running_valkey


async def test_mongo_keeps_transactions_over_a_kill(tmp_path: Path) -> None:
    async with running_mongo(tmp_path) as (url, child):
        write_in_one_transaction(url)
        child.kill()
    async with running_mongo(tmp_path) as (url, _child):
        with MongoClient[dict[str, int]](url) as client:
            assert client["kept"]["a"].find_one() == {"_id": 1}
            assert client["kept"]["b"].find_one() == {"_id": 2}


def write_in_one_transaction(url: str) -> None:
    with (
        MongoClient[dict[str, int]](url) as client,
        client.start_session() as session,
        session.start_transaction(),
    ):
        client["kept"]["a"].insert_one({"_id": 1}, session=session)
        client["kept"]["b"].insert_one({"_id": 2}, session=session)


async def test_valkey_keeps_its_keys_over_a_kill(tmp_path: Path) -> None:
    async with running_valkey(tmp_path) as (url, child):
        async with Redis.from_url(url) as broker:
            await broker.set("kept", "1")
        child.kill()
    async with running_valkey(tmp_path) as (url, _child), Redis.from_url(url) as broker:
        assert await broker.get("kept") == b"1"
