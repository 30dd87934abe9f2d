"""`python -m services rotate-master-key`: wraps all keys of data by the present master key."""

import argparse
import asyncio
import sys

from infra.process.foundation import build_sealing
from infra.sealing.data_key import Unopenable
from infra.sealing.master_keys import NoMasterKey
from infra.sealing.rotating import Say, rotate
from infra.settings import SettingsError
from infra.storage.mongo import connect, database
from infra.storage.transactions import Transactions
from services.compose import DATABASES
from services.settings import Settings, load_settings

DONE, NOT_DONE = 0, 2


def main(arguments: list[str]) -> int:
    """Exit code 2 where a key is missing; begin again once it is set."""
    argparse.ArgumentParser(
        prog="python -m services rotate-master-key",
        description="Wraps every key of data by MASTER_KEY; MASTER_KEY_OLD is the one before. "
        "Everything may run meanwhile, and it can be cut off and begun again.",
    ).parse_args(arguments)
    try:
        asyncio.run(_rotate(load_settings()))
    except (SettingsError, NoMasterKey, Unopenable) as error:
        sys.stderr.write(f"{error}\n")
        return NOT_DONE
    return DONE


async def _rotate(settings: Settings) -> None:
    mongo = connect(settings)
    try:
        for name in DATABASES:
            db = database(mongo, settings.database(name))
            keys = build_sealing(settings, db, ()).keys
            looked_at, done = await rotate(keys, Transactions(mongo, db), _saying(name))
            sys.stdout.write(f"{name}: {looked_at} keys, {done} wrapped anew\n")
    finally:
        mongo.close()


def _saying(service: str) -> Say:
    def say(looked_at: int, done: int) -> None:
        sys.stderr.write(f"{service}: {looked_at} keys looked at, {done} wrapped anew\n")

    return say
