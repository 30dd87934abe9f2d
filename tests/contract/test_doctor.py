"""Each kind of fault is planted where it would lie, in the embedded parts, and found."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr
from pymongo import ASCENDING, IndexModel
from redis.asyncio import Redis

from infra.dev.ports import free_port
from infra.dev.sinks.domestic_api import PATH
from infra.kernel.clock import SystemClock
from infra.kernel.feed import Place
from infra.kernel.ids import new_id
from infra.outbox.layouts import open_layout
from infra.outbox.record import OUTBOX, POSITIONS, SEQUENCE
from infra.process.foundation import build_sealing
from infra.sealing.fields import SealedFields
from infra.sealing.key_store import KEYS
from infra.storage.mongo import Client, Database, connect, database, ensure_indexes
from infra.storage.restores import Restored, write_restored
from infra.storage.transactions import SESSIONS, Transactions
from services.doctor.advice import Advice, Gravity
from services.doctor.broker_check import of_broker
from services.doctor.cli import laid_by
from services.doctor.database_check import Indexes, of_followers, of_server, of_service
from services.doctor.disk_check import of_backups, of_disk
from services.doctor.key_check import of_identity_provider, of_master_keys
from services.doctor.provider_check import of_mail, of_sms
from services.doctor.reach_check import of_callbacks, of_gateway, of_gateways
from services.recovery.manifest import Folder, Manifest
from services.settings import Settings
from tests.servers import ACCOUNT, TOKEN, Sinks

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
LAID: Indexes = {
    "members": [
        IndexModel([("next_due", ASCENDING)]),
        IndexModel([("email", ASCENDING)], unique=True),
    ],
    OUTBOX: [], SEQUENCE: [], SESSIONS: [], POSITIONS: [], KEYS: [],
}  # fmt: skip


@pytest.fixture
async def settings(mongo_url: str, database_prefix: str) -> Settings:
    return Settings(mongo_url=mongo_url, mongo_database_prefix=database_prefix)


@pytest.fixture
async def mongo(settings: Settings) -> AsyncIterator[Client]:
    client: Client = connect(settings)
    yield client
    client.close()


@pytest.fixture
async def db(mongo: Client, settings: Settings) -> AsyncIterator[Database]:
    made = database(mongo, settings.database("membership"))
    await ensure_indexes(made, LAID)
    yield made
    await mongo.drop_database(made.name)


def ills(found: list[Advice]) -> dict[str, Gravity]:
    ill = (Gravity.FAULT, Gravity.WARNING)
    return {one.about: one.gravity for one in found if one.gravity in ill}


async def examined(db: Database) -> dict[str, Gravity]:
    found = ills([one async for one in of_service(db, LAID, SystemClock())])
    return {about.removeprefix(f"{db.name}."): gravity for about, gravity in found.items()}


async def test_a_database_that_answers_and_one_that_does_not(mongo: Client) -> None:
    assert ills(await of_server(mongo)) == {}
    nobody = Settings(mongo_url=f"mongodb://127.0.0.1:{free_port()}/?serverSelectionTimeoutMS=50")
    client: Client = connect(nobody)
    client.close()  # a closed client asks nobody, and says so at once
    assert ills(await of_server(client)) == {"database": Gravity.FAULT}


async def test_what_is_wrong_in_a_database_is_found(db: Database) -> None:
    assert await examined(db) == {}
    await db["members"].drop_index("email_1")
    assert await examined(db) == {"indexes": Gravity.FAULT}
    await db["members"].create_indexes(list(LAID["members"]))
    overdue = {"next_due": datetime.now(UTC) - timedelta(minutes=6)}
    await db["members"].insert_one({"_id": "m-1", "email": "m-1", **overdue})
    assert await examined(db) == {"members": Gravity.WARNING}
    await db["members"].delete_many({})
    aged = f"{int((time.time() - 300) * 1_000):012x}{new_id()[12:]}.7"
    await db[OUTBOX].insert_one({"_id": aged, "slot": 7, "events": []})
    assert await examined(db) == {"relay": Gravity.FAULT}
    await db[OUTBOX].delete_many({})
    restored = Restored(id="b-1", made_at=NOW, real_at=NOW, stopped_at=NOW)
    await write_restored(db, restored)
    assert await examined(db) == {"restore": Gravity.FAULT}


async def test_who_is_far_behind_in_a_feed_is_found(db: Database, mongo: Client) -> None:
    await open_layout(Transactions(mongo, db), db, 1)
    at = Place(1, (0,)).packed()
    await db[POSITIONS].insert_one({"_id": "membership", "number": at})
    assert ills(await of_followers({"membership": db})) == {}
    await db[SEQUENCE].update_one({"_id": "1/0"}, {"$set": {"head": 1_001}})
    found = ills(await of_followers({"membership": db}))
    assert found == {"membership.follows.membership": Gravity.WARNING}


async def test_what_each_service_lays_down_is_known_without_starting_it(
    settings: Settings,
) -> None:
    laid = await laid_by(settings)
    assert set(laid) == {"membership", "accounts", "appeals", "notify"}
    assert all(OUTBOX in indexes and len(indexes) > 10 for indexes in laid.values())


async def test_a_master_key_that_is_gone_is_found(db: Database, settings: Settings) -> None:
    sealed = [SealedFields("people", {"name": ""}, lambda row: str(row["_id"]))]
    await build_sealing(settings, db, sealed).sealed("people", [{"_id": "m-1", "name": "Li"}])
    about = f"{db.name}.master-key"
    assert ills(await of_master_keys(settings, db)) == {}
    other = settings.model_copy(update={"master_key": SecretStr("0123456789abcdef" * 4)})
    assert ills(await of_master_keys(other, db)) == {about: Gravity.FAULT}
    before = SecretStr(settings.master_keys[0])
    [said] = await of_master_keys(other.model_copy(update={"master_key_old": before}), db)
    assert said.gravity is Gravity.NOTE, "the old one is still needed"


async def test_a_broker_that_forgets_is_found(broker_url: str) -> None:
    async with Redis.from_url(broker_url) as broker:
        assert ills(await of_broker(broker_url)) == {}
        kept = await broker.config_get("appendonly", "maxmemory-policy")
        try:
            await broker.config_set("maxmemory-policy", "allkeys-lru")
            await broker.config_set("appendonly", "no")
            found = ills(await of_broker(broker_url))
        finally:
            for name, value in kept.items():
                await broker.config_set(name, value)
    assert found == {"broker.aof": Gravity.WARNING, "broker.eviction": Gravity.FAULT}
    assert ills(await of_broker(f"redis://127.0.0.1:{free_port()}")) == {"broker": Gravity.FAULT}


async def test_providers_are_asked_and_nothing_is_sent(sinks: Sinks) -> None:
    known = Settings(
        twilio_account_sid=ACCOUNT, twilio_auth_token=SecretStr(TOKEN), twilio_base_url=sinks.url,
        smtp_port=sinks.smtp_port,
    )  # fmt: skip
    assert ills([*await of_sms(known), *await of_mail(known)]) == {}
    wrong = known.model_copy(update={"twilio_auth_token": SecretStr("zq7" * 11)})
    [refused] = await of_sms(wrong)
    assert refused.gravity is Gravity.FAULT
    assert refused.mend is not None
    assert "TWILIO_" in refused.mend.en
    nowhere = {"smtp_port": free_port(), "twilio_base_url": f"http://127.0.0.1:{free_port()}"}
    gone = known.model_copy(update=nowhere)
    found = ills([*await of_sms(gone), *await of_mail(gone)])
    assert found == {"providers.sms.twilio": Gravity.FAULT, "providers.mail.smtp": Gravity.FAULT}
    another = SecretStr(f"cn=smtp://127.0.0.1:{free_port()}")
    found = ills(await of_mail(known.model_copy(update={"smtp_relays": another})))
    assert found == {"providers.mail.cn": Gravity.FAULT}
    assert await sinks.messages() == []


async def test_a_domestic_house_is_asked_by_our_key_and_sends_nothing(sinks: Sinks) -> None:
    known = Settings(
        sms_providers="CN: domestic; DEFAULT: domestic", domestic_sms_url=sinks.url + PATH,
    )  # fmt: skip
    [said] = await of_sms(known)
    assert (said.about, said.gravity) == ("providers.sms.domestic", Gravity.FINE)
    for wrong in (
        {"domestic_sms_secret": SecretStr("z" * 32)},
        {"domestic_sms_key_id": "stranger"},
    ):
        [refused] = await of_sms(known.model_copy(update=wrong))
        assert refused.gravity is Gravity.FAULT
        assert refused.mend is not None
        assert "DOMESTIC_SMS_" in refused.mend.en
    nowhere = {"domestic_sms_url": f"http://127.0.0.1:{free_port()}/"}
    [gone] = await of_sms(known.model_copy(update=nowhere))
    assert gone.gravity is Gravity.FAULT
    assert await sinks.messages() == []


@pytest.fixture
async def site() -> AsyncIterator[TestServer]:
    """Keys, a callback's way, and a gateway whose clock is wrong."""

    async def keys(_request: web.Request) -> web.Response:
        return web.json_response({"keys": [{"kid": "k-1"}]})

    async def none(_request: web.Request) -> web.Response:
        return web.json_response({"keys": []})

    async def callback(_request: web.Request) -> web.Response:
        return web.Response(status=403)

    async def ready(_request: web.Request) -> web.Response:
        return web.Response(headers={"date": "Wed, 21 Oct 2015 07:28:00 GMT"})

    app = web.Application()
    app.router.add_get("/keys", keys)
    app.router.add_get("/none", none)
    app.router.add_get("/readyz", ready)
    app.router.add_post("/callbacks/twilio/doctor", callback)
    async with TestServer(app) as server:
        yield server


