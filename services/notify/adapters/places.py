"""Pages of rows in the order of a time. A place says the time and the id itself, so it still holds
when its row is gone."""

from datetime import datetime
from typing import Any, TypeVar

import msgspec
from pymongo import ASCENDING

from infra.kernel.paging import not_of_this_list
from infra.mongo import Collection
from services.notify.adapters.documents import from_document
from services.notify.ports.stores import Found

T = TypeVar("T", bound=msgspec.Struct)
MOST_COUNTED = 10_000
"""A total that is this is this or more: a page must not cost what all pages together would."""


async def page_of(
    rows: Collection,
    kind: type[T],
    query: dict[str, Any],
    by: str,
    *,
    after: str,
    first: int,
    direction: int = ASCENDING,
) -> Found[T]:
    """
    Raises:
        InvalidInput: `after` is no place.
    """
    further = {"$and": [query, _beyond(after, by, direction)]} if after else query
    cursor = rows.find(further).sort([(by, direction), ("_id", direction)]).limit(first + 1)
    found = [row async for row in cursor]
    return Found(
        rows=[from_document(row, kind) for row in found[:first]],
        places=[f"{row[by].isoformat()}|{row['_id']}" for row in found[:first]],
        total=int(await rows.count_documents(query, limit=MOST_COUNTED)),
        has_more=len(found) > first,
    )


def _beyond(after: str, by: str, direction: int) -> dict[str, Any]:
    time, _, id = after.partition("|")
    try:
        at = datetime.fromisoformat(time)
    except ValueError:
        raise not_of_this_list() from None
    if not id or at.isoformat() != time or at.tzinfo is None:
        raise not_of_this_list()
    further = "$gt" if direction == ASCENDING else "$lt"
    return {"$or": [{by: {further: at}}, {by: at, "_id": {further: id}}]}
