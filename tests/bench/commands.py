"""What a command costs, from its call to its answer, beside a bare transaction that writes the same
documents: what the command is recorded to write is written again into collections like its own."""

import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pymongo import InsertOne, UpdateOne, monitoring

from infra.kernel.batches import batched
from infra.storage.mongo import Client, Database, Session, connect, database
from services.membership.contract import commands as c
from services.settings import Settings
from services.shared.callers import Caller
from tests.contract.membership_system import System, host, member, running_membership
from tests.contract.test_membership_commands import enrolled
from tests.servers import running_mongo

MEMBERS = 240
AT_A_TURN = 20
"""Nobody counts the first turn."""

_Kind = Callable[[str], tuple[c.Command, Caller]]
_KINDS: dict[str, _Kind] = {
    "automatic renewal turned on": lambda id: (
        c.SetAutoRenew(member_id=id, on=True),
        member(id, idempotency_key=f"{id}-auto"),
    ),
    "balance topped up": lambda id: (
        c.TopUp(member_id=id, amount=500, reference="bench"),
        host(idempotency_key=f"{id}-top-up"),
    ),
    "frozen by the member": lambda id: (
        c.Freeze(member_id=id),
        member(id, idempotency_key=f"{id}-freeze"),
    ),
}


class _Write(NamedTuple):
    collection: str
    operations: Sequence[InsertOne[Any] | UpdateOne]


class _Systems(NamedTuple):
    """Of the same members. `bare`: a client that nobody listens to."""

    timed: System
    recorded: System
    bare: Client


class _Writes(monitoring.CommandListener):
    """What a database is told to insert and to update within transactions."""

    def __init__(self) -> None:
        self.seen: list[_Write] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        command: Mapping[str, Any] = event.command
        if "txnNumber" not in command or event.command_name not in ("insert", "update"):
            return
        inserted = [InsertOne(dict(one)) for one in command.get("documents", ())]
        updated = [UpdateOne(dict(one["q"]), dict(one["u"])) for one in command.get("updates", ())]
        name = str(command[event.command_name])
        self.seen.append(_Write(name, [*inserted, *updated]))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None: ...

    def failed(self, event: monitoring.CommandFailedEvent) -> None: ...


async def measure() -> list[str]:
    writes = _Writes()
    with tempfile.TemporaryDirectory() as folder:
        async with (
            running_mongo(Path(folder) / "mongo") as (url, _),
            running_membership(url, "timed") as timed,
        ):
            bare = connect(Settings(mongo_url=url))
            monitoring.register(writes)  # of clients made from here on
            async with running_membership(url, "recorded") as recorded:
                for system in (timed, recorded):
                    for n in range(MEMBERS):
                        await enrolled(system, f"m-{n}")
                systems = _Systems(timed, recorded, bare)
                lines = [
                    await _beside(name, kind, systems, writes) for name, kind in _KINDS.items()
                ]
            bare.close()
    return lines


async def _beside(name: str, kind: _Kind, systems: _Systems, writes: _Writes) -> str:
    """By turns, some commands in one system and some of what they were recorded to write in the
    other, which nobody else uses meanwhile."""
    timed, recorded, client = systems
    copy = database(client, f"copy_{name.replace(' ', '_')}")
    await _like(recorded.db, copy)
    written = [await _recorded(recorded, writes, *kind(f"m-{n}")) for n in range(MEMBERS)]
    ours, bare = list[float](), list[float]()
    for some in batched(range(MEMBERS), AT_A_TURN):
        ours += [await _seconds(timed.api.execute(*kind(f"m-{n}"))) for n in some]
        bare += [await _seconds(_written(client, copy, written[n])) for n in some]
    ours_at, bare_at = (statistics.median(one[AT_A_TURN:]) for one in (ours, bare))
    return (
        f"{name:28} {ours_at * 1e3:5.2f} ms   the same writes, bare {bare_at * 1e3:5.2f} ms   "
        f"{ours_at / bare_at:.2f}"
    )


async def _recorded(
    system: System, writes: _Writes, command: c.Command, by: Caller
) -> Sequence[_Write]:
    writes.seen.clear()
    await system.api.execute(command, by)
    return list(writes.seen)


async def _like(source: Database, copy: Database) -> None:
    """The same documents and indexes."""
    for name in await source.list_collection_names():
        if rows := await source[name].find().to_list(None):
            await copy[name].insert_many(rows)
        for index in (await source[name].index_information()).values():
            if index["key"] != [("_id", 1)]:
                await copy[name].create_index(index["key"], unique=index.get("unique", False))


async def _written(client: Client, db: Database, writes: Sequence[_Write]) -> None:
    async def write(session: Session) -> None:
        for one in writes:
            await db[one.collection].bulk_write(list(one.operations), session=session)

    if not writes:
        raise AssertionError("a command wrote nothing")
    async with await client.start_session() as session:
        await session.with_transaction(write)


async def _seconds(work: Awaitable[object]) -> float:
    began = time.perf_counter()
    await work
    return time.perf_counter() - began
