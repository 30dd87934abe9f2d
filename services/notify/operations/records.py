"""What other services say needs the operator: damaged records, and losses that are alike."""

import time
from collections.abc import Awaitable, Callable, Sequence

from infra.kernel.errors import AppError
from services.appeals.contract.incident_queries import GetLossIncidents
from services.appeals.contract.incident_views import LossIncidentsPage
from services.membership.contract.queries import GetRecordIncidents
from services.membership.contract.record_incidents import RecordIncidents
from services.notify.core.neighbours import Neighbours
from services.notify.operations.domain.conditions import Condition, alike, damaged

_ASKED_EVERY = 15.0
"""Seconds."""


class AskedConditions:
    """Of a service. While it does not answer, what it said last still holds. `ask` gives none where
    the answer is of another kind."""

    def __init__(self, ask: Callable[[], Awaitable[Sequence[Condition] | None]]) -> None:
        self._ask = ask
        self._ask_at = 0.0
        self._known: Sequence[Condition] = ()

    async def conditions(self) -> Sequence[Condition]:
        if time.monotonic() >= self._ask_at:
            self._ask_at = time.monotonic() + _ASKED_EVERY
            self._known = await self._asked()
        return self._known

    async def _asked(self) -> Sequence[Condition]:
        try:
            said = await self._ask()
        except AppError:
            said = None
        return self._known if said is None else said


def damaged_records(neighbours: Neighbours) -> AskedConditions:
    async def ask() -> list[Condition] | None:
        [answer] = await neighbours.membership.read([GetRecordIncidents(open_only=True)])
        if not isinstance(answer, RecordIncidents):
            return None
        return [
            damaged(one.opened_at, one.repaired, len(one.beyond_repair)) for one in answer.incidents
        ]

    return AskedConditions(ask)


def losses_alike(neighbours: Neighbours) -> AskedConditions:
    async def ask() -> list[Condition] | None:
        [answer] = await neighbours.appeals.read([GetLossIncidents(only_open=True)])
        return alike(answer.incidents) if isinstance(answer, LossIncidentsPage) else None

    return AskedConditions(ask)
