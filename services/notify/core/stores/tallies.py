"""What came of campaigns, added up as it comes in, so that nobody has to read every delivery.

Each batch of entries that are new to the journal leaves one row of what it adds. An entry is new
once only, so no two rows count the same; a process that is killed between the entries and their row
leaves the row out, until the campaign is counted anew. What did not simply go out and arrive is not
added up but noted, before its entries are written, and looked at when somebody asks.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from infra.kernel.ids import derived_id
from infra.storage.mongo import Database, aggregated
from services.notify.contract.words import Channel
from services.notify.core.deliveries.journal import EntryKind, JournalEntry, delivery_id
from services.notify.core.rules.tally import TALLY_FIELDS, Tally, is_plain, tally_of
from services.notify.core.stores.collections import DOUBTS, JOURNAL, TALLIES
from services.notify.core.stores.inserting import insert_new

_ANY_TIME = datetime.fromtimestamp(0, UTC)


class Tallies:
    def __init__(self, db: Database) -> None:
        self._rows = db[TALLIES]
        self._doubts = db[DOUBTS]
        self._entries = db[JOURNAL]

    async def note(self, entries: Sequence[JournalEntry]) -> None:
        """To be called before the entries are written."""
        odd = [e for e in entries if e.campaign and not is_plain(e)]
        await self.doubt({delivery_id(e.alert_id, e.channel): e.campaign for e in odd})

    async def doubt(self, campaign_of: dict[str, str]) -> None:
        """These deliveries, with the campaign of each, have to be looked at themselves."""
        rows = [{"_id": id, "campaign": campaign} for id, campaign in campaign_of.items()]
        await insert_new(self._doubts, rows)

    async def add(self, fresh: Sequence[JournalEntry]) -> None:
        """Entries that are in the journal now and were not before."""
        by_campaign: dict[str, list[JournalEntry]] = defaultdict(list)
        for entry in fresh:
            if entry.campaign:
                by_campaign[entry.campaign].append(entry)
        rows = [
            _row(derived_id(*(e.id for e in some)), campaign, tally, max(e.at for e in some))
            for campaign, some in by_campaign.items()
            if (tally := tally_of(some)) != Tally()
        ]
        if rows:
            await self._rows.insert_many(rows)

    async def of(self, campaign: str, since: datetime) -> tuple[Tally, int, datetime | None]:
        """The sum, how much of it was sent since then, and when the last news came."""
        counted = await self._rows.find_one({"_id": campaign})
        match: dict[str, Any] = {"campaign": campaign}
        if counted:
            match["at"] = {"$gt": counted["at"]}
        group: dict[str, Any] = {name: {"$sum": f"${name}"} for name in TALLY_FIELDS}
        recent = {"$sum": {"$cond": [{"$gte": ["$at", since]}, "$sent", 0]}}
        group |= {"_id": None, "recent": recent, "last": {"$max": "$at"}}
        sums = await aggregated(self._rows, [{"$match": match}, {"$group": group}])
        found = sums[0] if sums else {}
        base = counted or {}
        tally = {name: base.get(name, 0) + found.get(name, 0) for name in TALLY_FIELDS}
        return Tally(**tally), found.get("recent", 0), found.get("last") or base.get("at")

    async def doubtful(self, campaign: str) -> list[str]:
        """Ids of the deliveries to be looked at."""
        return [row["_id"] async for row in self._doubts.find({"campaign": campaign})]

    async def count_anew(self, campaign: str, at: datetime) -> None:
        """By the journal; what was added up until `at` counts no more."""
        tally = await self._counted(campaign)
        row = _row(campaign, "", tally, at)
        await self._rows.replace_one({"_id": campaign}, row, upsert=True)
        await self._rows.delete_many({"campaign": campaign, "at": {"$lte": at}})

    async def _counted(self, campaign: str) -> Tally:
        kind = {"kind": "$kind", "attempt": "$attempt", "reason": "$reason", "start": "$start"}
        pipeline: list[dict[str, Any]] = [
            {"$match": {"campaign": campaign}},
            {"$group": {"_id": kind, "count": {"$sum": 1}}},
        ]
        sums: dict[str, int] = defaultdict(int)
        for row in await aggregated(self._entries, pipeline):
            one = tally_of([_like(row["_id"])])
            for name in TALLY_FIELDS:
                sums[name] += getattr(one, name) * row["count"]
        return Tally(**sums)


def _row(id: str, campaign: str, tally: Tally, at: datetime) -> dict[str, Any]:
    fields = {name: getattr(tally, name) for name in TALLY_FIELDS}
    return {"_id": id, "campaign": campaign, "at": at, **fields}


def _like(group: dict[str, Any]) -> JournalEntry:
    """An entry that counts like all of the group."""
    return JournalEntry(
        id="",
        alert_id="",
        channel=Channel.SMS,
        kind=EntryKind(group["kind"]),
        rank=0,
        attempt=group["attempt"],
        at=_ANY_TIME,
        reason=group["reason"],
        start=group["start"],
    )
