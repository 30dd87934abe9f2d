"""One database and its wiring, for each test."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
import pytest

from infra.concurrency.wakeup import Numbered, Wakeup
from infra.kernel.events import NEW, Draft, EventEnvelope, Head, NumberedEvent, Origin, chain
from infra.kernel.feed import BEGINNING
from infra.outbox.feed import Feed
from infra.outbox.layouts import open_layout
from infra.outbox.relay import Relay
from infra.settings import PlatformSettings
from infra.storage.changes import Change
from infra.storage.mongo import Client, Database, connect, database, ensure_indexes
from infra.storage.transactions import Transactions
from infra.storage.unit_of_work import INDEXES, UnitOfWork
from services.shared.callers import SYSTEM

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
COLLECTIONS = (
    "outbox",
    "feed",
    "sequence",
    "positions",
    "leases",
    "commands",
    "sessions",
    "things",
)


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    what: int


def events(id: str, head: Head, count: int = 1) -> list[EventEnvelope]:
    drafts = [Draft(event=Happened(what=i), happened_at=NOW) for i in range(count)]
    return chain(head, id, drafts, actor=SYSTEM, origin=Origin(), recorded_at=NOW)


def change(id: str, head: Head = NEW, count: int = 1) -> Change:
    return Change(
        collection="things",
        id=id,
        head=head,
        state={"head": head.version},
        next_due=NOW,
        events=events(id, head, count),
    )


PARTITIONS = 4


def every(epoch: int, partitions: int = PARTITIONS) -> dict[int, int]:
    """All partitions under one epoch."""
    return dict.fromkeys(range(partitions), epoch)


@dataclass
class House:
    client: Client
    db: Database
    uow: UnitOfWork
    relay: Relay
    feed: Feed
    numbered: Numbered

    async def number_all(self, epoch: int = 1) -> None:
        while await self.relay.relay_batch(every(epoch)):
            continue

    async def events(self) -> list[NumberedEvent]:
        """All that have numbers, as a follower reads them."""
        found, place = list[NumberedEvent](), BEGINNING
        while (page := await self.feed.read(place, 100, 0)).upto != place:
            found += page.events
            place = page.upto
        return found

    def another_relay(self) -> Relay:
        return Relay(Transactions(self.client, self.db), self.db, Wakeup(), self.numbered)

    async def head(self, id: str) -> Head:
        stored = await self.uow.load("things", id)
        return stored.head if stored else NEW


@pytest.fixture
async def house(mongo_url: str, database_prefix: str) -> AsyncIterator[House]:
    client = connect(PlatformSettings(mongo_url=mongo_url))
    db = database(client, database_prefix)
    await ensure_indexes(db, {**INDEXES, **{name: [] for name in COLLECTIONS}})
    committed, numbered = Wakeup(), Numbered()
    await open_layout(Transactions(client, db), db, PARTITIONS)
    yield House(
        client=client,
        db=db,
        uow=UnitOfWork(Transactions(client, db), db, committed),
        relay=Relay(Transactions(client, db), db, committed, numbered),
        feed=Feed(db, numbered),
        numbered=numbered,
    )
    await client.drop_database(database_prefix)
    client.close()
