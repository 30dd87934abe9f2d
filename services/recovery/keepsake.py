"""What the databases that a restore replaces still know of the time since the backup, put aside
before they go: their later events, what the shop reported, and what became of messages."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from infra.storage.copying import copy_out, documents_in, on_disk
from infra.storage.mongo import Client, database
from infra.storage.writer import EVENTS
from services.compose import DATABASES
from services.membership.adapters import documents as d
from services.notify.core.stores.collections import JOURNAL
from services.settings import Settings

_CLOCKS_DIFFER_BY = timedelta(hours=1)
REPORTS = {d.PAYMENTS: "recorded_at", d.REFUNDS: "recorded_at", d.ORDERS: "at", d.LOGINS: "at"}
"""What the shop can report again, and the time by which it is looked for: an order or a login that
was reported late may be missed, and is only evidence."""
_WHOLE = "whole"


class Keepsake:
    """A folder that outlives the restore. One that was cut off before it was whole is made again:
    nothing of the databases was touched by then."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def make(self, settings: Settings, mongo: Client, since: datetime) -> None:
        if (self.path / _WHOLE).exists():
            return
        earliest = since - _CLOCKS_DIFFER_BY
        for service, collection, only in _kept(earliest):
            rows = database(mongo, settings.database(service))[collection]
            await copy_out(rows, self.path, f"{service}/{collection}.bson", only=only)
        with (self.path / _WHOLE).open("wb") as mark:
            on_disk(mark)

    def events(self, service: str) -> Iterator[dict[str, Any]]:
        return documents_in(self.path / service / f"{EVENTS}.bson")

    def reports(self, kind: str) -> Iterator[dict[str, Any]]:
        return documents_in(self.path / "membership" / f"{kind}.bson")

    def journal(self) -> Iterator[dict[str, Any]]:
        return documents_in(self.path / "notify" / f"{JOURNAL}.bson")


def _kept(earliest: datetime) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for service in DATABASES:
        yield service, EVENTS, {"recorded_at": {"$gte": earliest}}
    for kind, time in REPORTS.items():
        yield "membership", kind, {time: {"$gte": earliest}}
    yield "notify", JOURNAL, {"at": {"$gte": earliest}}
