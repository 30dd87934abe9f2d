"""A member's replay beside a thousand events of others and beside a hundred thousand: what it reads
and looks at is counted, how long it takes is timed."""

import statistics
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from infra.concurrency.wakeup import Numbered, Wakeup
from infra.kernel.feed import BEGINNING
from infra.outbox.feed import Feed
from infra.outbox.layouts import open_layout
from infra.outbox.owners import BY_OWNER
from infra.outbox.record import FEED
from infra.outbox.relay import Relay
from infra.settings import PlatformSettings
from infra.storage.mongo import Client, Database, connect, database, ensure_indexes
from infra.storage.transactions import Transactions
from infra.storage.unit_of_work import INDEXES, UnitOfWork
from tests.infra.conftest import PARTITIONS, change, every
from tests.infra.crowd import crowd
from tests.reads import reading
from tests.servers import running_mongo

MINE = "mine"
OWN = 5  # events of the member
OF_OTHERS = (1_000, 100_000)
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
            few, many = [await _cost(client, db, *steps) for steps in pairwise((0, *OF_OTHERS))]
            client.close()
    same = (few.commands, few.rows, few.examined) == (many.commands, many.rows, many.examined)
    return [few.line(), many.line(), "the same" if same else "NOT the same"]


async def _my_events(client: Client, db: Database) -> None:
    await ensure_indexes(db, {**INDEXES, FEED: [BY_OWNER], "things": []})
    transactions, committed = Transactions(client, db), Wakeup()
    await open_layout(transactions, db, PARTITIONS)
    await UnitOfWork(transactions, db, committed).commit([change(MINE, count=OWN)])
    relay = Relay(transactions, db, committed, Numbered(), lambda event: str(event["aggregate"]))
    await relay.relay_batch(every(1))


async def _cost(client: Client, db: Database, before: int, others: int) -> Cost:
    await crowd(db, others - before, PARTITIONS)
    feed, seconds = Feed(db, Numbered()), list[float]()
    for _ in range(TIMES):
        began = time.perf_counter()
        await feed.read_of(MINE, BEGINNING, 200)
        seconds.append(time.perf_counter() - began)
    with reading() as reads:
        page = await feed.read_of(MINE, BEGINNING, 200)
    found = [one.event.version for one in page.events]
    if found != [*range(1, OWN + 1)] or sum(page.head.numbers) != OWN + others:
        raise AssertionError(f"this is not the member's replay: {page}")
    examined = await reads.examined(client)
    return Cost(others, reads.names, reads.rows, examined, statistics.median(seconds))
