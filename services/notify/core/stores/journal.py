"""The journal of deliveries, as stored: append-only. The same news again changes nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from infra.sealing.sealing import NOTHING_SEALED, RowSealing
from infra.storage.mongo import Database, aggregated, find_by, id_batches
from services.notify.contract.words import Channel, DeliveryState
from services.notify.core.alerts.alert import Alert
from services.notify.core.deliveries.journal import Delivery, JournalEntry, fold_all, state_of
from services.notify.core.stores.collections import ALERTS, JOURNAL
from services.notify.core.stores.documents import from_document, to_document
from services.notify.core.stores.inserting import insert_new
from services.notify.core.stores.tallies import Tallies


class Journal:
    def __init__(self, db: Database, sealing: RowSealing = NOTHING_SEALED) -> None:
        self._entries = db[JOURNAL]
        self._sealing = sealing
        self._alerts = db[ALERTS]
        self._tallies = Tallies(db)

    async def add(self, entries: Sequence[JournalEntry]) -> set[str]:
        """Gives the ids of those that were not there yet."""
        await self._tallies.note(entries)
        rows = await self._sealing.sealed(JOURNAL, [to_document(entry) for entry in entries])
        fresh = await insert_new(self._entries, rows)
        await self._tallies.add([entry for entry in entries if entry.id in fresh])
        return fresh

    async def erase(self, alert_ids: Sequence[str]) -> None:
        """Where to they were sent, and what became of it."""
        for some in id_batches(alert_ids):
            await self._entries.delete_many({"alert_id": {"$in": some}})

    async def doubt(self, campaign: str, delivery_ids: Iterable[str]) -> None:
        """Progress has to be read from these deliveries themselves."""
        if campaign:
            await self._tallies.doubt(dict.fromkeys(delivery_ids, campaign))

    async def of(self, alert_ids: Sequence[str]) -> dict[str, list[JournalEntry]]:
        """By alert id, in no order."""
        found: dict[str, list[JournalEntry]] = defaultdict(list)
        rows = await find_by(self._entries, "alert_id", alert_ids)
        for row in await self._sealing.opened(JOURNAL, rows):
            found[row["alert_id"]].append(from_document(row, JournalEntry))
        return found

    async def deliveries(self, alerts: Iterable[Alert]) -> dict[str, tuple[Delivery, ...]]:
        """Where each alert stands on each channel, by alert id."""
        by_id = {alert.id: alert for alert in alerts}
        entries = await self.of(list(by_id))
        return {
            id: fold_all(id, alert.deliveries, entries.get(id, ())) for id, alert in by_id.items()
        }

    async def counts(self, campaign: str | None = None) -> dict[str, int]:
        """Deliveries by state, of one campaign or of all."""
        of = {} if campaign is None else {"campaign": campaign}
        counts: Counter[str] = Counter()
        for row in await aggregated(self._alerts, _as_planned(of)):
            counts[row["_id"]] += row["count"]
        for row in await aggregated(self._entries, _as_it_came(of)):
            counts[state_of(row["_id"]["rank"])] += row["count"]
            counts[_began_as(row["_id"])] -= row["count"]
        return {state: count for state, count in counts.items() if count}


def _as_planned(of: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"$match": of},
        {"$unwind": "$deliveries"},
        {"$group": {"_id": "$deliveries.state", "count": {"$sum": 1}}},
    ]


def _as_it_came(of: dict[str, str]) -> list[dict[str, Any]]:
    """Of each delivery that something happened to, the highest rank, and the state it began in."""
    delivery = {"alert": "$alert_id", "channel": "$channel"}
    return [
        {"$match": of},
        {"$group": {"_id": delivery, "rank": {"$max": "$rank"}, "start": {"$max": "$start"}}},
        {
            "$group": {
                "_id": {"rank": "$rank", "start": "$start", "channel": "$_id.channel"},
                "count": {"$sum": 1},
            }
        },
    ]


def _began_as(group: dict[str, str]) -> str:
    """As what its alert was planned: what the inbox holds was sent by being stored."""
    at_once = (
        DeliveryState.ACCEPTED if group["channel"] == Channel.IN_APP else DeliveryState.PLANNED
    )
    return group["start"] or at_once
