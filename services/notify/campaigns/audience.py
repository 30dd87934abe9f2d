"""Whom a campaign goes to."""

from collections.abc import AsyncGenerator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from infra.kernel.batches import batched
from infra.sealing.sealing import NOTHING_SEALED, RowSealing
from infra.storage.mongo import Database, find_by, id_batches
from services.notify.contract.campaigns import Audience
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.stores.collections import RECIPIENTS, STANDS
from services.notify.core.stores.documents import from_document
from services.notify.core.stores.recipients import slice_older
from services.notify.core.stores.slices import (
    SLICES,
    parse_place,
    place_of,
    within,
)

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_COUNTED_AT_ONCE = 32
"""Slices. Nobody else has to wait for a count of all."""


class Page(NamedTuple):
    """`place`: to go on after it."""

    recipients: list[Recipient]
    place: str


class Audiences:
    def __init__(self, db: Database, sealing: RowSealing = NOTHING_SEALED) -> None:
        self._db = db
        self._sealing = sealing
        self._rows = db[RECIPIENTS]

    async def pages(
        self, audience: Audience, at: datetime, after: str, size: int, *, members: int
    ) -> AsyncGenerator[Page]:
        """The audience as of `at` from after the place `after`, in an order that never changes.

        Args:
            size: about so many a page, twice as many at most.
            members: about so many there are in all.
        """
        query = query_of(audience, at)
        if audience.member_ids:
            async for page in self._named(query, [id for id in audience.member_ids if id > after]):
                yield page
            return
        await slice_older(self._db)
        begin, step = parse_place(after), max(1, min(SLICES, SLICES * size // max(1, members)))
        for first in range(begin.slice, SLICES, step):
            found = await self._read({**query, **within(first, step)}, 2 * size)
            places = {place_of(one.id): one for one in found}
            left = sorted(place for place in places if place > begin)
            for some in batched(left, 2 * size):
                yield Page([places[place] for place in some], str(some[-1]))

    async def count(self, audience: Audience, at: datetime) -> int:
        query = query_of(audience, at)
        if audience.member_ids:
            some = id_batches(audience.member_ids)
            asked = [{**query, "_id": {"$in": ids}} for ids in some]
        else:
            await slice_older(self._db)
            firsts = range(0, SLICES, _COUNTED_AT_ONCE)
            asked = [{**query, **within(first, _COUNTED_AT_ONCE)} for first in firsts]
        return sum([int(await self._rows.count_documents(one)) for one in asked])

    async def about(self, audience: Audience, at: datetime) -> int:
        """About as many as `count` gives, but quickly where that is everybody."""
        if audience == Audience():
            return int(await self._rows.estimated_document_count())
        return await self.count(audience, at)

    async def _named(self, query: Mapping[str, Any], ids: list[str]) -> AsyncGenerator[Page]:
        for some in id_batches(ids):
            found = await self._read({**query, "_id": {"$in": some}}, len(some))
            if found:
                yield Page(sorted(found, key=lambda one: one.id), some[-1])

    async def _read(self, query: Mapping[str, Any], at_once: int) -> list[Recipient]:
        rows = await self._rows.find(query, batch_size=at_once).to_list(None)
        opened = await self._sealing.opened(RECIPIENTS, rows)
        found = [from_document(row, Recipient) for row in opened]
        held = await self._held([one.id for one in found])
        return [one for one in found if one.id not in held]

    async def _held(self, ids: list[str]) -> set[str]:
        """Who is not live yet is told on going live, as whoever joins later is."""
        rows = await find_by(self._db[STANDS], "_id", ids, {"withheld": 1})
        return {row["_id"] for row in rows if row.get("withheld") is not None}


def query_of(audience: Audience, at: datetime) -> dict[str, Any]:
    """Those of the audience who were members at `at`: later ones are told on joining. `member_ids`
    are left to the caller, who asks for a few at once."""
    joined: dict[str, datetime] = {"$lte": at}
    if audience.joined_after:
        joined["$gte"] = audience.joined_after
    if audience.joined_before:
        joined["$lt"] = audience.joined_before
    query: dict[str, Any] = {"created_at": joined}
    if audience.marketing:
        query |= {"marketing_since": {"$gt": _EVER}, "marketing_until": None}
    if audience.language:
        query["language"] = audience.language
    for field, has in (("phone", audience.has_phone), ("email", audience.has_email)):
        if has is not None:
            query[field] = {"$ne": ""} if has else ""
    return query
