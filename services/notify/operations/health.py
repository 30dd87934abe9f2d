"""`/health/alerts`: red when members are not told in time, whoever is to blame.

Readiness says that a process may be given work; this says whether the product keeps its promise.
"""

import asyncio
from datetime import datetime, timedelta

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from infra.gate.gate import Standing
from infra.kernel.clock import Clock
from infra.log import logger
from services.notify.core.gates.provider_gates import ProviderGates
from services.notify.core.stores.metrics import oldest_due as oldest_due_gauge
from services.notify.operations.domain.conditions import Condition, Outage, down, late
from services.notify.operations.due_work import DueWork

_LONGEST_SECONDS = 3.0


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """`status`: ok or late. `oldest_due_seconds`: None when nothing is due. `breakers`: None while
    the broker is away. `reasons`: why it is late."""

    status: str
    reasons: tuple[str, ...] = ()
    oldest_due_seconds: float | None = None
    breakers: dict[str, str] | None = None


class AlertsHealth:
    """`late_after`: how long due work may wait, and a provider may be away."""

    def __init__(
        self, due: DueWork, gates: ProviderGates, clock: Clock, late_after: timedelta
    ) -> None:
        self._due = due
        self._gates = gates
        self._clock = clock
        self._late_after = late_after

    def routes(self) -> list[BaseRoute]:
        return [Route("/health/alerts", self._answer)]

    async def conditions(self) -> list[Condition]:
        """What of it holds now."""
        return self._judged(await self._oldest_due(), await self._gates.look())

    async def check(self) -> Health:
        try:
            async with asyncio.timeout(_LONGEST_SECONDS):
                oldest, standings = await self._oldest_due(), await self._gates.look()
        except Exception as error:
            logger.warning("health of alerts is unknown", error=type(error).__name__)
            return Health(status="late", reasons=("the database does not answer",))
        reasons = tuple(_reason(condition) for condition in self._judged(oldest, standings))
        return Health(
            status="late" if reasons else "ok",
            reasons=reasons,
            oldest_due_seconds=None if oldest is None else self._age(oldest),
            breakers=_words(standings),
        )

    async def _answer(self, _request: Request) -> Response:
        health = await self.check()
        status = 200 if health.status == "ok" else 503
        return Response(msgspec.json.encode(health), status, media_type="application/json")

    async def _oldest_due(self) -> datetime | None:
        oldest = await self._due.oldest_due()
        oldest_due_gauge.set(0 if oldest is None else self._age(oldest))
        return oldest

    def _age(self, oldest: datetime) -> float:
        return max(0.0, (self._clock.now() - oldest).total_seconds())

    def _judged(
        self, oldest: datetime | None, standings: dict[str, Standing] | None
    ) -> list[Condition]:
        now = self._clock.now()
        outages = [
            Outage(provider=provider, seconds=each.open_seconds, reason=each.reason)
            for provider, each in (standings or {}).items()
            if each.open
        ]
        return late(oldest, now, self._late_after) + down(outages, now, self._late_after)


def _reason(condition: Condition) -> str:
    return ": ".join(part for part in (condition.subject, condition.detail) if part)


def _words(standings: dict[str, Standing] | None) -> dict[str, str] | None:
    if standings is None:
        return None
    return {name: "open" if each.open else "closed" for name, each in standings.items()}
