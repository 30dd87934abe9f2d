"""Carries out what staff decided, batch by batch: after a kill it goes on where it was."""

from collections.abc import Mapping

from infra.storage.changes import VersionConflict
from services.membership.breaker import metrics
from services.membership.breaker.domain.mass_loss import MassLoss, closed
from services.membership.breaker.incident_store import IncidentStore, WaitingChange, settling
from services.membership.contract.breaker_words import MassLossDecision
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.parts import (
    DeferredChange,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.deferral.deferring import discard, release
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.tick import pass_time
from services.membership.handlers.on_membership import state_change_of
from services.membership.ports import Context, ExtraRows, Loaded, StateChange
from services.shared.callers import Caller

SECONDS = 1.0
"""Between two batches, so that a batch is a rate."""


class CarryingOut:
    """`batch`: so many members at a time."""

    def __init__(self, ctx: Context, incidents: IncidentStore, batch: int) -> None:
        self._ctx = ctx
        self._incidents = incidents
        self._batch = batch

    async def step(self) -> int:
        """One batch of each incident that is decided; nothing to do gives 0, so the loop waits."""
        metrics.show_open(await self._incidents.tripped())
        for incident in await self._incidents.decided():
            await self._go_on(incident)
        return 0

    async def _go_on(self, incident: MassLoss) -> None:
        deferred = await self._incidents.deferred_by(incident.cause)
        waiting = await self._incidents.waiting(incident.id, self._batch)
        try:
            if waiting:
                await self._settle(incident, waiting)
            else:
                await self._incidents.close(closed(incident, deferred, self._ctx.now()))
                self._ctx.catalog.forget()
        except VersionConflict:
            return  # somebody was faster, and what is left is found again

    async def _settle(self, incident: MassLoss, waiting: list[WaitingChange]) -> None:
        """Those who were overtaken meanwhile, by a renewal say, have nothing to settle."""
        loaded = await self._ctx.store.load(sorted({one.member_id for one in waiting}))
        changes = await self._decided(incident, loaded)
        if changes:
            by = Caller(actor=incident.decider)
            extra = ExtraRows(guards=[settling(incident, len(changes))])
            await self._ctx.store.save(changes, self._ctx.now(), by, extra)
            metrics.count_settled(str(incident.decision), len(changes))
        await self._incidents.settled(waiting)

    async def _decided(self, incident: MassLoss, loaded: Mapping[str, Loaded]) -> list[StateChange]:
        catalog = await self._ctx.catalog.current()
        return [
            self._change(incident, one, change, catalog)
            for one in loaded.values()
            if (change := _waits(one.state, incident)) is not None
        ]

    def _change(
        self, incident: MassLoss, one: Loaded, change: DeferredChange, catalog: Catalog
    ) -> StateChange:
        by = Caller(actor=incident.decider)
        recorder = Recorder(one.state, catalog, self._ctx.now(), by)
        decide = release if incident.decision is MassLossDecision.RELEASE else discard
        decide(recorder, change, incident.reason)
        pass_time(recorder)
        return state_change_of(one, recorder)


def _waits(state: Membership, incident: MassLoss) -> DeferredChange | None:
    return next((one for one in state.deferred if one.incident_id == incident.id), None)
