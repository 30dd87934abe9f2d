"""What importing members with their payments, orders and logins costs beside the driver's bare
insert_many of the documents that it leaves behind, and whether memory grows with the files."""

import resource
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dramatiq.brokers.stub import StubBroker

from infra.kernel.clock import FixedClock
from infra.storage.mongo import Client, Database, connect, database
from services.importing.generate.files import SampleSpec, write_files
from services.importing.generate.stories import SamplePlan
from services.importing.header import table_of
from services.importing.run import MOST_ROWS, Options, run_import
from services.importing.source import opened
from services.importing.tables import FileKind, tables
from services.importing.watch import Watch
from services.membership.adapters.catalog import read_plans
from services.membership.component import build_membership
from services.notify.component import build_notify
from services.settings import Settings
from tests.servers import running_mongo

MEMBERS = 100_000
_NOW = datetime(2026, 11, 21, tzinfo=UTC)
_AT_ONCE = 500
_AS_BEFORE = frozenset({"system.sessions"})


class _Services:
    """Membership and notification in this process, as the importer is told of them."""

    membership: Any = None
    notify: Any = None
    appeals: Any = None


async def measure(members: int = MEMBERS) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        async with running_mongo(Path(folder)) as (url, _):
            settings = Settings(mongo_url=url, var_dir=Path(folder))
            files = _written(Path(folder) / "files", settings, members)
            async with _running(settings) as (services, client):
                dbs = [database(client, settings.database(s)) for s in ("membership", "notify")]
                shipped = sum([await _count(db) for db in dbs])
                before, lines, importing = _peak(), [], 0.0
                for kind in FileKind:
                    rows, seconds = await _imported(services, settings, files, kind)
                    importing += seconds
                    lines.append(
                        f"{kind.value:10} {rows:9,} rows {rows / seconds:8,.0f} a second; "
                        f"{_peak() - before:5.0f} MiB more than before"
                    )
                documents = sum([await _count(db) for db in dbs]) - shipped
                bare = sum([await _inserted_again(db) for db in dbs])
    return [
        f"insert_many, bare, of {documents:,} documents   {documents / bare:8,.0f} a second   1.00",
        f"import that leaves them                {documents / importing:8,.0f} a second   "
        f"{bare / importing:.2f}",
        *lines,
    ]


def _written(folder: Path, settings: Settings, members: int) -> Path:
    plans = tuple(
        SamplePlan(one.code, one.price, one.period, str(one.discount))
        for one in read_plans(settings.plans_file).values()
    )
    spec = SampleSpec(members=members, seed=7, now=_NOW, plans=plans, currency=settings.currency)
    write_files(folder, spec)
    return folder


@asynccontextmanager
async def _running(settings: Settings) -> AsyncIterator[tuple[_Services, Client]]:
    client, clock, services = connect(settings), FixedClock(_NOW), _Services()
    components = [
        build_membership(settings, client, clock, services),
        build_notify(settings, client, clock, services, StubBroker()),
    ]
    services.membership, services.notify = (component.api for component in components)
    for component in components:
        await component.prepare()
    try:
        yield services, client
    finally:
        for component in components:
            await component.close()
        client.close()


async def _imported(
    services: _Services, settings: Settings, files: Path, kind: FileKind
) -> tuple[int, float]:
    began = time.perf_counter()
    with opened(str(files / f"{kind.value}.csv")) as source:
        table = table_of(source, tables(settings.currency, settings.operator_time_zone), None)
        options = Options(folder=settings.var_dir / "imports", batch=MOST_ROWS)
        done = await run_import(source, table, services, options, watch=Watch())
    assert not done.refused, done
    return done.created, time.perf_counter() - began


async def _inserted_again(db: Database) -> float:
    """Every document into an empty collection without indexes, in seconds of inserting alone."""
    seconds = 0.0
    for name in await _collections(db):
        found: list[dict[str, Any]] = []
        async for document in db[name].find():
            found.append(document)
            if len(found) == _AT_ONCE:
                seconds += await _insert(db, name, found)
                found = []
        seconds += await _insert(db, name, found) if found else 0
    return seconds


async def _insert(db: Database, name: str, found: list[dict[str, Any]]) -> float:
    began = time.perf_counter()
    await db[f"bare_{name}"].insert_many(found)
    return time.perf_counter() - began


async def _count(db: Database) -> int:
    return sum([await db[name].count_documents({}) for name in await _collections(db)])


async def _collections(db: Database) -> list[str]:
    names = await db.list_collection_names()
    return [name for name in sorted(names) if name not in _AS_BEFORE and "bare_" not in name]


def _peak() -> float:
    """Of this process, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
