"""What a database was restored from, and that this is over."""

from datetime import datetime

import msgspec

from infra.storage.mongo import Database

RESTORES = "restores"
"""{_id: backup, ...}: as below; none in a database that was never restored."""


class RestoreUnfinished(Exception):
    """A restore into this database was begun and not finished."""

    def __init__(self, database: str) -> None:
        super().__init__(
            f"{database} is being restored from a backup, or that was cut off: nothing may run on "
            "it before `python -m services restore` has ended"
        )


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """`made_at`: of what the backup is, by the clock of the system, and `real_at` by that of the
    machine. `stopped_at`: until when the lost system may have worked. `done_at`: none meanwhile."""

    id: str
    made_at: datetime
    real_at: datetime
    stopped_at: datetime
    done_at: datetime | None = None


async def write_restored(db: Database, restored: Restored) -> None:
    fields = msgspec.structs.asdict(restored)
    row = {"_id": fields.pop("id"), **fields}
    await db[RESTORES].replace_one({"_id": restored.id}, row, upsert=True)


async def last_restored(db: Database) -> Restored | None:
    """None where nothing was ever restored; one that is not over comes first."""
    rows = [
        msgspec.convert({**row, "id": row["_id"]}, Restored) async for row in db[RESTORES].find()
    ]
    running = [one for one in rows if one.done_at is None]
    return (
        (running or sorted(rows, key=lambda one: one.done_at or one.made_at))[-1] if rows else None
    )


async def require_whole(db: Database) -> None:
    """
    Raises:
        RestoreUnfinished
    """
    last = await last_restored(db)
    if last is not None and last.done_at is None:
        raise RestoreUnfinished(db.name)
