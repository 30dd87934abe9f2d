"""What is told to whoever is on duty, read when it is asked for."""

from datetime import timedelta

from infra.gate.gate import Standing
from infra.kernel.clock import Clock
from services.notify.contract.operations import (
    GetOperations,
    OpenTrouble,
    OperationsView,
    ProviderStanding,
)
from services.notify.core.gates.provider_gates import ProviderGates
from services.notify.core.gates.refusal import REFUSED_FOR, Refusal
from services.notify.core.gates.refusals import Refusals
from services.notify.operations.due_work import DueWork
from services.notify.operations.incident_store import Incidents


class OperationsReading:
    """`late_after`: how long due work may wait."""

    def __init__(
        self,
        *,
        due: DueWork,
        gates: ProviderGates,
        refusals: Refusals,
        incidents: Incidents,
        late_after: timedelta,
        clock: Clock,
    ) -> None:
        self._due = due
        self._gates = gates
        self._refusals = refusals
        self._incidents = incidents
        self._late_after = late_after
        self._clock = clock

    async def read(self, _query: GetOperations) -> OperationsView:
        standings = await self._gates.look()
        return OperationsView(
            at=self._clock.now(),
            oldest_due=await self._due.oldest_due(),
            late_after_seconds=int(self._late_after.total_seconds()),
            dead_letters=await self._due.dead_letters(),
            open_tasks=await self._due.open_tasks(),
            webhooks_waiting=await self._due.webhooks_waiting(),
            broker_reached=standings is not None,
            providers=await self._providers(standings or {}),
            troubles=await self._troubles(),
        )

    async def _providers(self, standings: dict[str, Standing]) -> tuple[ProviderStanding, ...]:
        now = self._clock.now()
        refused = {
            one.provider: one
            for one in await self._refusals.all()
            if now - one.seen_at <= REFUSED_FOR
        }
        return tuple(
            _provider(name, standing, refused.get(name))
            for name, standing in sorted(standings.items())
        )

    async def _troubles(self) -> tuple[OpenTrouble, ...]:
        found = (await self._incidents.all()).values()
        lasting = sorted((one for one in found if one.over_at is None), key=lambda one: one.since)
        return tuple(
            OpenTrouble(kind=one.kind, subject=one.subject, detail=one.detail, since=one.since)
            for one in lasting
        )


def _provider(name: str, standing: Standing, refusal: Refusal | None) -> ProviderStanding:
    return ProviderStanding(
        name=name,
        open=standing.open,
        open_seconds=standing.open_seconds,
        reason=refusal.reason if refusal else standing.reason,
        refused_at=refusal.seen_at if refusal else None,
    )
