"""The members of a plan, page by page in order of their ids, and those of them who are woken."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from infra.storage.mongo import Database
from services.membership.adapters import documents as d
from services.membership.catalogue.domain.preview import HeldVersion
from services.membership.domain.aggregate.lifecycle import LIVE
from services.membership.domain.aggregate.parts import (
    terms_key,
)
from services.membership.domain.aggregate.state import (
    Membership,
)

_LIVE = {"$in": sorted(one.value for one in LIVE)}


class HolderStore:
    """Of running memberships only: others renew nothing."""

    def __init__(self, db: Database) -> None:
        self._members = db[d.MEMBERSHIPS]

    async def count(self, code: str) -> int:
        return await self._members.count_documents(_held(code))

    async def counts(self, code: str, of: str, version: int) -> tuple[int, int, int]:
        """How many of them hold the version `of` which, were told of it, and received that."""
        told = f"state.announced.{terms_key(of, version)}"
        bound = {"state.plan_version": {"$gte": version}} if version > 1 else {}
        return (
            await self._members.count_documents({**_held(of), **bound}),
            await self._members.count_documents({**_held(code), told: {"$exists": True}}),
            await self._members.count_documents(
                {**_held(code), f"{told}.received_at": {"$ne": None}}
            ),
        )

    async def holdings(self, code: str, after: str, limit: int) -> list[HeldVersion]:
        wanted = {"state.plan_version": 1}
        rows = await self._page(code, after, limit, wanted)
        return [
            HeldVersion(member_id=row["_id"], version=row["state"].get("plan_version", 1))
            for row in rows
        ]

    async def states(self, code: str, after: str, limit: int) -> list[Membership]:
        rows = await self._page(code, after, limit, {"state": 1})
        return [d.item(row["state"], Membership) for row in rows]

    async def wake(self, code: str, after: str, limit: int, now: datetime) -> Sequence[str]:
        """Those of a page are due by now, so that they look at what was published."""
        ids = [row["_id"] for row in await self._page(code, after, limit, {"_id": 1})]
        not_due = {"$or": [{"next_due": None}, {"next_due": {"$gt": now}}]}
        await self._members.update_many(
            {"_id": {"$in": ids}, **not_due}, {"$set": {"next_due": now}}
        )
        return ids

    async def _page(
        self, code: str, after: str, limit: int, wanted: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        asked = {**_held(code), "_id": {"$gt": after}}
        return await self._members.find(asked, wanted).sort("_id", 1).limit(limit).to_list(None)


def _held(code: str) -> dict[str, Any]:
    return {"state.plan": code, "state.lifecycle": _LIVE}
