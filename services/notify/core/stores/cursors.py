"""Pages of rows in the order of a time. A place says the time and the id itself, so it still holds
when its row is gone."""

from datetime import datetime
from typing import Any, TypeVar

import msgspec
from pymongo import ASCENDING

from infra.kernel.paging import not_of_this_list
from infra.sealing.sealing import NOTHING_SEALED, RowSealing
from infra.storage.mongo import Collection, aggregated
from services.notify.core.ports.stores import Found
from services.notify.core.stores.documents import from_document

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
    sealing: RowSealing = NOTHING_SEALED,
) -> Found[T]:
    """
    Raises:
        InvalidInput: `after` is no place.
    """
    # a stage for each field: the embedded server looks into no index for several at once
    those: list[dict[str, Any]] = [{"$match": {name: value}} for name, value in query.items()]
    further = [*those, {"$match": _beyond(after, by, direction)}] if after else those
    ordered: list[dict[str, Any]] = [
        {"$sort": {by: direction, "_id": direction}},
        {"$limit": first + 1},
    ]
    found = await aggregated(rows, [*further, *ordered])
    counted = await aggregated(rows, [*those, {"$limit": MOST_COUNTED}, {"$count": "n"}])
    opened = await sealing.opened(rows.name, found[:first])
    return Found(
        rows=[from_document(row, kind) for row in opened],
        cursors=[place_of(row, by) for row in found[:first]],
        total=counted[0]["n"] if counted else 0,
        has_more=len(found) > first,
    )


def _beyond(after: str, by: str, direction: int) -> dict[str, Any]:
    at, id = after_place(after)
    further = "$gt" if direction == ASCENDING else "$lt"
    return {"$or": [{by: {further: at}}, {by: at, "_id": {further: id}}]}


def place_of(row: dict[str, Any], by: str) -> str:
    return f"{row[by].isoformat()}|{row['_id']}"


def after_place(place: str) -> tuple[datetime, str]:
    """
    Raises:
        InvalidInput: it is no place.
    """
    time, _, id = place.partition("|")
    try:
        at = datetime.fromisoformat(time)
    except ValueError:
        raise not_of_this_list() from None
    if not id or at.isoformat() != time or at.tzinfo is None:
        raise not_of_this_list()
    return at, id
