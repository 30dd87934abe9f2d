"""`python -m services rehash-handles`: hashes by the present key what accounts are found by."""

import argparse
import asyncio
import sys

from infra.kernel.errors import AppError
from infra.settings import SettingsError
from infra.storage.mongo import connect
from services.compose import build_rehashing, connect_clients
from services.membership.accounts.rehashing import Rehashed
from services.settings import Settings, load_settings

DONE, SOME_LEFT, NOT_DONE = 0, 1, 2


def main(arguments: list[str]) -> int:
    """Ends with 0 when HANDLE_KEY_OLD is not needed any more, 1 while somebody is found by it
    alone, 2 where it could not be done; begin again."""
    argparse.ArgumentParser(
        prog="python -m services rehash-handles",
        description="Hashes what accounts are found by with HANDLE_KEY; HANDLE_KEY_OLD is the one "
        "before. The system runs meanwhile, and it can be cut off and begun again.",
    ).parse_args(arguments)
    try:
        return asyncio.run(_rehash(load_settings()))
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
    except AppError as error:
        sys.stderr.write(f"{error.message}\n")
    return NOT_DONE


async def _rehash(settings: Settings) -> int:
    mongo = connect(settings)
    try:
        async with connect_clients(settings) as clients:
            done = await build_rehashing(settings, mongo, clients).all(_say)
    finally:
        mongo.close()
    sys.stdout.write(f"{done.moved} of {done.looked_at} hashed anew, {done.left} left\n")
    return SOME_LEFT if done.left else DONE


def _say(so_far: Rehashed) -> None:
    sys.stderr.write(f"{so_far.looked_at} looked at, {so_far.moved} hashed anew\n")
