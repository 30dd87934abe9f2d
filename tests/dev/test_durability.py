"""The embedded database and broker survive kill -9 with what they had taken."""

import sys
from pathlib import Path

import pytest
from redis.asyncio import Redis

from infra.dev import mongo
from tests.chaos.database import kill_under_load
from tests.servers import running_valkey


@pytest.fixture(params=[mongo.RUST, mongo.PYTHON])
def only_server(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """As on a processor for which the package has this one alone."""
    program: str = request.param
    installed = Path(sys.executable).parent / program
    if not installed.exists():
        pytest.skip(f"the package has no {program} for this processor")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / program).symlink_to(installed)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
    return program


async def test_mongo_keeps_what_it_acknowledged_over_kills_under_load(
    tmp_path: Path, only_server: str
) -> None:
    kept = await kill_under_load(tmp_path, kills=2, seed=5, most=100)
    assert len(kept.back) == 2
    assert kept.committed >= 2
    assert kept.lost == 0
    assert kept.torn == 0
    assert (tmp_path / only_server).is_dir()  # its data


async def test_valkey_keeps_its_keys_over_a_kill(tmp_path: Path) -> None:
    async with running_valkey(tmp_path) as (url, child):
        async with Redis.from_url(url) as broker:
            await broker.set("kept", "1")
        child.kill()
    async with running_valkey(tmp_path) as (url, _child), Redis.from_url(url) as broker:
        assert await broker.get("kept") == b"1"
