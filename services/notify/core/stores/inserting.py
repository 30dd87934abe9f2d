"""Inserting what may be there already."""

from collections.abc import Sequence
from typing import Any

from pymongo.errors import BulkWriteError

from infra.storage.errors import only_duplicates
from infra.storage.mongo import Collection


async def insert_new(rows: Collection, documents: Sequence[dict[str, Any]]) -> set[str]:
    """Inserts those whose ids are not there yet, and gives these ids."""
    ids = [document["_id"] for document in documents]
    if not ids:
        return set()
    try:
        await rows.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        if not only_duplicates(error.details):
            raise
        known = {one["index"] for one in error.details["writeErrors"]}
        return {id for index, id in enumerate(ids) if index not in known}
    return set(ids)
