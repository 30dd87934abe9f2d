"""Members by label, page by page in order of their ids."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from pymongo import UpdateOne

from infra.kernel.paging import MOST_COUNTED
from infra.storage.mongo import Database, aggregated
from services.membership.adapters import documents as d
from services.membership.adapters.labels import LABELS, labels_of
from services.membership.domain.aggregate.state import Membership

LOOKED_AT = 1_000
"""Members, at most, for one page: those with one label are looked through for the others."""


class LabelledPage(NamedTuple):
    """`last`: whom it looked at last; `more`: there may be others behind."""

    members: list[str]
    last: str
    more: bool


class DirectoryStore:
    def __init__(self, db: Database) -> None:
        self._members = db[d.MEMBERSHIPS]

    async def page(self, labels: Sequence[str], after: str, most: int) -> LabelledPage:
        """`labels`: the one that is asked of the index first."""
        limit = LOOKED_AT if len(labels) > 1 else most
        rows = await self._rows(labels, after, limit + 1)
        looked_at = rows[:limit]
        meets = [row["_id"] for row in looked_at if set(labels) <= set(row.get(LABELS, ()))]
        if len(meets) > most:
            return LabelledPage(meets[:most], meets[most - 1], more=True)
        last = looked_at[-1]["_id"] if looked_at else after
        return LabelledPage(meets, last, more=len(rows) > limit)

    async def count(self, labels: Sequence[str]) -> int:
        """Among the first so many with the first label."""
        first, rest = list(labels[:1]), list(labels[1:])
        found = await aggregated(
            self._members,
            [
                {"$match": {LABELS: first[0]} if first else {}},
                {"$limit": MOST_COUNTED},
                *([{"$match": {LABELS: {"$all": rest}}}] if rest else []),
                {"$count": "members"},
            ],
        )
        return int(found[0]["members"]) if found else 0

    async def label_anew(self, after: str, most: int) -> str:
        """Labels the next so many after `after`, as releases before did not; the id of the last,
        empty where there are no more."""
        rows = self._members.find({"_id": {"$gt": after}}).sort("_id", 1).limit(most)
        found = [row async for row in rows]
        if found:
            await self._members.bulk_write([_labelled(row) for row in found], ordered=False)
        return found[-1]["_id"] if found else ""

    async def _rows(self, labels: Sequence[str], after: str, limit: int) -> list[dict[str, Any]]:
        asked: dict[str, Any] = {LABELS: labels[0]} if labels else {}
        cursor = self._members.find({**asked, "_id": {"$gt": after}}, {LABELS: 1})
        return await cursor.sort("_id", 1).limit(limit).to_list(None)


def _labelled(row: dict[str, Any]) -> UpdateOne:
    """Whoever changes the membership meanwhile labels it."""
    labels = labels_of(d.item(row["state"], Membership))
    return UpdateOne({"_id": row["_id"], "version": row["version"]}, {"$set": {LABELS: labels}})
