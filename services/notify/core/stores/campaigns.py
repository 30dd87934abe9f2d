"""Campaigns, as stored: whoever writes one makes its rows here."""

from collections.abc import Mapping, Sequence
from typing import Any

from pymongo import DESCENDING

from infra.storage.changes import GuardedUpdate, Inserts
from infra.storage.mongo import Database
from services.notify.contract.words import CampaignState
from services.notify.core.rules.alert_rules import TO_EVERYBODY
from services.notify.core.rules.campaign import Campaign
from services.notify.core.stores.collections import CAMPAIGNS
from services.notify.core.stores.documents import changes, from_document, to_document


class StoredCampaigns:
    def __init__(self, db: Database) -> None:
        self._rows = db[CAMPAIGNS]

    async def get(self, id: str) -> Campaign | None:
        return await self._one({"_id": id})

    async def state(self, id: str) -> CampaignState | None:
        row = await self._rows.find_one({"_id": id}, {"state": 1})
        return CampaignState(row["state"]) if row else None

    async def running(self) -> Campaign | None:
        return await self._one({"state": CampaignState.RUNNING})

    async def newest(self, limit: int) -> list[Campaign]:
        cursor = self._rows.find({}).sort([("started_at", DESCENDING), ("_id", DESCENDING)])
        return [from_document(row, Campaign) async for row in cursor.limit(limit)]

    async def uncounted(self) -> list[Campaign]:
        """Those that are planned, or never will be, and were not counted since."""
        over = [CampaignState.DONE, CampaignState.CANCELLED]
        cursor = self._rows.find({"state": {"$in": over}, "counted_at": None})
        return [from_document(row, Campaign) async for row in cursor]

    async def clause_published(self, clause: str, version: int) -> dict[str, Any] | None:
        """The facts of the announcement of a clause version."""
        about = {"facts.clause": clause, "facts.clause_version": version}
        found = await self._one({"event_type": {"$in": list(TO_EVERYBODY)}, **about})
        return found.facts if found else None

    async def count(self) -> int:
        return int(await self._rows.count_documents({}))

    async def _one(self, query: Mapping[str, Any]) -> Campaign | None:
        row = await self._rows.find_one(query)
        return from_document(row, Campaign) if row else None


def new_campaigns(campaigns: Sequence[Campaign]) -> Inserts:
    return {CAMPAIGNS: [to_document(campaign) for campaign in campaigns]}


def changed_campaign(
    before: Campaign, after: Campaign, *guarding: str, state: CampaignState
) -> GuardedUpdate:
    """Holds only if the campaign is in `state`, and the `guarding` fields are what they were."""
    as_read = {name: getattr(before, name) for name in guarding}
    filter = {"_id": before.id, "state": state, **as_read}
    return GuardedUpdate(CAMPAIGNS, filter, {"$set": changes(before, after)})
