"""Takes everything out of the databases but the word that they are being restored."""

import asyncio

from infra.storage.copying import copy_in
from infra.storage.mongo import Client, Database, database
from infra.storage.restores import RESTORES, Restored, write_restored
from infra.storage.transactions import SESSIONS
from services.compose import DATABASES
from services.recovery.manifest import BackupRefused, Folder, Manifest
from services.settings import Settings

_LOOK_AGAIN_AFTER = 1.5
"""Seconds."""


def databases(settings: Settings, mongo: Client) -> dict[str, Database]:
    return {name: database(mongo, settings.database(name)) for name in DATABASES}


async def require_nobody_works(dbs: dict[str, Database]) -> None:
    """Whoever works says once a second that it lives.

    Raises:
        BackupRefused: a process does.
    """
    before = {name: await _said(db) for name, db in dbs.items()}
    if any(before.values()):
        await asyncio.sleep(_LOOK_AGAIN_AFTER)
    for name, db in dbs.items():
        if await _said(db) != before[name]:
            raise BackupRefused(f"{name} is running: stop every process first, workers, too")


async def _said(db: Database) -> dict[str, int]:
    return {row["_id"]: row["alive"] async for row in db[SESSIONS].find({}, {"alive": 1})}


async def hold_anything(dbs: dict[str, Database]) -> bool:
    return any([await db.list_collection_names() for db in dbs.values()])


async def replace_all(
    dbs: dict[str, Database], folder: Folder, manifest: Manifest, restored: Restored
) -> None:
    """Done again from the start where it was cut off."""
    for db in dbs.values():
        await write_restored(db, restored)
    for name, db in dbs.items():
        for collection in await db.list_collection_names():
            if collection != RESTORES:
                await db.drop_collection(collection)
        for one in manifest.database(name).collections:
            await copy_in(db[one.name], one, folder.path)