def settings_with(**given: Any) -> Settings:
    return Settings().model_copy(update=given)


async def test_keys_of_an_identity_provider_are_fetched(site: TestServer) -> None:
    async def found(url: str) -> dict[str, Gravity]:
        return ills(await of_identity_provider(settings_with(jwt_jwks_url=url)))

    assert await found(str(site.make_url("/keys"))) == {}
    assert await found(str(site.make_url("/none"))) == {"keys.jwks": Gravity.WARNING}
    assert await found(str(site.make_url("/absent"))) == {"keys.jwks": Gravity.FAULT}
    assert await found(f"http://127.0.0.1:{free_port()}") == {"keys.jwks": Gravity.FAULT}


async def test_callbacks_lead_to_notify_or_do_not(site: TestServer) -> None:
    there = settings_with(callback_url=str(site.make_url("")).rstrip("/"))
    assert ills(await of_callbacks(there)) == {}
    elsewhere = settings_with(callback_url=f"http://127.0.0.1:{free_port()}")
    assert ills(await of_callbacks(elsewhere)) == {"callbacks": Gravity.FAULT}
    outside = there.model_copy(update={"environment": "production"})
    [said] = await of_callbacks(outside)
    assert said.what.en == "{host} is a private address."


async def test_a_gateway_that_is_away_or_goes_by_another_clock(site: TestServer) -> None:
    found = ills(await of_gateway(str(site.make_url("")).rstrip("/")))
    assert found == {"gateway.clock": Gravity.FAULT}
    gone = await of_gateway(f"http://127.0.0.1:{free_port()}")
    assert ills(gone) == {"gateway": Gravity.FAULT}


