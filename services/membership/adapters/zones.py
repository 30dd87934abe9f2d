"""Where members live, as notification knows it: it keeps what they prefer."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from infra.kernel.errors import AppError
from services.notify.contract.api import NotifyApi
from services.notify.contract.queries import GetProfile
from services.notify.contract.views import ProfileView

PATIENCE_SECONDS = 1.0
"""While notification is away an explanation is given all the same, by the operator's clock."""


class _Neighbours(Protocol):
    @property
    def notify(self) -> NotifyApi: ...


class ZonesByNotify:
    """Implements `Zones`. Which contract answers is settled only after all components are built."""

    def __init__(self, neighbours: _Neighbours) -> None:
        self._neighbours = neighbours

    async def of(self, member_ids: Sequence[str]) -> dict[str, str]:
        asked = [GetProfile(member_id=id) for id in member_ids]
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                answers = await self._neighbours.notify.read([*asked])
        except (AppError, TimeoutError):
            return {}
        return {one.member_id: one.time_zone for one in answers if isinstance(one, ProfileView)}
