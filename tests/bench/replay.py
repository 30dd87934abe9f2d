"""A member's replay beside a thousand events of others and beside a hundred thousand: what it reads
and looks at is counted, how long it takes is timed."""

import statistics
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from infra.concurrency.wakeup import Numbered, Wakeup
from infra.kernel.feed import BEGINNING, Place
from infra.outbox.feed import Feed
from infra.outbox.owners import BY_OWNER
from infra.outbox.record import FEED, SEQUENCE
from infra.outbox.relay import Relay
from infra.settings import PlatformSettings
from infra.storage.mongo import Client, Database, connect, database, ensure_indexes
from infra.storage.transactions import Transactions
from infra.storage.unit_of_work import INDEXES, UnitOfWork
from tests.infra.conftest import change
from tests.reads import reading
from tests.servers import running_mongo

MINE = "mine"
OWN = 5  # events of the member
OF_OTHERS = (1_000, 100_000)
MEMBERS = 997  # that the others are
AT_ONCE = 1_000
TIMES = 50


class Cost(NamedTuple):
    others: int
    commands: list[str]
    rows: int
    examined: int
    seconds: float

    def line(self) -> str:
        return (
            f"beside {self.others:7} events of others".ljust(46)
            + f"{len(self.commands)} commands, {self.rows} rows, {self.examined} looked at, "
            + f"p50 {self.seconds * 1000:.2f} ms"
        )


async def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        async with running_mongo(Path(folder) / "mongo") as (url, _):
            client = connect(PlatformSettings(mongo_url=url))
            db = database(client, "replay")
            await _my_events(client, db)
            few, many = [await _cost(client, db, others) for others in OF_OTHERS]
            client.close()
    same = (few.commands, few.rows, few.examined) == (many.commands, many.rows, many.examined)
    return [few.line(), many.line(), "the same" if same else "NOT the same"]


async def _my_events(client: Client, db: Database) -> None:
    await ensure_indexes(db, {**INDEXES, FEED: [BY_OWNER], "things": []})
    transactions, committed = Transactions(client, db), Wakeup()
    await UnitOfWork(transactions, db, committed).commit([change(MINE, count=OWN)])
    relay = Relay(transactions, db, committed, Numbered(), lambda event: str(event["aggregate"]))
    await relay.relay_batch(1)


async def _cost(client: Client, db: Database, others: int) -> Cost:
    await _others(db, others)
    feed, seconds = Feed(db, Numbered()), list[float]()
    for _ in range(TIMES):
        began = time.perf_counter()
        await feed.read_of(MINE, BEGINNING, 200)
        seconds.append(time.perf_counter() - began)
    with reading() as reads:
        page = await feed.read_of(MINE, BEGINNING, 200)
    if [one.number for one in page.events] != [*range(1, OWN + 1)] or page.head != Place(
        0, (OWN + others,)
    ):
        raise AssertionError(f"this is not the member's replay: {page}")
    examined = await reads.examined(client)
    return Cost(others, reads.names, reads.rows, examined, statistics.median(seconds))


async def _others(db: Database, others: int) -> None:
    """As many events of others as that; those that are there already count."""
    row, last = await db[FEED].find_one({"_id": OWN}), await db[SEQUENCE].find_one({})
    if row is None or last is None:
        raise RuntimeError("the member's own events are not there")
    for first in range(last["head"] + 1, OWN + others + 1, AT_ONCE):
        ids = range(first, min(first + AT_ONCE, OWN + others + 1))
        await db[FEED].insert_many([{**row, "_id": n, "owner": f"m{n % MEMBERS}"} for n in ids])
    await db[SEQUENCE].update_one({}, {"$set": {"head": OWN + others}})