async def test_several_gateways_are_asked_each_and_for_their_keys(
    aiohttp_sites: Callable[[str], Awaitable[str]],
) -> None:
    alike, too, other = [await aiohttp_sites(kid) for kid in ("k-1", "k-1", "k-2")]
    assert ills(await of_gateways([alike, too])) == {}
    gone = f"http://127.0.0.1:{free_port()}"
    port = gone.rpartition(":")[2]
    found = ills(await of_gateways([alike, other, gone]))
    assert found == {f"gateway.127.0.0.1:{port}": Gravity.FAULT, "gateways.keys": Gravity.FAULT}


@pytest.fixture
async def aiohttp_sites() -> AsyncIterator[Callable[[str], Awaitable[str]]]:
    """Gateways that are ready and show a key of that id."""
    async with AsyncExitStack() as running:

        async def started(kid: str) -> str:
            async def keys(_request: web.Request) -> web.Response:
                return web.json_response({"keys": [{"kid": kid, "kty": "OKP"}]})

            async def ready(_request: web.Request) -> web.Response:
                return web.Response()

            app = web.Application()
            app.router.add_get("/readyz", ready)
            app.router.add_get("/.well-known/jwks.json", keys)
            server = await running.enter_async_context(TestServer(app))
            return str(server.make_url("")).rstrip("/")

        yield started


def test_backups_are_looked_at_by_their_age(tmp_path: Path) -> None:
    assert ills(of_backups(tmp_path, NOW)) == {"backup": Gravity.FAULT}
    for name, hours in (("old", 90), ("new", 20)):
        (tmp_path / name).mkdir()
        at = NOW - timedelta(hours=hours)
        made = Manifest(id=name, format=1, made_at=at, real_at=at, keys=(), databases=())
        Folder(tmp_path / name).made(made)
    assert ills(of_backups(tmp_path, NOW)) == {}
    assert ills(of_backups(tmp_path, NOW + timedelta(hours=7))) == {"backup": Gravity.FAULT}


def test_a_disk_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage(msgspec.Struct):
        total: int = 100
        free: int = 4

    monkeypatch.setattr("shutil.disk_usage", lambda _path: Usage())
    assert ills(of_disk(tmp_path / "not" / "there")) == {"disk": Gravity.WARNING}
    monkeypatch.setattr("shutil.disk_usage", lambda _path: Usage(free=40))
    assert ills(of_disk(tmp_path)) == {}
