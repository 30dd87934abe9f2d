"""Where memberships and appeals stand, as stored: a row each, written in the commit that plans what
is told of their events."""

from collections.abc import Iterable, Sequence
from typing import Any

from infra.storage.changes import GuardedUpdate, Inserts
from infra.storage.mongo import Database, find_by_ids
from services.notify.core.stores.collections import STANDS
from services.notify.core.stores.documents import from_document, to_document
from services.notify.core.truth.stand import Stand


class Stands:
    def __init__(self, db: Database) -> None:
        self._rows = db[STANDS]

    async def get_many(self, ids: Sequence[str]) -> dict[str, Stand]:
        """Those that are known."""
        rows = await find_by_ids(self._rows, ids)
        return {id: from_document(row, Stand) for id, row in rows.items()}


def new_stands(stands: Iterable[Stand], known: dict[str, Stand]) -> Inserts:
    return {STANDS: [to_document(stand) for stand in stands if stand.id not in known]}


def changed_stands(stands: Iterable[Stand], known: dict[str, Stand]) -> list[GuardedUpdate]:
    """Only whoever moves the position writes them, so the version guards against nobody else."""
    return [
        GuardedUpdate(STANDS, {"_id": s.id, "version": known[s.id].version}, {"$set": _fields(s)})
        for s in stands
        if s.id in known
    ]


def _fields(stand: Stand) -> dict[str, Any]:
    fields = to_document(stand)
    del fields["_id"]
    return fields
