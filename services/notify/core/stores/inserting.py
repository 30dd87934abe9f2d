"""Inserting what may be there already."""

from collections.abc import Sequence
from typing import Any

from pymongo.errors import BulkWriteError

from infra.storage.mongo import Collection

_DUPLICATE_KEY = 11000


async def insert_new(rows: Collection, documents: Sequence[dict[str, Any]]) -> set[str]:
    """Inserts those whose ids are not there yet, and gives these ids."""
    ids = [document["_id"] for document in documents]
    if not ids:
        return set()
    try:
        await rows.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        refused = error.details["writeErrors"]
        if any(one["code"] != _DUPLICATE_KEY for one in refused):
            raise
        known = {one["index"] for one in refused}
        return {id for index, id in enumerate(ids) if index not in known}
    return set(ids)
