"""Deliveries, as stored. Each settle filters on the claim's token, each late news on the state
that it was decided upon, so that nobody writes over what somebody else found out."""

import inspect
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import ASCENDING, UpdateOne

from infra.kernel.clock import Clock
from infra.mongo import Database
from services.notify.adapters.collections import DELIVERIES
from services.notify.adapters.documents import changes, from_document, to_document
from services.notify.contract.words import Channel, DeliveryState
from services.notify.domain.delivery import Delivery
from services.notify.domain.fanout import Alert, delivery_id

LEASE = timedelta(seconds=15)
ENQUEUED_FOR = timedelta(seconds=10)
FREE: dict[str, Any] = {
    "lease": "",
    "lease_until": None,
    "enqueued_until": datetime.fromtimestamp(0, UTC),
}
"""Nobody's claim, and in no queue: what is due again is found again at once."""


def new_document(delivery: Delivery, enqueued_until: datetime) -> dict[str, Any]:
    """A planned delivery that is about to be enqueued; until then the sweeper leaves it alone."""
    return {**to_document(delivery), **FREE, "enqueued_until": enqueued_until}


def _as_read(delivery: Delivery) -> dict[str, Any]:
    return {
        "_id": delivery.id,
        "state": delivery.state,
        "provider_id": delivery.provider_id,
        "attempts": delivery.attempts,
    }


class Deliveries:
    """`clock` gives the time of due dates; `real` that of leases, which never jumps."""

    def __init__(self, db: Database, clock: Clock, real: Clock) -> None:
        self._rows = db[DELIVERIES]
        self._clock = clock
        self._real = real

    async def due(self, ids: Sequence[str]) -> list[Delivery]:
        """Those of `ids` that something is to be done about now."""
        query = {"_id": {"$in": list(ids)}, "next_due": {"$lte": self._clock.now()}}
        return await self._find({**query, "state": {"$ne": DeliveryState.SENDING}})

    async def claim_to_send(self, ids: Sequence[str], token: str) -> list[Delivery]:
        """Makes those that are still planned ours. From here to the settle they may be sent."""
        now = self._real.now()
        ours = {"lease": token, "lease_until": now + LEASE, "claimed_at": now}
        await self._rows.update_many(
            {
                "_id": {"$in": list(ids)},
                "state": DeliveryState.PLANNED,
                "next_due": {"$lte": self._clock.now()},
            },
            {"$set": {"state": DeliveryState.SENDING, **ours}, "$inc": {"attempts": 1}},
        )
        return await self._find({"_id": {"$in": list(ids)}, "lease": token})

    async def settle(self, token: str, pairs: Sequence[tuple[Delivery, Delivery]]) -> int:
        """Writes what came of the claims `token`; gives how many were still ours."""
        updates = [
            UpdateOne(
                {"_id": before.id, "lease": token, "state": before.state},
                {"$set": {**changes(before, after), **FREE}},
            )
            for before, after in pairs
        ]
        if not updates:
            return 0
        return (await self._rows.bulk_write(updates, ordered=False)).matched_count

    async def get_many(self, ids: Collection[str]) -> list[Delivery]:
        return await self._find({"_id": {"$in": list(ids)}})

    async def apply(self, before: Delivery, after: Delivery) -> bool:
        """Writes late news, unless the delivery moved since `before` was read."""
        return await self.apply_all([(before, after)]) == 1

    async def apply_all(self, pairs: Sequence[tuple[Delivery, Delivery]]) -> int:
        """Writes late news; gives how many of the deliveries had not moved meanwhile."""
        updates = [
            UpdateOne(_as_read(before), {"$set": {**changes(before, after), **FREE}})
            for before, after in pairs
        ]
        if not updates:
            return 0
        return (await self._rows.bulk_write(updates, ordered=False)).matched_count

    async def abandoned(self, limit: int) -> list[Delivery]:
        """Those whose worker let its lease run out: nobody knows whether they went out."""
        query = {"next_due": {"$lte": self._clock.now()}, "state": DeliveryState.SENDING}
        cursor = self._rows.find({**query, "lease_until": {"$lt": self._real.now()}}).limit(limit)
        return [from_document(row, Delivery) async for row in cursor]

    async def take_due(self, limit: int) -> list[Delivery]:
        """What is due and in no queue, the longest due first, marked as enqueued."""
        now = self._real.now()
        query = {"next_due": {"$lte": self._clock.now()}, "enqueued_until": {"$lt": now}}
        cursor = self._rows.find({**query, "state": {"$ne": DeliveryState.SENDING}})
        rows = await cursor.sort("next_due", ASCENDING).limit(limit).to_list(None)
        ids = [row["_id"] for row in rows]
        if ids:
            await self._rows.update_many(
                {"_id": {"$in": ids}}, {"$set": {"enqueued_until": now + ENQUEUED_FOR}}
            )
        return [from_document(row, Delivery) for row in rows]

    async def oldest_due(self) -> datetime | None:
        query = {"next_due": {"$lte": self._clock.now()}}
        row = await self._rows.find_one(query, sort=[("next_due", ASCENDING)])
        return row["next_due"] if row else None

    async def waiting(self, campaign: str, limit: int) -> int:
        """How many of a campaign's are planned and not yet taken up; counts to `limit`."""
        due = {"next_due": {"$lte": self._clock.now()}, "state": DeliveryState.PLANNED}
        query = {**due, "campaign": campaign}
        return int(await self._rows.count_documents(query, limit=limit))

    async def recorded(self, provider_ids: Sequence[str]) -> set[str]:
        """Those provider ids that some delivery is known by."""
        cursor = self._rows.find(
            {"provider_id": {"$in": list(provider_ids)}}, projection={"provider_id": 1}
        )
        return {row["provider_id"] async for row in cursor}

    async def of_alerts(self, alerts: Sequence[Alert]) -> dict[str, list[Delivery]]:
        """By alert id, in the order of the channels."""
        ids = {delivery_id(a, channel): a.id for a in alerts for channel in Channel}
        found = {d.id: d for d in await self._find({"_id": {"$in": list(ids)}})}
        by_alert: dict[str, list[Delivery]] = {alert.id: [] for alert in alerts}
        for id, alert_id in ids.items():
            if id in found:
                by_alert[alert_id].append(found[id])
        return by_alert

    async def new_receipts(self, campaign: str, limit: int) -> list[Delivery]:
        cursor = self._rows.find({"campaign": campaign, "receipt": "NEW"}).limit(limit)
        return [from_document(row, Delivery) async for row in cursor]

    async def receipts_passed_on(self, ids: Sequence[str]) -> None:
        if not ids:
            return
        await self._rows.update_many({"_id": {"$in": list(ids)}}, {"$set": {"receipt": "DONE"}})

    async def counts(self, campaign: str | None = None) -> dict[str, int]:
        """Deliveries by state, of one campaign or of all."""
        of = {} if campaign is None else {"campaign": campaign}
        grouped = self._rows.aggregate(
            [{"$match": of}, {"$group": {"_id": "$state", "count": {"$sum": 1}}}]
        )
        cursor = await grouped if inspect.isawaitable(grouped) else grouped  # Motor's is not
        return {row["_id"]: int(row["count"]) async for row in cursor}

    async def _find(self, query: dict[str, Any]) -> list[Delivery]:
        return [from_document(row, Delivery) async for row in self._rows.find(query)]
