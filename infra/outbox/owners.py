"""Whom an event is about, kept beside its number: one owner's events are read by an index, so that
it costs the same however many belong to others."""

from collections.abc import Callable, Mapping
from typing import Any

from pymongo import ASCENDING, IndexModel, UpdateOne

from infra.storage.mongo import Collection

OwnerOf = Callable[[Mapping[str, Any]], str]
"""From an event as stored; empty: nobody's."""

OWNER = "owner"
BY_OWNER = IndexModel([(OWNER, ASCENDING), ("_id", ASCENDING)])
_AT_ONCE = 500


def nobody(_event: Mapping[str, Any]) -> str:
    """For a feed that nobody follows by owner."""
    return ""


async def own_older_rows(feed: Collection, owner_of: OwnerOf) -> None:
    """Of a release that kept no owners."""
    while found := await feed.find({OWNER: None}).to_list(_AT_ONCE):
        await feed.bulk_write(
            [UpdateOne({"_id": r["_id"]}, {"$set": {OWNER: owner_of(r["event"])}}) for r in found]
        )
