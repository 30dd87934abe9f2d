"""The disk, and how old the last backup is."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from infra.kernel.sentences import both
from services.doctor.advice import Advice, fault, fine, warning
from services.recovery.manifest import BackupRefused, Folder

LEAST_FREE = 0.1
OLDEST_BACKUP = timedelta(hours=26)
"""A daily one, and two hours for it."""


def of_disk(folder: Path) -> list[Advice]:
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    usage = shutil.disk_usage(there)
    percent = round(100 * usage.free / usage.total)
    if usage.free >= LEAST_FREE * usage.total:
        return [fine("disk", both("剩余 {percent}%。", "{percent}% is free.", percent=percent))]
    return [
        warning(
            "disk",
            both("只剩 {percent}%。", "Only {percent}% is free.", percent=percent),
            both("写满后日志与检查点都会停。", "Full, it takes neither logs nor checkpoints."),
            both("清理，或扩容。", "Make room."),
        )
    ]


def of_backups(folder: Path, now: datetime | None = None) -> list[Advice]:
    """`folder`: the one that holds the backups, or one of them."""
    now = now or datetime.now(UTC)
    made = [found for path in (folder, *_below(folder)) if (found := _made_at(path))]
    if made and now - max(made) <= OLDEST_BACKUP:
        return [
            fine("backup", both("最近一份不到 26 小时。", "The last one is younger than 26 hours."))
        ]
    hours = round((now - max(made)).total_seconds() / 3600) if made else 0
    what = both("最近一份在 {hours} 小时前。", "The last one is {hours} hours old.", hours=hours)
    return [
        fault(
            "backup",
            what if made else both("一份也没有。", "There is none."),
            both("之后发生的，丢了就没有了。", "What happened since is gone with the database."),
            both("每天运行 python -m services backup。", "Run python -m services backup each day."),
        )
    ]


def _below(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []


def _made_at(path: Path) -> datetime | None:
    try:
        return Folder(path).manifest().real_at
    except (BackupRefused, OSError):
        return None
