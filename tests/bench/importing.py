"""What importing members with their payments, orders and logins costs beside the driver's bare
insert_many of the documents that it leaves behind, and whether memory grows with the files."""

import resource
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

from dramatiq.brokers.stub import StubBroker

from infra.kernel.batches import batched
from infra.kernel.clock import FixedClock
from infra.storage.mongo import Client, Database, connect, database
from services.importing.generate.command import plans_of
from services.importing.generate.files import SampleSpec, write_files
from services.importing.header import table_of
from services.importing.run import MOST_ROWS, Options, run_import
from services.importing.source import opened
from services.importing.tables import FileKind, tables
from services.importing.watch import Watch
from services.membership.accounts.component import build_accounts
from services.membership.component import build_membership
from services.notify.component import build_notify
from services.settings import Settings
from tests.bench.processor import seconds_of
from tests.servers import running_mongo

MEMBERS = 100_000
_NOW = datetime(2026, 11, 21, tzinfo=UTC)
_AT_ONCE = 500
_SAMPLED = 5
A = TypeVar("A")


class _Services:
    """Membership and notification in this process, as the importer is told of them."""

    membership: Any = None
    accounts: Any = None
    notify: Any = None
    appeals: Any = None


class Spent(NamedTuple):
    """Seconds on the wall, and of the processor: ours and the database's."""

    wall: float = 0.0
    ours: float = 0.0
    database: float = 0.0

    def __add__(self, other: object) -> "Spent":
        return Spent(*map(sum, zip(self, cast("Spent", other), strict=True)))

    @property
    def processor(self) -> float:
        return self.ours + self.database


class Meter:
    """`pid`: of the database."""

    def __init__(self, pid: int) -> None:
        self._pid = pid

    async def of(self, work: Awaitable[A]) -> tuple[A, Spent]:
        before = self._now()
        done = await work
        return done, Spent(*(after - b for after, b in zip(self._now(), before, strict=True)))

    def _now(self) -> Spent:
        return Spent(time.perf_counter(), time.process_time(), seconds_of(self._pid))


async def measure(members: int = MEMBERS) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        async with running_mongo(Path(folder)) as (url, child):
            settings = Settings(mongo_url=url, var_dir=Path(folder))
            files = _written(Path(folder) / "files", settings, members)
            meter = Meter(child.pid)
            async with _running(settings) as (services, client):
                dbs = [
                    database(client, settings.database(s))
                    for s in ("membership", "accounts", "notify")
                ]
                shipped = sum([await _count(db) for db in dbs])
                before, lines, importing = _peak(), list[str](), Spent()
                for kind in FileKind:
                    rows, spent = await meter.of(_imported(services, settings, files, kind))
                    importing += spent
                    lines.append(
                        f"{kind.value:10} {rows:9,} rows {rows / spent.wall:8,.0f} a second, "
                        f"{spent.ours / rows * 1e6:4.0f} µs of ours and "
                        f"{spent.database / rows * 1e6:4.0f} of the database's processor; "
                        f"{_peak() - before:4.0f} MiB more than before"
                    )
                documents = sum([await _count(db) for db in dbs]) - shipped
                bare = sum([await _inserted_again(db, meter) for db in dbs], Spent())
    return [
        f"insert_many, bare, of {documents:,} documents   {documents / bare.wall:8,.0f} a second"
        f"   1.00   of the processor   1.00",
        f"import that leaves them                {documents / importing.wall:8,.0f} a second   "
        f"{bare.wall / importing.wall:.2f}   of the processor   "
        f"{bare.processor / importing.processor:.2f}",
        *lines,
    ]


def _written(folder: Path, settings: Settings, members: int) -> Path:
    plans = plans_of(settings)
    spec = SampleSpec(members=members, seed=7, now=_NOW, plans=plans, currency=settings.currency)
    write_files(folder, spec)
    return folder


@asynccontextmanager
async def _running(settings: Settings) -> AsyncIterator[tuple[_Services, Client]]:
    client, clock, services = connect(settings), FixedClock(_NOW), _Services()
    components = [
        build_membership(settings, client, clock, services),
        build_accounts(settings, client, clock, services, code_keys=settings.code_keys),
        build_notify(settings, client, clock, services, StubBroker()),
    ]
    services.membership, services.accounts, services.notify = (
        component.api for component in components
    )
    for component in components:
        await component.prepare()
    try:
        yield services, client
    finally:
        for component in components:
            await component.close()
        client.close()


async def _imported(services: _Services, settings: Settings, files: Path, kind: FileKind) -> int:
    with opened(str(files / f"{kind.value}.csv")) as source:
        table = table_of(source, tables(settings.currency, settings.operator_time_zone), None)
        options = Options(folder=settings.var_dir / "imports", batch=MOST_ROWS)
        done = await run_import(source, table, services, options, watch=Watch())
    assert not done.refused, done
    return done.created


async def _inserted_again(db: Database, meter: Meter) -> Spent:
    """Into empty collections without indexes: what inserting alone takes. One document in
    `_SAMPLED` of each collection, for the embedded database begins a cursor anew for each page."""
    spent = Spent()
    for name in await _collections(db):
        most = ceil(await db[name].count_documents({}) / _SAMPLED)
        found = await db[name].find().limit(most).to_list(None) if most else []
        for page in batched(found, _AT_ONCE):
            spent += (await meter.of(db[f"bare_{name}"].insert_many(page)))[1]
    return Spent(*(part * _SAMPLED for part in spent))


async def _count(db: Database) -> int:
    return sum([await db[name].count_documents({}) for name in await _collections(db)])


async def _collections(db: Database) -> list[str]:
    names = await db.list_collection_names()
    return [name for name in sorted(names) if not name.startswith("bare_")]


def _peak() -> float:
    """Of this process, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
