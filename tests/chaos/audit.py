"""What the database and the sinks hold of an announcement to very many.

The one count that opens the database of a service. The graph tells what one member was told, in
words, which for 100,000 takes longer than telling them; and the counters of the campaign, which it
would tell at once, are what is in question here.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from services.settings import Settings
from tests.count import Arrivals, Delivery, arrived

_RECEIVED = 1_000_000_000
_STATES = (
    *("PLANNED", "UNKNOWN", "ACCEPTED", "PLANNED", "PLANNED", "FAILED", "PLANNED", "FILTERED"),
)
"""By the last digit of an entry's rank; ranks from `_RECEIVED` are receipts."""
EVERYTHING: Mapping[str, Any] = {}
Rows = Database[dict[str, Any]]


class Audit:
    """Of the rows of notification."""

    def __init__(self, settings: Settings, sinks_url: str) -> None:
        self._sinks = sinks_url
        self._client: MongoClient[dict[str, Any]] = MongoClient(settings.mongo_url, tz_aware=True)
        self._rows: Rows = self._client[settings.database("notify")]

    def close(self) -> None:
        self._client.close()

    async def told_of(self, event_type: str, sent: Counter[str]) -> Arrivals:
        """Of events of one type, given how often each delivery arrived anywhere."""
        of = {"event_type": event_type}
        return await asyncio.to_thread(lambda: Arrivals.of(list(_deliveries(self._rows, of)), sent))

    async def arrivals(self) -> Arrivals:
        deliveries = await asyncio.to_thread(lambda: list(_deliveries(self._rows)))
        return Arrivals.of(deliveries, await arrived(self._sinks))

    def to_send(self) -> bool:
        """Whether anything is still to be sent or looked up, now or at any time."""
        unsent = {"kind": {"$in": ["SEND", "LOOK_UP"]}}
        return self._rows["jobs"].find_one(unsent, {"_id": 1}) is not None

    @property
    def is_spread(self) -> bool:
        """Whether every announcement there is has been planned for everybody."""
        states = self._rows["campaigns"].distinct("state")
        return states == ["DONE"]

    def planned(self, event_type: str) -> int:
        return self._rows["alerts"].count_documents({"event_type": event_type})

    def looked_up(self) -> int:
        """SMS of which nobody knew the end, and that the provider was asked about."""
        doubted = {"kind": "UNKNOWN", "channel": "SMS"}
        return len(self._rows["journal"].distinct("alert_id", doubted))


def _deliveries(rows: Rows, of: Mapping[str, Any] = EVERYTHING) -> Iterator[Delivery]:
    """As their alerts planned them, moved on by what the journal says."""
    ranks: dict[tuple[str, str], int] = {}
    for row in rows["journal"].find({}, {"alert_id": 1, "channel": 1, "rank": 1}):
        key = (row["alert_id"], row["channel"])
        ranks[key] = max(ranks.get(key, -1), row["rank"])
    for alert in rows["alerts"].find(of, {"event_id": 1, "deliveries": 1}):
        yield from _of_an_alert(alert, ranks)


def _of_an_alert(
    alert: Mapping[str, Any], ranks: Mapping[tuple[str, str], int]
) -> Iterator[Delivery]:
    states = {
        one["channel"]: _state(ranks.get((alert["_id"], one["channel"])), one)
        for one in alert["deliveries"]
    }
    if "DELIVERED" in states.values():  # then nothing climbs further
        states = {c: "FILTERED" if state == "WAITING" else state for c, state in states.items()}
    for channel, state in states.items():
        yield Delivery(f"{alert['_id']}.{channel}", alert["event_id"], channel, state)


def _state(rank: int | None, planned: Mapping[str, Any]) -> str:
    if rank is None:
        return str(planned["state"])
    return "DELIVERED" if rank >= _RECEIVED else _STATES[rank % 10]
