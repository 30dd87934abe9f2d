"""Whom a partner follows now, page by page in order of the members' ids."""

from collections.abc import Mapping
from typing import Any

import msgspec

from infra.kernel.paging import MOST_COUNTED
from infra.storage.mongo import Database, aggregated
from services.membership.adapters.documents import MEMBERSHIPS
from services.membership.adapters.labels import LABELS, followed_by
from services.membership.contract.partner_views import FollowedMember, FollowedPage
from services.membership.domain.aggregate.parts import (
    Following,
)


class FollowedStore:
    def __init__(self, db: Database) -> None:
        self._members = db[MEMBERSHIPS]

    async def page(self, partner_id: str, after: str, first: int) -> FollowedPage:
        query = {LABELS: followed_by(partner_id), "_id": {"$gt": after}}
        fields = {f"state.partners.{partner_id}": 1}
        rows = self._members.find(query, fields).sort("_id", 1).limit(first + 1)
        found = await rows.to_list(None)
        members = [_member(row, partner_id) for row in found[:first]]
        return FollowedPage(
            members=tuple(members),
            cursors=tuple(one.member_id for one in members),
            total=await self._count(partner_id),
            has_more=len(found) > first,
        )

    async def _count(self, partner_id: str) -> int:
        found = await aggregated(
            self._members,
            [
                {"$match": {LABELS: followed_by(partner_id)}},
                {"$limit": MOST_COUNTED},
                {"$count": "members"},
            ],
        )
        return int(found[0]["members"]) if found else 0


def _member(row: Mapping[str, Any], partner_id: str) -> FollowedMember:
    following = msgspec.convert(row["state"]["partners"][partner_id], Following)
    return FollowedMember(
        member_id=row["_id"], scopes=following.scopes, allowed_at=following.allowed_at
    )
