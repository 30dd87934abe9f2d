"""Copies the databases of all services as they were at one instant, while the system runs.

All is read in one transaction, which sees every database as it was at its first read: no service is
ahead of another in the copy, and none has half of a commit.
"""

from collections.abc import Callable
from pathlib import Path

from pymongo.errors import OperationFailure

from infra.kernel.clock import Clock, SystemClock
from infra.kernel.feed import Place, unpacked
from infra.kernel.ids import new_id
from infra.outbox.record import LAYOUTS, POSITIONS, SEQUENCE, head_ids
from infra.storage.copying import CopiedCollection, copy_out, documents_in
from infra.storage.errors import is_transient
from infra.storage.mongo import Client, Database, Session, database
from infra.storage.transactions import SESSIONS
from services.compose import DATABASES
from services.recovery.keys import needed_keys
from services.recovery.manifest import (
    FORMAT,
    NAME,
    BackupRefused,
    CopiedDatabase,
    Folder,
    Manifest,
)
from services.settings import Settings

Say = Callable[[str], None]
_NOT_COPIED = {SESSIONS}
"""Of processes that run now."""


async def back_up(
    settings: Settings, mongo: Client, folder: Folder, clock: Clock, say: Say
) -> Manifest:
    """
    Raises:
        BackupRefused: the folder is in use, or the database ended the reading.
    """
    _make_room(folder.path)
    made_at, real_at = clock.now(), SystemClock().now()
    try:
        async with await mongo.start_session() as session, session.start_transaction():
            copied = [
                await _copied(database(mongo, settings.database(name)), name, session, folder, say)
                for name in DATABASES
            ]
    except OperationFailure as error:
        if not is_transient(error):
            raise
        raise BackupRefused(_ENDED) from error
    manifest = Manifest(
        id=new_id(), format=FORMAT, made_at=made_at, real_at=real_at,
        keys=needed_keys(settings), databases=tuple(copied),
    )  # fmt: skip
    folder.made(manifest)
    return manifest


_ENDED = (
    "the database ended the transaction that the backup reads in: it lasts 60 seconds unless the "
    "parameter transactionLifetimeLimitSeconds says otherwise; raise it while a backup is made"
)


def _make_room(path: Path) -> None:
    """One that was not finished has no manifest; it is written over."""
    if (path / NAME).exists():
        raise BackupRefused(f"{path} holds a backup already: name a new folder")
    path.mkdir(parents=True, exist_ok=True)


async def _copied(
    db: Database, service: str, session: Session, folder: Folder, say: Say
) -> CopiedDatabase:
    collections = list[CopiedCollection]()
    for name in sorted(await db.list_collection_names()):
        if name in _NOT_COPIED or name.startswith("system."):
            continue
        one = await copy_out(db[name], folder.path, f"{service}/{name}.bson", session=session)
        say(f"{service}/{name}: {one.documents} documents")
        collections.append(one)
    return CopiedDatabase(
        service=service,
        head=_head(folder.path / service / f"{SEQUENCE}.bson"),
        followed=_followed(folder.path / service / f"{POSITIONS}.bson"),
        collections=tuple(collections),
    )


def _head(sequence: Path) -> Place:
    rows = {row["_id"]: row for row in documents_in(sequence)}
    partitions = rows[LAYOUTS]["partitions"] if LAYOUTS in rows else [1]
    ids = head_ids(len(partitions) - 1, partitions[-1])
    heads = tuple(int(rows[id]["head"]) if id in rows else 0 for id in ids)
    return Place(len(partitions) - 1, heads)


def _followed(positions: Path) -> dict[str, int | list[int]]:
    return {row["_id"]: unpacked(row["number"]).packed() for row in documents_in(positions)}
