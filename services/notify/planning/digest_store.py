"""What is collected for digests, as stored: a row a digest, which stays when the digest was made,
so that what comes late finds it closed."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from infra.storage.changes import GuardedUpdate, Inserts
from infra.storage.mongo import Database, find_by_ids
from services.notify.core.stores.collections import COLLECTED_DIGESTS
from services.notify.core.stores.documents import changes, from_document, to_document
from services.notify.planning.domain.collected_digest import CollectedDigest, Growth


class DigestStore(Protocol):
    async def get_many(self, ids: Sequence[str]) -> dict[str, CollectedDigest]: ...


class CollectedDigests:
    def __init__(self, db: Database) -> None:
        self._rows = db[COLLECTED_DIGESTS]

    async def get_many(self, ids: Sequence[str]) -> dict[str, CollectedDigest]:
        rows = await find_by_ids(self._rows, ids)
        return {id: from_document(row, CollectedDigest) for id, row in rows.items()}


def new_digests(growths: Iterable[Growth]) -> Inserts:
    return {
        COLLECTED_DIGESTS: [
            to_document(growth.after) for growth in growths if growth.before is None
        ]
    }


def changed_digests(growths: Iterable[Growth]) -> list[GuardedUpdate]:
    """Updates that hold only if nobody collected anything meanwhile."""
    return [
        GuardedUpdate(
            COLLECTED_DIGESTS,
            {"_id": g.before.id, "version": g.before.version},
            {"$set": changes(g.before, g.after)},
        )
        for g in growths
        if g.before is not None
    ]
