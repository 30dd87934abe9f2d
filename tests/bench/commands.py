"""What a command costs, from its call to its answer, beside a bare transaction that writes the same
documents: what the command is recorded to write is written again into collections like its own."""

import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pymongo import InsertOne, UpdateOne, monitoring

from infra.storage.mongo import Client, Database, Session, connect, database
from services.membership.contract import commands as c
from services.settings import Settings
from services.shared.callers import Caller
from tests.contract.membership_system import System, host, member, running_membership
from tests.contract.test_membership_commands import enrolled
from tests.servers import running_mongo

MEMBERS = 200
WARM = 20
"""The first ones, which nobody counts."""

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
    """In turns: the command in one system; the same, recorded, in another; what it wrote, again."""
    timed, recorded, client = systems
    copy = database(client, f"copy_{name.replace(' ', '_')}")
    await _like(recorded.db, copy)
    commanded, written = list[float](), list[float]()
    for n in range(MEMBERS):
        command, by = kind(f"m-{n}")
        commanded.append(await _seconds(timed.api.execute(command, by)))
        writes.seen.clear()
        await recorded.api.execute(command, by)
        written.append(await _seconds(_written(client, copy, list(writes.seen))))
    ours, limit = (statistics.median(one[WARM:]) for one in (commanded, written))
    return (
        f"{name:28} {ours * 1e3:5.2f} ms   the same writes, bare {limit * 1e3:5.2f} ms   "
        f"{ours / limit:.2f}"
    )


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
