"""`python -m services partitions 8`: divides the feeds of all services into more parts."""

import argparse
import asyncio
import sys

from infra.outbox.layouts import open_layout
from infra.outbox.record import SEQUENCE
from infra.settings import PlatformSettings, SettingsError
from infra.storage.mongo import connect, database, ensure_indexes
from infra.storage.transactions import SESSIONS, Transactions
from services.compose import DATABASES
from services.settings import load_settings


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m services partitions", description=__doc__)
    parser.add_argument("partitions", type=int, choices=range(1, 1_025), metavar="1..1024")
    try:
        asyncio.run(_divide(load_settings(), parser.parse_args(arguments).partitions))
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


async def _divide(settings: PlatformSettings, partitions: int) -> None:
    mongo = connect(settings)
    try:
        for service in DATABASES:
            db = database(mongo, settings.database(service))
            await ensure_indexes(db, {SEQUENCE: [], SESSIONS: []})
            now = await open_layout(Transactions(mongo, db), db, partitions)
            sys.stdout.write(f"{service}: {now} partitions\n")
    finally:
        mongo.close()
