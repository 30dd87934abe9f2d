"""What is stored of people: each owner's by a key of their own, which can be destroyed for good."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from bson import BSON
from bson.binary import Binary

from infra.sealing.data_key import SEALED, DataKey, Unopenable, is_sealed, key_of
from infra.sealing.fields import SealedFields, owned_by
from infra.sealing.key_store import KEYS, REMEMBERED_FOR, REWRAPPED_AT_ONCE, DataKeys
from infra.sealing.master_keys import LocalMasterKeys, NoMasterKey, Unwrapped
from infra.sealing.older import PROGRESS, SealingOlder
from infra.sealing.rotating import rotate
from infra.sealing.sealing import RowSealing
from infra.secret_settings import Environment
from infra.settings import PlatformSettings, SettingsError, load
from infra.storage.changes import GuardedUpdate
from infra.storage.mongo import Client, Database, connect, database, ensure_indexes
from infra.storage.transactions import Transactions

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OLD, NEW = "the master key of last year", "the master key of this year"
ROWS = "letters"
FIELDS = SealedFields(ROWS, {"text": "", "facts": {}, "sent.*.to": ""}, owned_by("owner"))
LETTER = {
    "_id": "l-1",
    "owner": "li",
    "text": "Li lives in Nanjing",
    "facts": {"at": NOW, "reason": "Li moved"},
    "sent": [{"by": "mail", "to": "li@example.com"}, {"by": "inbox", "to": ""}],
}


class Seconds:
    def __init__(self) -> None:
        self.passed = 0.0

    def __call__(self) -> float:
        return self.passed


@pytest.fixture
async def db(mongo_url: str, database_prefix: str) -> AsyncIterator[Database]:
    client: Client = connect(PlatformSettings(mongo_url=mongo_url))
    made = database(client, database_prefix)
    await ensure_indexes(made, {KEYS: [], PROGRESS: [], ROWS: [], "sessions": []})
    yield made
    await client.drop_database(database_prefix)
    client.close()


def keys_in(db: Database, *secrets: str, passed: Seconds | None = None) -> DataKeys:
    return DataKeys(db, LocalMasterKeys(secrets or (OLD,)), passed or Seconds())


async def stored(db: Database) -> bytes:
    rows = [row async for row in db[ROWS].find()]
    return b"".join(BSON.encode(row) for row in rows)


def test_what_is_sealed_in_one_place_opens_there_alone() -> None:
    key = DataKey("li", "00" * 8, b"k" * 32)
    sealed = key.seal("letters/l-1/text", b"secret")
    assert key.open("letters/l-1/text", sealed) == b"secret"
    assert (sealed.subtype, key_of(sealed), is_sealed(sealed)) == (SEALED, "00" * 8, True)
    assert key.seal("letters/l-1/text", b"secret") != sealed
    others = DataKey("wang", "00" * 8, b"k" * 32)
    altered = Binary(sealed[:-1] + bytes([sealed[-1] ^ 1]), SEALED)
    for opener, place, value in (
        (key, "letters/l-2/text", sealed),
        (others, "letters/l-1/text", sealed),
        (key, "letters/l-1/text", altered),
        (key, "letters/l-1/text", Binary(b"", SEALED)),
    ):
        with pytest.raises(Unopenable):
            opener.open(place, value)


async def test_a_wrapped_key_is_its_owners_and_says_which_master_key_it_needs() -> None:
    both, old = LocalMasterKeys((NEW, OLD)), LocalMasterKeys((OLD,))
    [wrapped] = await old.wrap([Unwrapped(owner="li", id="01" * 8, secret=b"k" * 32)])
    assert (await both.unwrap([wrapped]))[0].secret == b"k" * 32
    [anew] = await both.wrap(await both.unwrap([wrapped]))
    assert (wrapped.master, anew.master) == (old.current, both.current)
    with pytest.raises(NoMasterKey, match=both.current):
        await old.unwrap([anew])


async def test_documents_are_sealed_and_opened_again(db: Database) -> None:
    sealing = RowSealing(keys_in(db), [FIELDS])
    rows = await sealing.sealed(ROWS, [LETTER])
    assert LETTER["text"] == "Li lives in Nanjing"  # what was given stays as it is
    assert [is_sealed(rows[0][name]) for name in ("text", "facts", "owner")] == [True, True, False]
    assert [is_sealed(one["to"]) for one in rows[0]["sent"]] == [True, False]
    await db[ROWS].insert_many(rows)
    for words in (b"Nanjing", b"moved", b"example.com"):
        assert words not in await stored(db)
    found = await db[ROWS].find_one({"_id": "l-1"})
    assert found is not None
    assert await RowSealing(keys_in(db), [FIELDS]).opened_one(ROWS, found) == LETTER


async def test_an_update_is_sealed_for_the_owner_that_it_names(db: Database) -> None:
    sealing = RowSealing(keys_in(db), [FIELDS])
    this = {"_id": "l-1", "owner": "li"}
    [one, other] = await sealing.updates(
        [
            GuardedUpdate(ROWS, this, {"$set": {"text": "moved", "read": True}}),
            GuardedUpdate("others", this, {"$set": {"text": "moved"}}),
        ]
    )
    assert (is_sealed(one.update["$set"]["text"]), one.update["$set"]["read"]) == (True, True)
    assert other.update == {"$set": {"text": "moved"}}


async def test_a_destroyed_key_opens_nothing_and_none_is_made_again(db: Database) -> None:
    seconds = Seconds()
    here, there = keys_in(db), keys_in(db, passed=seconds)
    rows = await RowSealing(here, [FIELDS]).sealed(ROWS, [LETTER])
    await there.of(["li"])
    assert [await here.destroy("li", NOW) for _ in range(2)] == [True, False]
    seconds.passed += REMEMBERED_FOR + 1  # so long another process may go on with it
    for keys in (here, there):
        assert (await keys.of(["li"]), await keys.made(["li"])) == ({}, {})
    lost = {
        **LETTER,
        "text": "",
        "facts": {},
        "sent": [{"by": "mail", "to": ""}, LETTER["sent"][1]],
    }  # type: ignore[index]
    sealing = RowSealing(keys_in(db), [FIELDS])
    assert await sealing.opened(ROWS, [dict(row) for row in rows]) == [lost]
    assert await sealing.sealed(ROWS, [LETTER]) == [lost]  # nothing more is kept of them
    assert await here.destroyed(["li", "wang"]) == {"li"}


async def test_nobody_has_two_keys_however_many_ask_at_once(db: Database) -> None:
    stores = [keys_in(db) for _ in range(8)]
    owners = [f"o-{n}" for n in range(20)]
    made = await asyncio.gather(*(keys.made(owners) for keys in stores))
    assert {tuple(one[owner].id for owner in owners) for one in made} == {
        tuple(made[0][owner].id for owner in owners)
    }
    assert await db[KEYS].count_documents({}) == 20


async def test_what_was_stored_in_clear_is_read_as_it_is_and_sealed_by_and_by(db: Database) -> None:
    letters = [{**LETTER, "_id": f"l-{n:04}", "owner": f"o-{n % 7}"} for n in range(600)]
    await db[ROWS].insert_many([dict(one) for one in letters])
    sealing = RowSealing(keys_in(db), [FIELDS])
    older = SealingOlder(db, Transactions(db.client, db), sealing)
    await older.step()
    await SealingOlder(db, Transactions(db.client, db), sealing).step()  # another one goes on
    half = await older.so_far(FIELDS)
    assert (half.sealed, half.done) == (500, False)
    rows = await db[ROWS].find().sort("_id", 1).to_list(None)
    assert await sealing.opened(ROWS, rows) == letters
    while await older.step():
        pass
    assert (await older.so_far(FIELDS)).sealed == 600
    assert b"Nanjing" not in await stored(db)


async def test_the_master_key_is_exchanged_under_those_who_use_it(db: Database) -> None:
    owners = [f"o-{n:04}" for n in range(REWRAPPED_AT_ONCE + 20)]
    before = await keys_in(db).made(owners)
    await keys_in(db).destroy("o-0001", NOW)
    transactions, both = Transactions(db.client, db), keys_in(db, NEW, OLD)
    first = await both.rewrap(transactions, "")  # and killed
    assert (first.looked_at, first.done) == (REWRAPPED_AT_ONCE, REWRAPPED_AT_ONCE - 1)
    assert len(await keys_in(db, NEW, OLD).of(owners)) == len(owners) - 1
    said: list[tuple[int, int]] = []
    looked_at, done = await rotate(both, transactions, lambda *far: said.append(far))
    assert (looked_at, done) == (len(owners), 20)
    assert said == [(REWRAPPED_AT_ONCE, 0), (len(owners), 20)]
    after = await keys_in(db, NEW).of(owners)
    assert {owner: key.id for owner, key in after.items()} == {
        owner: key.id for owner, key in before.items() if owner != "o-0001"
    }
    with pytest.raises(NoMasterKey):
        await keys_in(db, OLD).of(owners)


def test_production_needs_a_master_key_from_somewhere(tmp_path: Any) -> None:
    file = tmp_path / "master"
    file.write_text("0123456789abcdef" * 4 + "\n")
    production = {"ENVIRONMENT": "production", "RPC_SECRET": "0123456789" * 4}
    with pytest.raises(SettingsError, match="MASTER_KEY: in production set it"):
        load(PlatformSettings, production)
    with pytest.raises(SettingsError, match=r"MASTER_KEY_FILE: .* cannot be read"):
        load(PlatformSettings, {**production, "MASTER_KEY_FILE": str(tmp_path / "none")})
    given = load(PlatformSettings, {**production, "MASTER_KEY_FILE": str(file)})
    assert given.environment is Environment.PRODUCTION
    assert given.master_keys == ("0123456789abcdef" * 4,)
