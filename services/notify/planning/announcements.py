"""What was announced of a clause."""

from typing import Any

from services.membership.contract.queries import GetAnnouncement
from services.membership.contract.views import AnnouncementView
from services.notify.core.neighbours import Neighbours
from services.notify.core.ports.stores import CampaignRows


class Announcements:
    """Between members' and clauses' parts of a feed there is no order: who joined may be heard of
    before what was announced by then. Membership knows it from the commit on."""

    def __init__(self, neighbours: Neighbours, campaigns: CampaignRows) -> None:
        self._neighbours = neighbours
        self._campaigns = campaigns

    async def facts(self, clause: str, version: int) -> dict[str, Any] | None:
        """None: it was never announced.

        Raises:
            Unavailable: membership does not answer.
        """
        if heard := await self._campaigns.clause_published(clause, version):
            return heard
        asked = GetAnnouncement(clause=clause, clause_version=version)
        [answer] = await self._neighbours.membership.read([asked])
        return answer.facts if isinstance(answer, AnnouncementView) else None
