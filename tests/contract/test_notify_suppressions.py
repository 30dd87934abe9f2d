"""The suppression list on a real database: no address in it, and nobody's change is lost."""

import asyncio
import json
from collections.abc import AsyncIterator
from functools import partial

import pytest

from infra.kernel.clock import FixedClock
from infra.storage.mongo import Database, connect, database, ensure_indexes
from services.notify.contract.words import Channel, SuppressionReason, Topic
from services.notify.core.deliveries.results import Accepted, Permanent
from services.notify.core.recipients.suppression import heard, marked, refusal, started
from services.notify.core.stores.collections import INDEXES, SUPPRESSIONS
from services.notify.core.stores.suppressions import Suppressions
from services.settings import Settings
from tests.fakes.notify.hash_keys import hashed_with
from tests.unit.notify.samples import NOW

R = SuppressionReason
PHONE, MAIL = "+8613800138000", "Li@mail.example.com"
STOPPED = Permanent(reason="opted out", suppress=R.STOP)


@pytest.fixture
async def db(mongo_url: str, database_prefix: str) -> AsyncIterator[Database]:
    client = connect(Settings(mongo_url=mongo_url))
    db = database(client, database_prefix)
    await ensure_indexes(db, {SUPPRESSIONS: INDEXES[SUPPRESSIONS]})
    yield db
    await client.drop_database(database_prefix)
    client.close()


@pytest.fixture
def suppressions(db: Database) -> Suppressions:
    return Suppressions(db, hashed_with(b"a secret of the tests"), FixedClock(NOW))


async def test_what_results_say_is_kept_for_the_address_on_its_channel(
    suppressions: Suppressions,
) -> None:
    await suppressions.learn("m-1", Channel.SMS, PHONE, STOPPED)
    await suppressions.learn("m-2", Channel.SMS, PHONE, STOPPED)
    await suppressions.learn("m-1", Channel.EMAIL, MAIL, Accepted())
    await suppressions.learn("m-1", Channel.EMAIL, MAIL, Permanent(reason="too large"))
    sms, mail = (Channel.SMS, PHONE), (Channel.EMAIL, MAIL)
    found = await suppressions.suppressed([sms, mail, (Channel.EMAIL, PHONE), (Channel.SMS, "")])
    assert list(found) == [sms]
    assert refusal(found[sms], Topic.CODE) is not None
    assert found[sms].members == ("m-1", "m-2")
    assert len(found[sms].marks) == 1


async def test_the_collection_holds_no_address(db: Database, suppressions: Suppressions) -> None:
    await suppressions.learn("m-1", Channel.EMAIL, MAIL, STOPPED)
    stored = [json.dumps(row, default=str) async for row in db[SUPPRESSIONS].find()]
    assert len(stored) == 1
    assert not any(part in stored[0].lower() for part in ("li@", "mail.example", "138001"))
    other = Suppressions(db, hashed_with(b"another secret"), FixedClock(NOW))
    assert await other.suppressed([(Channel.EMAIL, MAIL)]) == {}
    assert await suppressions.suppressed([(Channel.EMAIL, MAIL.upper())]) != {}


async def test_changes_at_the_same_moment_all_stay(suppressions: Suppressions) -> None:
    reasons = [R.STOP, R.INVALID_NUMBER, R.BY_STAFF, R.COMPLAINT]
    await asyncio.gather(
        *(
            suppressions.change(Channel.SMS, PHONE, partial(marked, reason=r, at=NOW))
            for r in reasons
        ),
        *(
            suppressions.change(Channel.SMS, PHONE, partial(heard, message_id=f"SM{i}"))
            for i in range(4)
        ),
    )
    found = (await suppressions.suppressed([(Channel.SMS, PHONE)]))[Channel.SMS, PHONE]
    assert {mark.reason for mark in found.marks} == set(reasons)
    assert len(found.heard) == 4


async def test_a_members_earlier_addresses_are_found_too(suppressions: Suppressions) -> None:
    await suppressions.learn("m-1", Channel.SMS, PHONE, STOPPED)
    await suppressions.learn("m-1", Channel.EMAIL, MAIL, STOPPED)
    found = await suppressions.of_member("m-1", [(Channel.EMAIL, MAIL)])
    assert [s.channel for s in found] == [Channel.EMAIL, Channel.SMS]
    assert await suppressions.of_member("m-9", [(Channel.SMS, "+8613900000000")]) == []


async def test_what_another_process_adds_is_seen_at_the_next_question(
    db: Database, suppressions: Suppressions
) -> None:
    sms = (Channel.SMS, PHONE)
    assert await suppressions.suppressed([sms]) == {}
    elsewhere = Suppressions(db, hashed_with(b"a secret of the tests"), FixedClock(NOW))
    await elsewhere.learn("m-1", *sms, STOPPED)
    assert refusal((await suppressions.suppressed([sms]))[sms], Topic.STATUS)
    await elsewhere.change(*sms, partial(started, at=NOW))
    assert not refusal((await suppressions.suppressed([sms]))[sms], Topic.STATUS)


async def test_five_hundred_recipients_are_looked_up_at_once(suppressions: Suppressions) -> None:
    addresses = [(Channel.SMS, f"+86138{i:08}") for i in range(500)]
    for channel, to in addresses[:100:10]:
        await suppressions.learn("m", channel, to, STOPPED)
    assert set(await suppressions.suppressed(addresses)) == set(addresses[:100:10])
