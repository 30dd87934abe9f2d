"""The embedded database and broker survive kill -9 with what they had taken."""

from pathlib import Path

from redis.asyncio import Redis

from tests.chaos.database import kill_under_load
from tests.servers import running_valkey


async def test_mongo_keeps_what_it_acknowledged_over_kills_under_load(tmp_path: Path) -> None:
    kept = await kill_under_load(tmp_path, kills=3, seed=5, most=150)
    assert len(kept.back) == 3
    assert kept.committed >= 3
    assert kept.lost == 0
    assert kept.torn == 0


async def test_valkey_keeps_its_keys_over_a_kill(tmp_path: Path) -> None:
    async with running_valkey(tmp_path) as (url, child):
        async with Redis.from_url(url) as broker:
            await broker.set("kept", "1")
        child.kill()
    async with running_valkey(tmp_path) as (url, _child), Redis.from_url(url) as broker:
        assert await broker.get("kept") == b"1"
