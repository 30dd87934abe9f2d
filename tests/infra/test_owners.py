"""One owner's part of the feed: whole, in order, and at a cost that others do not add to."""

import asyncio
import random
from collections.abc import Mapping
from typing import Any

from pymongo import ASCENDING

from infra.concurrency.wakeup import Wakeup
from infra.kernel.feed import BEGINNING
from infra.outbox.owners import BY_OWNER, own_older_rows
from infra.outbox.relay import Relay
from infra.storage.mongo import ensure_indexes
from infra.storage.transactions import Transactions
from tests.infra.conftest import PARTITIONS, House, change, every
from tests.infra.crowd import crowd
from tests.reads import reading


def owner_of(event: Mapping[str, Any]) -> str:
    return str(event["aggregate"])


async def owned(house: House) -> Relay:
    await ensure_indexes(house.db, {"feed": [BY_OWNER]})
    transactions = Transactions(house.client, house.db)
    return Relay(transactions, house.db, Wakeup(), house.numbered, owner_of)


async def numbered(relay: Relay) -> None:
    await relay.relay_batch(every(1))


async def test_an_owner_reads_all_of_its_events_page_by_page_while_others_commit(
    house: House,
) -> None:
    relay, seen, position = await owned(house), list[int](), BEGINNING

    async def commit() -> None:
        for _ in range(60):
            id = random.choice("ab")
            await house.uow.commit([change(id, await house.head(id), 2)])
            await numbered(relay)

    committing = asyncio.create_task(commit())
    while not committing.done() or len(seen) < (await house.head("a")).version:
        page = await house.feed.read_of("a", position, 3)
        assert {one.owner for one in page.events} <= {"a"}
        assert page.upto.covers(position)
        assert page.head.covers(page.upto)
        seen += [one.event.version for one in page.events]
        position = page.upto
        await asyncio.sleep(0)
    await committing
    assert seen == list(range(1, (await house.head("a")).version + 1))


async def test_an_owners_replay_looks_at_the_same_rows_however_many_others_have(
    house: House,
) -> None:
    relay = await owned(house)
    await house.uow.commit([change("mine", count=5)])
    await numbered(relay)
    await house.feed.read_of("mine", BEGINNING, 200)  # the layouts are read once
    looked_at = []
    for more in (1_000, 19_000):
        await crowd(house.db, more, PARTITIONS)
        with reading() as reads:
            page = await house.feed.read_of("mine", BEGINNING, 200)
        assert [one.event.version for one in page.events] == [1, 2, 3, 4, 5]
        assert page.upto == page.head
        looked_at.append((reads.names, reads.rows, await reads.examined(house.client)))
    assert sum(page.head.numbers) == 20_005
    assert looked_at[0] == looked_at[1]
    assert looked_at[0][2] <= 18  # five keys, five rows, and four heads with theirs


async def test_rows_of_a_release_without_owners_get_theirs(house: House) -> None:
    await house.uow.commit([change("a", count=2), change("b")])
    await numbered(house.relay)
    await house.db["feed"].update_many({}, {"$unset": {"owner": ""}})
    await own_older_rows(house.db["feed"], owner_of)
    rows = await house.db["feed"].find({}).sort("_id", ASCENDING).to_list(None)
    assert [row["owner"] for row in rows] == [row["event"]["aggregate"] for row in rows]
    assert len((await house.feed.read_of("a", BEGINNING, 10)).events) == 2
