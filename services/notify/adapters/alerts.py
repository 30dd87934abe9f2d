"""Alerts and campaigns, as stored. A campaign keeps its facts once for all its alerts."""

from collections.abc import Sequence
from typing import Any

from pymongo import DESCENDING, UpdateOne

from infra.mongo import Database
from services.notify.adapters.collections import ALERTS, CAMPAIGNS
from services.notify.adapters.documents import changes, from_document
from services.notify.contract.words import CampaignState, Topic
from services.notify.domain.campaign import Campaign
from services.notify.domain.fanout import Alert


class Alerts:
    def __init__(self, db: Database) -> None:
        self._alerts = db[ALERTS]
        self._campaigns = db[CAMPAIGNS]
        self._facts: dict[str, dict[str, Any]] = {}

    async def get_many(self, ids: Sequence[str]) -> dict[str, Alert]:
        cursor = self._alerts.find({"_id": {"$in": list(ids)}})
        return {row["_id"]: from_document(row, Alert) async for row in cursor}

    async def page(self, member_id: str, after: str, first: int) -> list[Alert]:
        """Newest first, from after the alert `after`; one more than `first` if there is more."""
        query = _inbox_of(member_id)
        start = await self._alerts.find_one({"_id": after}) if after else None
        if start is not None:
            earlier: dict[str, Any] = {"at": {"$lt": start["at"]}}
            same = {"at": start["at"], "_id": {"$lt": after}}
            query["$or"] = [earlier, same]
        cursor = self._alerts.find(query).sort([("at", DESCENDING), ("_id", DESCENDING)])
        return [from_document(row, Alert) async for row in cursor.limit(first + 1)]

    async def count(self, member_id: str) -> int:
        return int(await self._alerts.count_documents(_inbox_of(member_id)))

    async def known(self, ids: Sequence[str]) -> set[str]:
        cursor = self._alerts.find({"_id": {"$in": list(ids)}}, projection={"_id": 1})
        return {row["_id"] async for row in cursor}

    async def of_members(self, member_ids: Sequence[str]) -> list[Alert]:
        """What the inboxes of a few members hold; ask for 50 at most at once."""
        query = {"member_id": {"$in": list(member_ids)}, "topic": {"$ne": Topic.CODE}}
        return [from_document(row, Alert) async for row in self._alerts.find(query)]

    async def apply_all(self, pairs: Sequence[tuple[Alert, Alert]]) -> None:
        updates = [
            UpdateOne({"_id": after.id}, {"$set": update})
            for before, after in pairs
            if (update := changes(before, after))
        ]
        if updates:
            await self._alerts.bulk_write(updates, ordered=False)

    async def total(self) -> int:
        return int(await self._alerts.estimated_document_count())

    async def events(self) -> int:
        """How many events were planned: each campaign is one, as is each other alert."""
        ordinary = await self._alerts.count_documents({"campaign": ""})
        return int(ordinary) + int(await self._campaigns.count_documents({}))

    async def facts_of(self, alert: Alert) -> dict[str, Any]:
        if not alert.campaign:
            return alert.facts
        if alert.campaign not in self._facts:
            campaign = await self.campaign(alert.campaign)
            self._facts[alert.campaign] = campaign.facts if campaign else {}
        return self._facts[alert.campaign]

    async def campaign(self, id: str) -> Campaign | None:
        row = await self._campaigns.find_one({"_id": id})
        return from_document(row, Campaign) if row else None

    async def campaign_ids(self) -> list[str]:
        return [row["_id"] async for row in self._campaigns.find({}, projection={"_id": 1})]

    async def running(self) -> Campaign | None:
        row = await self._campaigns.find_one({"state": CampaignState.RUNNING})
        return from_document(row, Campaign) if row else None


def _inbox_of(member_id: str) -> dict[str, Any]:
    """Codes are for one channel and ten minutes, not for the inbox."""
    return {"member_id": member_id, "topic": {"$ne": Topic.CODE}}
