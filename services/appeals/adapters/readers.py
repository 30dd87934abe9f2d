"""How members read: in which language, by which clock."""

import asyncio
from typing import Protocol

from infra.kernel.errors import AppError
from services.appeals.rows import MemberReads
from services.notify.contract.api import NotifyApi
from services.notify.contract.queries import GetProfile
from services.notify.contract.views import ProfileView

PATIENCE_SECONDS = 1.0
"""While notification is away an answer is given all the same, in the operator's language."""


class _Neighbours(Protocol):
    @property
    def notify(self) -> NotifyApi: ...


class ReadingByContract:
    """Implements `HowMembersRead`. Which contract answers is settled only after all are built."""

    def __init__(self, neighbours: _Neighbours, zone: str) -> None:
        self._neighbours = neighbours
        self._usual = MemberReads(language="zh", zone=zone)

    async def of(self, member_id: str) -> MemberReads:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                asked = GetProfile(member_id=member_id)
                [answer] = await self._neighbours.notify.read([asked])
        except (AppError, TimeoutError):
            return self._usual
        if not isinstance(answer, ProfileView):
            return self._usual
        language = "zh" if answer.language.startswith("zh") else "en"
        return MemberReads(language=language, zone=answer.time_zone)
