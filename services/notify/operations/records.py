"""Whether records of members are damaged, as membership says."""

import time

from infra.kernel.errors import AppError
from services.membership.contract.queries import GetRecordIncidents
from services.membership.contract.record_incidents import RecordIncidents
from services.notify.core.neighbours import Neighbours
from services.notify.operations.domain.conditions import Condition, damaged

_ASKED_EVERY = 15.0
"""Seconds."""


class DamagedRecords:
    """While membership does not answer, what it said last still holds."""

    def __init__(self, neighbours: Neighbours) -> None:
        self._neighbours = neighbours
        self._ask_at = 0.0
        self._known: list[Condition] = []

    async def conditions(self) -> list[Condition]:
        if time.monotonic() >= self._ask_at:
            self._ask_at = time.monotonic() + _ASKED_EVERY
            self._known = await self._asked()
        return self._known

    async def _asked(self) -> list[Condition]:
        asked = GetRecordIncidents(open_only=True)
        try:
            [answer] = await self._neighbours.membership.read([asked])
        except AppError:
            return self._known
        if not isinstance(answer, RecordIncidents):
            return self._known
        return [
            damaged(one.opened_at, one.repaired, len(one.beyond_repair)) for one in answer.incidents
        ]
