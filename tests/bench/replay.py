"""A subscription that begins at the beginning of its member, beside a thousand events of others and
beside a million: what it looks at until it is live is counted, how long it takes is timed."""

import asyncio
import statistics
import tempfile
import time
from contextlib import aclosing
from pathlib import Path
from typing import NamedTuple

from gateway.feeds.shared_feed import SharedFeed
from gateway.feeds.tails import Placed
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
from tests.bench.progress import progress
from tests.infra.conftest import PARTITIONS, change, every
from tests.infra.crowd import crowd
from tests.reads import reading
from tests.servers import running_mongo

MINE = "mine"
OWN = 5  # events of the member
OF_OTHERS = (1_000, 1_000_000)
TIMES = 50


class Cost(NamedTuple):
    commands: list[str]
    examined: int


async def measure() -> list[str]:
    """They take turns, so that the machine is equally busy for both."""
    with tempfile.TemporaryDirectory() as folder:
        async with running_mongo(Path(folder) / "mongo") as (url, _):
            client = connect(PlatformSettings(mongo_url=url))
            feeds = [await _filled(client, others) for others in OF_OTHERS]
            turns = [[await _seconds(feed) for feed in feeds] for _ in range(TIMES)]
            costs = [await _cost(client, feed) for feed in feeds]
            client.close()
    same = "the same" if costs[0] == costs[1] else "NOT the same"
    ratio = statistics.median(more / less for less, more in turns)
    seconds = [statistics.median(column) for column in zip(*turns, strict=True)]
    lines = [_line(*one) for one in zip(OF_OTHERS, costs, seconds, strict=True)]
    return [*lines, f"{same}, times {ratio:.2f}"]


def _line(others: int, cost: Cost, seconds: float) -> str:
    return (
        f"beside {others:9,} events of others".ljust(46)
        + f"{len(cost.commands)} commands, {cost.examined} looked at, p50 {seconds * 1000:.2f} ms"
    )


async def _filled(client: Client, others: int) -> Feed:
    db = database(client, f"replay_{others}")
    await _my_events(client, db)
    await crowd(db, others, PARTITIONS, progress)
    return Feed(db, Numbered())


async def _my_events(client: Client, db: Database) -> None:
    await ensure_indexes(db, {**INDEXES, FEED: [BY_OWNER], "things": []})
    transactions, committed = Transactions(client, db), Wakeup()
    await open_layout(transactions, db, PARTITIONS)
    await UnitOfWork(transactions, db, committed).commit([change(MINE, count=OWN)])
    relay = Relay(transactions, db, committed, Numbered(), lambda event: str(event["aggregate"]))
    await relay.relay_batch(every(1))


async def _seconds(feed: Feed) -> float:
    began = time.perf_counter()
    await _begun(feed)
    return time.perf_counter() - began


async def _cost(client: Client, feed: Feed) -> Cost:
    with reading() as reads:
        seen = await _begun(feed)
    if [one.numbered.event.version for one in seen] != [*range(1, OWN + 1)]:
        raise AssertionError(f"this is not the member's replay: {seen}")
    return Cost(reads.names, await reads.examined(client))


class _Source:
    """Membership's feed, as the gateway asks for it."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed.read
        self.feed_of = feed.read_of


async def _begun(feed: Feed) -> list[Placed]:
    """What a member's subscription from the beginning yields until it is live, at a gateway where
    nobody follows yet."""
    shared, live, seen = SharedFeed("membership", _Source(feed)), asyncio.Event(), list[Placed]()
    async with aclosing(shared.follow(MINE, BEGINNING, live.set)) as events:
        seen = [await anext(events) for _ in range(OWN)]
        more = asyncio.ensure_future(anext(events))
        await live.wait()
        more.cancel()
        await asyncio.gather(more, return_exceptions=True)
    await shared.close()
    return seen
