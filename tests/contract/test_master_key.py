"""The master key is exchanged by a command, while values that it guards are read."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from infra.process.foundation import build_sealing, lay_foundation
from infra.sealing.key_store import KEYS
from infra.storage.mongo import Client, connect
from services.__main__ import main
from services.notify.core.stores.collections import INDEXES, RECIPIENTS
from services.notify.core.stores.sealed import SEALED
from services.settings import Settings

NEW = "0123456789abcdef" * 4
ROWS = [{"_id": f"m-{n:04}", "name": f"Li {n}", "phone": "", "email": ""} for n in range(1_200)]


@pytest.fixture
async def settings(
    mongo_url: str, database_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Settings]:
    monkeypatch.setenv("MONGO_URL", mongo_url)
    monkeypatch.setenv("MONGO_DATABASE_PREFIX", database_prefix)
    settings = Settings(mongo_url=mongo_url, mongo_database_prefix=database_prefix)
    yield settings
    client: Client = connect(settings)
    await client.drop_database(settings.database("notify"))
    client.close()


async def rotated(monkeypatch: pytest.MonkeyPatch, key: str, old: str) -> int:
    monkeypatch.setenv("MASTER_KEY", key)
    monkeypatch.setenv("MASTER_KEY_OLD", old)
    return await asyncio.to_thread(main, ["rotate-master-key"])


async def test_every_key_is_wrapped_anew_and_the_old_one_is_not_needed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    client: Client = connect(settings)
    base = lay_foundation(settings, client, "notify", sealed=SEALED)
    await base.prepare(INDEXES)
    stored = await base.sealing.sealed(RECIPIENTS, ROWS)
    await base.db[RECIPIENTS].insert_many(stored)
    assert await rotated(monkeypatch, NEW, "") == 2  # the old one is missing: nothing is lost
    assert await rotated(monkeypatch, NEW, settings.master_keys[0]) == 0
    assert "notify: 1200 keys, 1200 wrapped anew" in capsys.readouterr().out
    assert await rotated(monkeypatch, NEW, "") == 0
    assert "notify: 1200 keys, 0 wrapped anew" in capsys.readouterr().out
    ours = settings.model_copy(update={"master_key": SecretStr(NEW)})
    sealing = build_sealing(ours, base.db, SEALED)
    rows = await base.db[RECIPIENTS].find().sort("_id", 1).to_list(None)
    assert list(await sealing.opened(RECIPIENTS, rows)) == ROWS
    assert await base.db[KEYS].count_documents({}) == 1_200
    client.close()
