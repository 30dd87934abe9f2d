"""`python -m services verify`, `rebuild` and `export-history`: whether every membership is as it
was written, and what is done where one is not."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import msgspec
from pymongo import ASCENDING

from infra.settings import SettingsError
from infra.storage.mongo import connect, database, ensure_indexes
from infra.storage.transactions import SESSIONS, Transactions
from infra.storage.writer import EVENTS
from services.compose import DATABASES, build_clock
from services.membership.adapters.catalog import MongoCatalog
from services.membership.integrity.repairing import INCIDENTS, CheckedRecord, Workshop, line_of
from services.membership.integrity.running import RUNS, Progress, records, run
from services.settings import Settings, load_settings

Job = Callable[[Settings, argparse.Namespace], Awaitable[int]]


def verify(arguments: list[str]) -> int:
    """Exit code 1 where damage was found."""
    return _main(
        _parser("verify", "Checks every stored membership; changes nothing."), arguments, _verify
    )


def rebuild(arguments: list[str]) -> int:
    """Exit code 1 where something is beyond repair."""
    parser = _parser("rebuild", "Puts every damaged membership right, from its history.")
    parser.add_argument(
        "--all-states", action="store_true",
        help="write every state anew, without a word to anybody; stop the membership service first",
    )  # fmt: skip
    return _main(parser, arguments, _rebuild)


def export_history(arguments: list[str]) -> int:
    """Exit code 1 where there is no such history."""
    parser = _parser(
        "export-history", "Writes histories, an event a line; see docs/verify_history.py."
    )
    parser.add_argument("of", nargs="*", help="members, appeals, …; all where none is named")
    parser.add_argument("--service", choices=DATABASES, default="membership")
    return _main(parser, arguments, _export)


async def _verify(settings: Settings, _: argparse.Namespace) -> int:
    async with _workshop(settings) as shop:
        done = await run(shop.db, "verify", shop.look, _say)
    sys.stderr.write(f"{done.checked} members checked, {done.found} damaged\n")
    return 1 if done.found else 0


async def _rebuild(settings: Settings, asked: argparse.Namespace) -> int:
    async with _workshop(settings) as shop:
        if asked.all_states:
            return await _all_states(shop)
        done = await run(shop.db, "rebuild", shop.repair, _say)
    left = done.found - done.repaired
    sys.stderr.write(
        f"{done.checked} members checked, {done.repaired} repaired, {left} beyond repair\n"
    )
    return 1 if left else 0


async def _all_states(shop: Workshop) -> int:
    done = Progress()
    async for record in records(shop.db):
        done.checked += 1
        if not await shop.fold_anew(record.member_id):
            done.found += 1
            sys.stdout.write(f"{record.member_id}: its history is broken: left as it was\n")
        if done.checked % 1_000 == 0:
            _say(done, None)
    sys.stderr.write(f"{done.checked} states written anew, {done.found} left\n")
    return 1 if done.found else 0


async def _export(settings: Settings, asked: argparse.Namespace) -> int:
    mongo = connect(settings)
    try:
        rows = database(mongo, settings.database(asked.service))[EVENTS]
        of = {"aggregate": {"$in": asked.of}} if asked.of else {}
        order = [("aggregate", ASCENDING), ("version", ASCENDING)]
        written = 0
        async for row in rows.find(of, {"_id": 0, "commit": 0}).sort(order):
            sys.stdout.buffer.write(msgspec.json.encode(row, order="sorted") + b"\n")
            written += 1
    finally:
        mongo.close()
    return 0 if written else 1


@asynccontextmanager
async def _workshop(settings: Settings) -> AsyncIterator[Workshop]:
    mongo = connect(settings)
    db = database(mongo, settings.database("membership"))
    try:
        await ensure_indexes(db, {SESSIONS: [], INCIDENTS: [], RUNS: []})
        catalog = await MongoCatalog(db, settings.operator_time_zone).current()
        yield Workshop(db, Transactions(mongo, db), build_clock(settings), catalog)
    finally:
        mongo.close()


def _say(progress: Progress, found: CheckedRecord | None) -> None:
    if found is not None:
        sys.stdout.write(f"{line_of(found)}\n")
        return
    sys.stderr.write(f"{progress.checked} members, {progress.found} damaged\n")


def _parser(name: str, says: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog=f"python -m services {name}", description=says)


def _main(parser: argparse.ArgumentParser, arguments: list[str], job: Job) -> int:
    asked = parser.parse_args(arguments)
    try:
        return asyncio.run(_awaited(job(load_settings(), asked)))
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2


async def _awaited(job: Awaitable[int]) -> int:
    return await job
