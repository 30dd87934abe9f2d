"""Two processes of membership share the partitions of its feed; one is killed. What is committed
meanwhile by a third, which relays nothing, gets its numbers once, each member's in order."""

import asyncio
import os
import sys
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from infra.concurrency.wakeup import Numbered
from infra.dev.child import Child
from infra.dev.ports import answers_http, free_ports
from infra.kernel.feed import BEGINNING
from infra.outbox.feed import Feed
from infra.storage.lease import LEASES
from services.membership.contract import commands as c
from tests.contract.membership_system import System, host, looping, running_membership
from tests.waiting import eventually

MEMBERS = [f"m-{n}" for n in range(12)]
PARTITIONS = 4


@asynccontextmanager
async def processes(mongo_url: str, prefix: str, folder: Path) -> AsyncIterator[list[Child]]:
    """Of membership, ready."""
    ports = free_ports(2)
    env = {**os.environ, "MONGO_URL": mongo_url, "MONGO_DATABASE_PREFIX": prefix}
    env |= {"VAR_DIR": str(folder), "MEMBERSHIP_METRICS_PORT": "0", "LOG_LEVEL": "WARNING"}
    env["MEMBERSHIP_URL"] = f"http://127.0.0.1:{ports[0]}"  # a socket leads to one process only
    command = [sys.executable, "-m", "services", "--role", "membership"]
    started = [
        Child(f"membership-{n}", command, env={**env, "MEMBERSHIP_PORT": str(port)},
              log=folder / f"{n}.log")
        for n, port in enumerate(ports)
    ]  # fmt: skip
    try:
        for child in started:
            child.start()
        for port in ports:
            await eventually(lambda port=port: answers_http("127.0.0.1", port))
        yield started
    finally:
        for child in started:
            child.kill()


async def shares(system: System) -> Counter[str]:
    """How many partitions each holder has whose lease has not ended."""
    now = {"$toLong": "$$NOW"}
    held = {"_id": {"$regex": "^partition/"}, "$expr": {"$gt": ["$until", now]}}
    return Counter([row["owner"] async for row in system.db[LEASES].find(held)])


async def numbered(system: System) -> dict[str, list[int]]:
    """The versions of each member's events, as whoever follows the feed reads them."""
    feed, place, found = Feed(system.db, Numbered()), BEGINNING, defaultdict[str, list[int]](list)
    while (page := await feed.read(place, 500, 0.0)).upto != place:
        place = page.upto
        for one in page.events:
            found[one.owner].append(one.event.version)
    return found


async def test_a_killed_process_leaves_its_partitions_to_the_other(
    mongo_url: str, database_prefix: str, tmp_path: Path
) -> None:
    async with (
        running_membership(mongo_url, database_prefix) as system,
        looping(system, "sessions"),  # else the others take it for dead
        processes(mongo_url, database_prefix, tmp_path) as (victim, _),
    ):
        committed, enough = Counter[str](), asyncio.Event()

        async def keep_committing(member_id: str) -> None:
            while not enough.is_set():  # what is cancelled halfway may be committed all the same
                reference = f"{member_id}-{committed[member_id]}"
                paid = c.TopUp(member_id=member_id, amount=1, reference=reference)
                await system.api.execute(paid, host())
                committed[member_id] += 1

        async def shared_by(holders: int) -> bool:
            each = [PARTITIONS // holders] * holders
            return sorted((await shares(system)).values()) == each

        writers = [asyncio.create_task(keep_committing(id)) for id in MEMBERS]
        await eventually(lambda: shared_by(2))
        victim.kill()
        await eventually(lambda: shared_by(1))
        enough.set()
        await asyncio.gather(*writers)
        histories = {id: (await system.context.store.histories([id]))[id] for id in MEMBERS}
        wanted = {id: [one.version for one in history] for id, history in histories.items()}

        async def all_have_numbers() -> bool:
            found = await numbered(system)  # the catalogue's events stand in the feed, too
            return sum(len(found[id]) for id in MEMBERS) >= sum(map(len, wanted.values()))

        await eventually(all_have_numbers)
        found = await numbered(system)
        assert {id: found[id] for id in MEMBERS} == wanted
        assert min(map(len, wanted.values())) > 3, "each was written to while it happened"
