"""Members found by phone, e-mail and name, on a real database that holds hashes of them."""

from collections.abc import AsyncIterator

import pytest

from infra.concurrency.wakeup import Wakeup
from infra.kernel.errors import InvalidInput, Unavailable
from infra.process.foundation import lay_foundation
from infra.storage.mongo import Database, connect
from infra.storage.unit_of_work import UnitOfWork
from services.notify.contacts.finding import MemberFinding
from services.notify.contract.queries import FindMembers
from services.notify.contract.words import KnownBy
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.stores.alert_writer import AlertWriter
from services.notify.core.stores.collections import INDEXES, RECIPIENTS
from services.notify.core.stores.recipients import Recipients
from services.notify.core.stores.sealed import SEALED
from services.settings import Settings
from tests.fakes.notify.hash_keys import hashed_with
from tests.unit.notify.samples import NOW

LI = Recipient(
    id="m-1", created_at=NOW, name="Li Lei", phone="+8613800138000", email="li@example.com"
)


class Room:
    def __init__(self, uow: UnitOfWork, secret: bytes) -> None:
        hash_key = hashed_with(secret)
        self.db: Database = uow.db
        self.recipients = Recipients(uow.db, AlertWriter(uow), Wakeup(), hash_key, uow.sealing)
        self.finding = MemberFinding(uow.db, self.recipients, hash_key)

    async def find(self, by: KnownBy, value: str) -> tuple[str, ...]:
        return (await self.finding.find(FindMembers(by=by, value=value))).member_ids

    async def hash_all(self) -> None:
        while await self.finding.step():
            pass


@pytest.fixture
async def uow(mongo_url: str, database_prefix: str) -> AsyncIterator[UnitOfWork]:
    settings = Settings(mongo_url=mongo_url, mongo_database_prefix=database_prefix)
    client = connect(settings)
    base = lay_foundation(settings, client, "notify", sealed=SEALED)
    await base.prepare(INDEXES)
    yield base.uow
    await client.drop_database(base.db.name)
    client.close()


async def test_a_member_is_found_by_what_is_in_use_and_the_hashes_tell_nothing(
    uow: UnitOfWork,
) -> None:
    room = Room(uow, b"a secret of the tests")
    await room.hash_all()
    await room.recipients.add_new([LI])
    assert await room.find(KnownBy.PHONE, " +86 138 0013 8000 ") == ("m-1",)
    assert await room.find(KnownBy.EMAIL, "LI@Example.com") == ("m-1",)
    assert await room.find(KnownBy.NAME, "li  lei") == ("m-1",)
    assert await room.find(KnownBy.NAME, "") == ()
    with pytest.raises(InvalidInput):
        await room.find(KnownBy.PHONE, "138")
    row = await room.db[RECIPIENTS].find_one({"_id": "m-1"})
    assert row is not None
    hashes = [row["phone_handle"], row["email_handle"], row["name_handle"]]
    assert len(set(hashes)) == 3
    assert all(len(one) == 32 and int(one, 16) >= 0 for one in hashes)


async def test_a_changed_address_is_found_and_the_former_one_is_not(uow: UnitOfWork) -> None:
    room = Room(uow, b"a secret of the tests")
    await room.hash_all()
    await room.recipients.add_new([LI])
    known = await room.recipients.get("m-1")
    moved = Recipient(id="m-1", created_at=NOW, name="Li Lei", phone="+8613900139000")
    await room.recipients.save(known, moved)
    assert await room.find(KnownBy.PHONE, "+8613900139000") == ("m-1",)
    assert await room.find(KnownBy.PHONE, "+8613800138000") == ()
    assert await room.find(KnownBy.EMAIL, "li@example.com") == ()
    assert await room.find(KnownBy.NAME, "Li Lei") == ("m-1",)


async def test_with_a_new_key_all_are_hashed_anew_before_anybody_is_said_to_be_unknown(
    uow: UnitOfWork,
) -> None:
    former = Room(uow, b"a secret of the tests")
    await former.hash_all()
    await former.recipients.add_new([LI])
    room = Room(uow, b"another secret of them")
    with pytest.raises(Unavailable):
        await room.find(KnownBy.PHONE, LI.phone)
    await room.hash_all()
    assert await room.find(KnownBy.PHONE, LI.phone) == ("m-1",)
