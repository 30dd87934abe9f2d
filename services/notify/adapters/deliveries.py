"""Deliveries, as stored. Each settle filters on the claim's token, each late news on the state
that it was decided upon, so that nobody writes over what somebody else found out."""

import inspect
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import ASCENDING, UpdateOne

from infra.kernel.clock import Clock
from infra.mongo import Database, find_by_ids
from services.notify.adapters.collections import DELIVERIES
from services.notify.adapters.documents import changes, from_document, to_document
from services.notify.contract.words import Channel, DeliveryState
from services.notify.domain.delivery import Delivery
from services.notify.domain.fanout import Alert, delivery_id

_LONG_AGO = datetime.fromtimestamp(0, UTC)
LEASE = timedelta(seconds=15)
ENQUEUED_FOR = timedelta(seconds=10)
FREE: dict[str, Any] = {"lease": "", "lease_until": None, "queued": False}
"""Nobody's claim, and in no queue: the sweeper takes it up when it is due."""


def new_document(delivery: Delivery) -> dict[str, Any]:
    """A delivery as planned. Whoever plans it enqueues it, so the sweeper looks only later."""
    document = {**to_document(delivery), **FREE}
    if delivery.next_due is None:
        return document
    return {**document, "queued": True, "next_due": delivery.next_due + ENQUEUED_FOR}


def _until(now: datetime) -> dict[str, datetime]:
    """The lower bound keeps the many that are never due out of the index scan."""
    return {"$gt": _LONG_AGO, "$lte": now}


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
        query = {"_id": {"$in": list(ids)}, "queued": True}
        return await self._find({**query, "state": {"$ne": DeliveryState.SENDING}})

    async def claim_to_send(self, ids: Sequence[str], token: str) -> list[Delivery]:
        """Makes those that are still planned ours. From here to the settle they may be sent."""
        now = self._real.now()
        ours = {"lease": token, "lease_until": now + LEASE, "claimed_at": now}
        look_again = {"next_due": self._clock.now() + LEASE}
        await self._rows.update_many(
            {"_id": {"$in": list(ids)}, "state": DeliveryState.PLANNED, "queued": True},
            {
                "$set": {"state": DeliveryState.SENDING, **ours, **look_again},
                "$inc": {"attempts": 1},
            },
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
        query = {"next_due": _until(self._clock.now()), "state": DeliveryState.SENDING}
        cursor = self._rows.find({**query, "lease_until": {"$lt": self._real.now()}}).limit(limit)
        return [from_document(row, Delivery) async for row in cursor]

    async def take_due(self, limit: int) -> list[Delivery]:
        """What is due and in no queue, the longest due first; it is marked as enqueued. What a
        queue lost is due again after a while."""
        now = self._clock.now()
        query = {"next_due": _until(now), "state": {"$ne": DeliveryState.SENDING}}
        cursor = self._rows.find(query).sort("next_due", ASCENDING).limit(limit)
        due = [from_document(row, Delivery) async for row in cursor]
        if due:
            await self._rows.update_many(
                {"_id": {"$in": [delivery.id for delivery in due]}, **query},
                {"$set": {"queued": True, "next_due": now + ENQUEUED_FOR}},
            )
        return due

    async def recorded(self, provider_ids: Sequence[str]) -> set[str]:
        """Those provider ids that some delivery is known by."""
        cursor = self._rows.find(
            {"provider_id": {"$in": list(provider_ids)}}, projection={"provider_id": 1}
        )
        return {row["provider_id"] async for row in cursor}

    async def of_alerts(self, alerts: Sequence[Alert]) -> dict[str, list[Delivery]]:
        """By alert id, in the order of the channels."""
        ids = {delivery_id(a, channel): a.id for a in alerts for channel in Channel}
        rows = await find_by_ids(self._rows, list(ids))
        found = {id: from_document(row, Delivery) for id, row in rows.items()}
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
