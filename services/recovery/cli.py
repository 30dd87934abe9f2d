"""`python -m services backup DIR`, `restore DIR` and `erase MEMBER`.

Each ends with 0 when it is done, 1 when what was restored does not verify, 2 when nothing was
touched.
"""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from infra.settings import SettingsError
from infra.storage.mongo import Client, connect
from services.compose import build_clock
from services.recovery.backing_up import back_up
from services.recovery.emptying import databases
from services.recovery.erasing import erase_member
from services.recovery.erasures import ErasureList, NoErasureKey
from services.recovery.manifest import BackupRefused, Folder
from services.recovery.report import lines
from services.recovery.restoring import Asked, Restore
from services.settings import Settings, load_settings

DONE, NOT_WHOLE, NOTHING_TOUCHED = 0, 1, 2
Job = Callable[[Settings, Client, argparse.Namespace], Awaitable[int]]


def backup(arguments: list[str]) -> int:
    parser = _parser("backup", "Copies the databases of all services, as they are at one instant.")
    parser.add_argument("folder", type=Path, help="a new one; its parents are made")
    return _main(parser, arguments, _backup)


def restore(arguments: list[str]) -> int:
    parser = _parser(
        "restore", "Puts a backup in the place of what is there; stop everything first."
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--replace", action="store_true", help="give up what the databases hold")
    parser.add_argument("--keys-lost", action="store_true", help="go on without keys it needs")
    parser.add_argument(
        "--stopped-at", type=datetime.fromisoformat, metavar="TIME",
        help="when the lost system stopped, with its distance from UTC; without it: now",
    )  # fmt: skip
    return _main(parser, arguments, _restore)


def erase(arguments: list[str]) -> int:
    parser = _parser("erase", "Erases what is kept of a member; no backup brings it back.")
    parser.add_argument("members", nargs="+", metavar="MEMBER")
    return _main(parser, arguments, _erase)


async def _backup(settings: Settings, mongo: Client, asked: argparse.Namespace) -> int:
    made = await back_up(settings, mongo, Folder(asked.folder), build_clock(settings), _say)
    documents = sum(one.documents for db in made.databases for one in db.collections)
    _say(f"{documents} documents as of {made.made_at.isoformat()}")
    for key in made.keys:
        _say(f"needs {key.variable}: it {key.what_for}")
    return DONE


async def _restore(settings: Settings, mongo: Client, asked: argparse.Namespace) -> int:
    options = Asked(
        replace=asked.replace, keys_lost=asked.keys_lost, stopped_at=_instant(asked.stopped_at)
    )
    clock = build_clock(settings)
    done = await Restore(settings, mongo, clock, Folder(asked.folder), options).run()
    folder = settings.var_dir / "restores" / done.backup
    for line in lines(done, str(folder)):
        sys.stdout.write(f"{line}\n")
    return NOT_WHOLE if done.faults else DONE


async def _erase(settings: Settings, mongo: Client, asked: argparse.Namespace) -> int:
    listed = ErasureList(settings.erasures, settings.erasing_key)
    clock, dbs = build_clock(settings), databases(settings, mongo)
    for member_id in asked.members:
        listed.add(member_id, clock.now())
        await erase_member(settings, mongo, dbs, clock, member_id)
        _say("erased, and listed")
    return DONE


def _instant(given: datetime | None) -> datetime | None:
    """
    Raises:
        BackupRefused: it might be any of two dozen.
    """
    if given is not None and given.tzinfo is None:
        raise BackupRefused("write --stopped-at with its distance from UTC: 2026-11-27T14:05+00:00")
    return given


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _parser(name: str, says: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog=f"python -m services {name}", description=says)


def _main(parser: argparse.ArgumentParser, arguments: list[str], job: Job) -> int:
    asked = parser.parse_args(arguments)
    try:
        return asyncio.run(_with_client(load_settings(), asked, job))
    except (SettingsError, BackupRefused, NoErasureKey) as error:
        _say(str(error))
        return NOTHING_TOUCHED


async def _with_client(settings: Settings, asked: argparse.Namespace, job: Job) -> int:
    mongo = connect(settings)
    try:
        return await job(settings, mongo, asked)
    finally:
        mongo.close()
