"""What staff do when the breaker has tripped, and what they see."""

from collections.abc import Awaitable, Callable
from typing import Any

from infra.kernel.errors import NotFound
from infra.kernel.idempotency import done_before, fingerprint, under
from infra.kernel.paging import page_size
from infra.kernel.sentences import both
from infra.storage.once import once
from services.membership.breaker.domain.mass_loss import MassLoss, decided
from services.membership.breaker.incident_store import IncidentStore
from services.membership.contract.breaker_commands import DecideMassLoss
from services.membership.contract.breaker_views import (
    MassLossOutcome,
    MassLossPage,
    MassLossView,
)
from services.membership.contract.queries import GetMassLosses
from services.membership.ports import Context, Done
from services.shared.callers import Caller, keys_of


class BreakerCommands:
    """`deciders`: how many people have to agree."""

    def __init__(self, ctx: Context, incidents: IncidentStore, deciders: int) -> None:
        self._ctx = ctx
        self._incidents = incidents
        self._deciders = deciders

    async def decide(self, command: DecideMassLoss, by: Caller) -> MassLossOutcome:
        keys = keys_of(by)
        _, repeated = await once(
            lambda: done_before(command, keys, self._incidents.done),
            lambda: self._decide(command, by, keys),
        )
        incident = await self._known(command.incident_id)
        return MassLossOutcome(incident=view_of(incident), repeated=repeated)

    async def _decide(self, command: DecideMassLoss, by: Caller, keys: list[str]) -> Done:
        incident = await self._known(command.incident_id)
        after = decided(incident, command, by.actor, self._ctx.now(), self._deciders)
        done = Done(fingerprint=fingerprint(command), member_id="", version=after.version)
        await self._incidents.save(after, under(keys, done))
        return done

    @property
    def answers(self) -> dict[type, Callable[[Any], Awaitable[MassLossPage]]]:
        return {GetMassLosses: self._page}

    async def _page(self, query: GetMassLosses) -> MassLossPage:
        size = page_size(query.first)
        found = await self._incidents.page(query.after, size + 1, query.only_open)
        shown = found[:size]
        return MassLossPage(
            incidents=tuple(map(view_of, shown)),
            total=await self._incidents.count(query.only_open),
            cursors=tuple(one.id for one in shown),
            has_more=len(found) > size,
        )

    async def note(self) -> str:
        """For whoever asks how the service is; empty while nothing waits."""
        tripped = await self._incidents.tripped()
        if not tripped:
            return ""
        causes = ", ".join(sorted(tripped))
        return f"changes for the worse wait for a person: {causes}"

    async def _known(self, id: str) -> MassLoss:
        incident = await self._incidents.load(id)
        if incident is None:
            raise NotFound(
                both("没有编号为 {id} 的事件。", "There is no incident {id}.", id=id),
                field="incidentId",
            )
        return incident


def view_of(incident: MassLoss) -> MassLossView:
    return MassLossView(
        id=incident.id,
        cause=incident.cause,
        state=incident.state,
        opened_at=incident.opened_at,
        window=incident.window,
        coming=incident.coming,
        expected=incident.expected,
        allowance=incident.allowance,
        deferred=incident.deferred,
        settled=incident.settled,
        decision=incident.decision,
        reason=incident.reason,
        decided_by=tuple(one.name or one.id for one in incident.decided_by),
        decided_at=incident.decided_at,
        pass_until=incident.pass_until,
        closed_at=incident.closed_at,
    )
