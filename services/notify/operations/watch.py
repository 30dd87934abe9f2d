"""Watches for what needs the operator, and tells of it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from infra.kernel.clock import Clock
from services.membership.contract.breaker_views import MassLossView
from services.notify.core.gates.refusals import Refusals
from services.notify.core.stores.metrics import dead_letters, open_tasks, webhooks_waiting
from services.notify.operations.domain.conditions import (
    DEAD_LETTERS_WITHIN,
    Condition,
    growing,
    refused,
    undecided,
)
from services.notify.operations.domain.incidents import Incident, followed
from services.notify.operations.due_work import DueWork
from services.notify.operations.health import AlertsHealth
from services.notify.operations.incident_store import Incidents
from services.notify.operations.operator_line import OperatorLine
from services.notify.operations.records import AskedConditions

Undecided = Callable[[], Awaitable[Sequence[MassLossView]]]
"""Those of membership that are not closed."""

_ROUND_SECONDS = 5.0
_COUNT_SECONDS = 60.0
_TRY_AGAIN_SECONDS = 60.0


class OperatorWatch:
    """Its incidents are stored: whoever holds the lease next goes on where this one stopped."""

    def __init__(
        self,
        *,
        health: AlertsHealth,
        due: DueWork,
        refusals: Refusals,
        asked: Sequence[AskedConditions],
        incidents: Incidents,
        line: OperatorLine,
        mass_losses: Undecided,
        clock: Clock,
    ) -> None:
        self._health = health
        self._due = due
        self._refusals = refusals
        self._asked = asked
        self._incidents = incidents
        self._line = line
        self._mass_losses = mass_losses
        self._clock = clock
        self._dead_letters: dict[datetime, int] = {}
        self._count_at = 0.0
        self._not_before: dict[str, float] = {}

    async def run(self, epoch: int) -> None:
        """Watches until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(_ROUND_SECONDS)

    async def look(self) -> None:
        """One round."""
        conditions = await self._conditions()
        known = await self._incidents.all()
        for after in followed(known, conditions, self._line.ways, self._clock.now()):
            await self._incidents.save(known.get(after.id), after)
        for incident in (await self._incidents.all()).values():
            for way in incident.left:
                await self._tell(incident, way)

    async def close(self) -> None:
        await self._line.close()

    async def _conditions(self) -> list[Condition]:
        now = self._clock.now()
        await self._count(now)
        return [
            *await self._health.conditions(),
            *refused(await self._refusals.all(), now),
            *[each for one in self._asked for each in await one.conditions()],
            *growing(self._dead_letters, now),
            *undecided(await self._mass_losses()),
        ]

    async def _count(self, now: datetime) -> None:
        """Counting reads many rows, so it is done seldom."""
        if time.monotonic() < self._count_at:
            return
        self._count_at = time.monotonic() + _COUNT_SECONDS
        open_tasks.set(await self._due.open_tasks())
        webhooks_waiting.set(await self._due.webhooks_waiting())
        self._dead_letters[now] = given_up = await self._due.dead_letters()
        dead_letters.set(given_up)
        self._dead_letters = {
            at: n for at, n in self._dead_letters.items() if now - at <= DEAD_LETTERS_WITHIN
        }

    async def _tell(self, incident: Incident, way: str) -> None:
        if time.monotonic() < self._not_before.get(way, 0.0):
            return
        if not await self._incidents.take(incident, way):
            return
        if not await self._line.tell(incident, way):
            await self._incidents.give_back(incident, way)
            self._not_before[way] = time.monotonic() + _TRY_AGAIN_SECONDS
