"""Kill -9 of the embedded database while callers write as fast as they can: what it acknowledged is
there when it is back, and each transaction whole or not at all."""

import asyncio
import itertools
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError

from infra.dev import mongo
from infra.dev.child import Child
from infra.dev.ports import free_port

Client = AsyncMongoClient[dict[str, Any]]
READY_SECONDS = 5.0
"""How long it may take to be ready again."""

_DATABASE = "kept"
_WRITERS = 8
_EVENT = {"text": "x" * 1_000}
_PROBE = "probe"
_LOOK_SECONDS = 0.005
_START_SECONDS = 60.0


@dataclass
class Kept:
    """What came of the transactions, each an event and the state that it led to.

    `acknowledged`: numbers of those that were committed, by whom; `torn`: states that are not those
    of the last event; `back`: seconds from a start after a kill to the first transaction.
    """

    acknowledged: dict[str, list[int]] = field(default_factory=dict)
    lost: int = 0
    torn: int = 0
    back: list[float] = field(default_factory=list)

    @property
    def committed(self) -> int:
        return sum(len(numbers) for numbers in self.acknowledged.values())

    @property
    def good(self) -> bool:
        in_time = max(self.back) <= READY_SECONDS
        return in_time and self.committed > 0 and not (self.lost or self.torn)

    def lines(self) -> list[str]:
        return [
            f"transactions committed   {self.committed}",
            f"lost                     {self.lost}",
            f"in part                  {self.torn}",
            f"ready again              median {statistics.median(self.back):.2f} s, "
            f"at most {max(self.back):.2f} s",
        ]


async def kill_under_load(
    folder: Path,
    *,
    kills: int,
    seed: int,
    most: int,
    say: Callable[[str], None] = lambda _line: None,
) -> Kept:
    """
    Args:
        most: transactions before each kill.
        say: is told how it goes, a line a kill.
    """
    rng, port, numbers = random.Random(seed), free_port(), itertools.count(1)
    kept = Kept({str(writer): [] for writer in range(_WRITERS)})
    child = mongo.mongo_child(port, folder, env=os.environ, log=folder / "mongo.log")
    try:
        await _start(child, port, numbers)
        for _ in range(kills):
            writing = [_write(port, *each, numbers) for each in kept.acknowledged.items()]
            together = asyncio.gather(*writing)
            enough = kept.committed + rng.randint(1, most)
            while kept.committed < enough and not together.done():
                await asyncio.sleep(_LOOK_SECONDS)
            child.kill()
            await together
            kept.back.append(await _start(child, port, numbers))
            await _compare(port, kept)
            say(f"{kept.committed} committed, {kept.lost} lost, back in {kept.back[-1]:.2f} s")
    finally:
        child.kill()
    return kept


async def _start(child: Child, port: int, numbers: Iterator[int]) -> float:
    """Seconds until a transaction was taken."""
    began = time.monotonic()
    child.start()
    await child.wait_until(lambda: mongo.answers(port), _START_SECONDS)
    async with _client(port) as client:
        await _commit(client, _PROBE, next(numbers))
    return time.monotonic() - began


async def _write(port: int, writer: str, committed: list[int], numbers: Iterator[int]) -> None:
    """One transaction after the other until the server is gone."""
    async with _client(port) as client:
        for number in numbers:
            try:
                await _commit(client, writer, number)
            except PyMongoError:
                return  # whether this one was committed, nobody knows
            committed.append(number)


async def _commit(client: Client, writer: str, number: int) -> None:
    database = client[_DATABASE]
    async with client.start_session() as session, await session.start_transaction():
        event = {"_id": number, "writer": writer, **_EVENT}
        state = {"$set": {"last": number}}
        await database["events"].insert_one(event, session=session)
        await database["states"].update_one({"_id": writer}, state, upsert=True, session=session)


async def _compare(port: int, kept: Kept) -> None:
    """With what the database holds, while nobody writes."""
    async with _client(port) as client:
        events = client[_DATABASE]["events"].find({}, {"writer": 1})
        writers = {row["_id"]: row["writer"] async for row in events}
        states = {row["_id"]: row["last"] async for row in client[_DATABASE]["states"].find()}
    acknowledged = set().union(*kept.acknowledged.values())
    last = {writer: number for number, writer in sorted(writers.items())}
    kept.lost = len(acknowledged - writers.keys())
    kept.torn = sum(states.get(writer) != last.get(writer) for writer in states.keys() | last)


def _client(port: int) -> Client:
    return AsyncMongoClient(mongo.url(port), serverSelectionTimeoutMS=300, w="majority")
