"""Alerts, as stored. A campaign keeps its facts once for all its alerts."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from pymongo import DESCENDING, UpdateOne

from infra.sealing.sealing import NOTHING_SEALED, RowSealing
from infra.storage.changes import Inserts
from infra.storage.mongo import Database, aggregated, find_by_ids, id_batches, stages
from services.notify.contract.words import Topic
from services.notify.core.alerts.alert import Alert
from services.notify.core.ports.stores import Found
from services.notify.core.rules.alert_rules import DIGEST_EVENT, RECEIPT_AWAITED
from services.notify.core.stores.campaigns import StoredCampaigns
from services.notify.core.stores.collections import ALERTS
from services.notify.core.stores.cursors import page_of
from services.notify.core.stores.documents import changes, from_document, to_document


class Alerts:
    def __init__(self, db: Database, sealing: RowSealing = NOTHING_SEALED) -> None:
        self._alerts = db[ALERTS]
        self._sealing = sealing
        self._campaigns = StoredCampaigns(db)
        self._facts: dict[str, dict[str, Any]] = {}

    async def get_many(self, ids: Sequence[str]) -> dict[str, Alert]:
        rows = await find_by_ids(self._alerts, list(dict.fromkeys(ids)))
        opened = await self._sealing.opened_by(ALERTS, rows)
        return {id: from_document(row, Alert) for id, row in opened.items()}

    async def page(
        self,
        member_id: str,
        after: str,
        first: int,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Found[Alert]:
        """The member's inbox, newest first; of `since` to before `until` where they are given.

        Raises:
            InvalidInput: `after` is no place in it.
        """
        return await page_of(
            self._alerts, Alert, _inbox_of(member_id) | _within(since, until), "at",
            after=after, first=first, direction=DESCENDING, sealing=self._sealing,
        )  # fmt: skip

    async def latest(self, member_id: str, limit: int) -> list[Alert]:
        """The newest first, codes and digests among them."""
        cursor = self._alerts.find({"member_id": member_id}).sort("at", DESCENDING)
        return await self._read(await cursor.limit(limit).to_list(None))

    async def linked(self, member_id: str, code: str) -> Alert | None:
        """The member's alert whose id begins with the code; of several the newest."""
        theirs = {"_id": {"$gte": code, "$lt": f"{code}g"}, "member_id": member_id}
        cursor = self._alerts.find(theirs).sort("at", DESCENDING).limit(1)
        return next(iter(await self._read(await cursor.to_list(None))), None)

    async def known(self, ids: Sequence[str]) -> set[str]:
        return set(await find_by_ids(self._alerts, ids, {"_id": 1}))

    async def of_members(self, member_ids: Sequence[str]) -> list[Alert]:
        """What the inboxes of a few members hold; ask for 50 at most at once."""
        theirs, others = {"member_id": {"$in": list(member_ids)}}, {"topic": {"$ne": Topic.CODE}}
        return await self._read(await aggregated(self._alerts, stages(theirs, others)))

    async def planned_since(self, member_ids: Sequence[str], since: datetime) -> list[Alert]:
        """What these members were told, or were to be told, since then."""
        found: list[Alert] = []
        for some in id_batches(member_ids):
            theirs, late = {"member_id": {"$in": some}}, {"planned_at": {"$gte": since}}
            found += await self._read(await aggregated(self._alerts, stages(theirs, late)))
        return found

    async def _read(self, rows: list[dict[str, Any]]) -> list[Alert]:
        return [from_document(row, Alert) for row in await self._sealing.opened(ALERTS, rows)]

    async def ids_of(self, member_id: str) -> list[str]:
        """Of all that the member was told."""
        found = self._alerts.find({"member_id": member_id}, {"_id": 1})
        return [row["_id"] async for row in found]

    async def erase(self, ids: Sequence[str]) -> None:
        for some in id_batches(ids):
            await self._alerts.delete_many({"_id": {"$in": some}})

    async def apply_all(self, pairs: Sequence[tuple[Alert, Alert]]) -> None:
        updates = [
            UpdateOne({"_id": after.id}, {"$set": await self._sealed(after, update)})
            for before, after in pairs
            if (update := changes(before, after))
        ]
        if updates:
            await self._alerts.bulk_write(updates, ordered=False)

    async def _sealed(self, alert: Alert, update: dict[str, Any]) -> dict[str, Any]:
        whose = {"_id": alert.id, "member_id": alert.member_id}
        return await self._sealing.change(ALERTS, whose, update)

    async def awaited(self, alert_ids: Sequence[str]) -> set[str]:
        """Those of the alerts whose receipt somebody waits for."""
        rows = await find_by_ids(self._alerts, list(dict.fromkeys(alert_ids)), {"event_type": 1})
        return {id for id, row in rows.items() if row["event_type"] in RECEIPT_AWAITED}

    async def total(self) -> int:
        return int(await self._alerts.estimated_document_count())

    async def events(self) -> int:
        """How many events were planned: each campaign is one, as is each other alert but for
        digests, which say again what was planned."""
        query = {"campaign": "", "event_type": {"$ne": DIGEST_EVENT}}
        ordinary = await self._alerts.count_documents(query)
        return int(ordinary) + await self._campaigns.count()

    async def facts_of(self, alert: Alert) -> dict[str, Any]:
        if not alert.campaign:
            return alert.facts
        if alert.campaign not in self._facts:
            campaign = await self._campaigns.get(alert.campaign)
            self._facts[alert.campaign] = campaign.facts if campaign else {}
        return self._facts[alert.campaign]


def new_alerts(alerts: Iterable[Alert]) -> Inserts:
    return {ALERTS: [to_document(alert) for alert in alerts]}


def _within(since: datetime | None, until: datetime | None) -> dict[str, Any]:
    bounds = {name: at for name, at in (("$gte", since), ("$lt", until)) if at is not None}
    return {"at": bounds} if bounds else {}


def _inbox_of(member_id: str) -> dict[str, Any]:
    """Codes are for one channel and ten minutes, not for the inbox; what a digest says is there
    already."""
    not_shown = {"topic": {"$ne": Topic.CODE}, "event_type": {"$ne": DIGEST_EVENT}}
    return {"member_id": member_id, **not_shown}
