"""Where members can be told anything, as notification knows it."""

import asyncio
from collections.abc import Sequence
from time import monotonic
from typing import Protocol

from infra.kernel.errors import AppError, NotFound
from services.notify.contract.api import NotifyApi
from services.notify.contract.queries import GetProfile
from services.notify.contract.views import Failed, ProfileView
from services.notify.contract.words import Channel

PATIENCE_SECONDS = 1.0
SILENCE_SECONDS = 5.0
"""So long nothing is asked after no answer came: while notification is away time goes on, and no
backlog waits for each answer; the next look finds it."""


class _Neighbours(Protocol):
    @property
    def notify(self) -> NotifyApi: ...


class ReachByNotify:
    """Implements `Reaches`."""

    def __init__(self, neighbours: _Neighbours) -> None:
        self._neighbours = neighbours
        self._asks_from = 0.0

    async def of(self, member_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        if monotonic() < self._asks_from:
            return {}
        asked = [GetProfile(member_id=id) for id in member_ids]
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                answers = await self._neighbours.notify.read([*asked])
        except (AppError, TimeoutError):
            self._asks_from = monotonic() + SILENCE_SECONDS
            return {}
        found = zip(member_ids, answers, strict=True)
        return {id: known for id, answer in found if (known := _verified(answer)) is not None}


def _verified(answer: object) -> tuple[str, ...] | None:
    """None where nothing was learnt."""
    if isinstance(answer, Failed) and answer.error.code == NotFound.code:
        return ()
    if not isinstance(answer, ProfileView):
        return None
    proven = {Channel.SMS: answer.phone_verified_at, Channel.EMAIL: answer.email_verified_at}
    return tuple(channel.value for channel, at in proven.items() if at is not None)
