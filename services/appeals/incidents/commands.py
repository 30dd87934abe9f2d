"""What staff do with an incident."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec.structs import replace

from infra.kernel.errors import NotAllowed, NotFound
from infra.kernel.idempotency import done_before, fingerprint, under
from infra.kernel.sentences import both
from infra.storage.changes import GuardedUpdate
from infra.storage.once import once
from services.appeals.context import Context
from services.appeals.contract import incident_commands as c
from services.appeals.contract import incident_events as e
from services.appeals.contract.incident_facts import Elsewhere
from services.appeals.contract.incident_views import IncidentOutcome
from services.appeals.contract.incident_words import ElsewhereKind
from services.appeals.incidents.collections import PROGRESS
from services.appeals.incidents.domain import deciding
from services.appeals.incidents.domain.adverse import MASS_LOSS
from services.appeals.incidents.domain.grouping import Attracting, names
from services.appeals.incidents.domain.incident import OPEN, LossIncident
from services.appeals.incidents.incident_store import (
    IncidentDone,
    LoadedIncident,
    begins_to_try,
    begun,
    progress_row,
    stepped,
    tells,
)
from services.appeals.incidents.loss_store import rewritten
from services.appeals.incidents.numbers import next_number
from services.appeals.incidents.reading import IncidentReading
from services.appeals.incidents.stores import IncidentStores
from services.shared.callers import Caller, keys_of

Decide = Callable[[LossIncident, Any, Caller], e.IncidentEvent]


class IncidentCommands:
    """`worth_alone`: up to which one of the staff confirms an incident alone, in minor units."""

    def __init__(
        self,
        ctx: Context,
        stores: IncidentStores,
        reading: IncidentReading,
        worth_alone: int,
    ) -> None:
        self._ctx = ctx
        self._incidents = stores.incidents
        self._losses = stores.losses
        self._reading = reading
        self._worth_alone = worth_alone
        self._decides: dict[type[c.IncidentCommand], Decide] = {
            c.PreviewIncident: lambda one, command, by: deciding.previewed(one, command),
            c.SecondIncident: lambda one, command, by: deciding.seconded(one, by.actor),
            c.PauseIncident: lambda one, command, by: e.IncidentPaused(incident=one.id),
            c.ResumeIncident: lambda one, command, by: e.IncidentResumed(incident=one.id),
            c.CancelIncident: lambda one, command, by: deciding.cancelled(one, command),
            c.DismissIncident: lambda one, command, by: deciding.dismissed(one, command),
            c.PublishStatus: lambda one, command, by: deciding.published(one, command),
        }

    async def execute(self, command: c.OpenIncident | c.OnIncident, by: Caller) -> IncidentOutcome:
        done, repeated = await once(
            lambda: done_before(command, keys_of(by), self._incidents.done),
            lambda: self._carry_out(command, by),
        )
        view = await self._reading.view(done.incident)
        return IncidentOutcome(incident=view, repeated=repeated)

    async def _carry_out(self, command: c.OpenIncident | c.OnIncident, by: Caller) -> IncidentDone:
        if isinstance(command, c.OpenIncident):
            return await self._open(command, by)
        loaded = await self.known(command.incident)
        event = await self._decided(loaded.incident, command, by)
        done = _done(command, command.incident)
        change = stepped(loaded, event, by, self._ctx.now())
        await self._incidents.save(
            [change], updates=_beside(loaded, event), done=under(keys_of(by), done)
        )
        return done

    async def _decided(
        self, incident: LossIncident, command: c.OnIncident, by: Caller
    ) -> e.IncidentEvent:
        if not isinstance(command, c.ConfirmIncident):
            return self._decides[type(command)](incident, command, by)
        buckets = await self._losses.of_incidents([incident.id])
        listed = (await self._incidents.progress(incident.id)).affected
        affected = max(listed, 0 if incident.named else sum(one.losses for one in buckets))
        return deciding.confirmed(incident, command, self._worth_alone, affected)

    async def _open(self, command: c.OpenIncident, by: Caller) -> IncidentDone:
        await self._require_new(command.elsewhere)
        now, number = self._ctx.now(), await next_number(self._ctx)
        event = deciding.opened(_meaning(command), number, now)
        done = _done(command, number)
        await self._incidents.save(
            [begun(event, by.actor, now, by.request_id)],
            inserts={PROGRESS: [progress_row(number)]},
            updates=await self._named(event),
            done=under(keys_of(by), done),
        )
        return done

    async def _require_new(self, elsewhere: Elsewhere | None) -> None:
        """
        Raises:
            NotAllowed: an incident about the same is open.
        """
        for one in await self._incidents.in_states(OPEN):
            if elsewhere is not None and one.elsewhere == elsewhere:
                raise NotAllowed(
                    both("关于此事已有事件 {id}。", "The incident {id} is about that.", id=one.id),
                    details={"incident": one.id},
                )

    async def _named(self, event: e.IncidentOpened) -> list[GuardedUpdate]:
        """What was seen already of the losses that staff mean."""
        until = event.until or self._ctx.now()
        meant = Attracting(
            incident=event.incident, traits=event.traits, since=event.since, last_at=until,
            until=event.until, named=True,
        )  # fmt: skip
        buckets = await self._losses.between(event.since, until)
        return [
            rewritten(one, replace(one, incident=event.incident))
            for one in buckets
            if not one.incident and names(meant, one)
        ]

    async def known(self, id: str) -> LoadedIncident:
        """
        Raises:
            NotFound
        """
        loaded = await self._incidents.load(id)
        if loaded is None:
            raise NotFound(
                both("没有编号为 {id} 的事件。", "There is no incident {id}.", id=id), field="id"
            )
        return loaded


def _meaning(command: c.OpenIncident) -> c.OpenIncident:
    """About a mass loss are the losses that were let pass after it."""
    elsewhere = command.elsewhere
    if elsewhere is None or elsewhere.kind is not ElsewhereKind.MASS_LOSS or command.source:
        return command
    return replace(command, source=f"{MASS_LOSS}:{elsewhere.id}")


def _beside(loaded: LoadedIncident, event: e.IncidentEvent) -> Sequence[GuardedUpdate]:
    if isinstance(event, e.RemedyPreviewed):
        return [begins_to_try(loaded.incident.id, loaded.incident.previews + 1)]
    if isinstance(event, e.IncidentDismissed | e.IncidentCancelled):
        return [tells(loaded.incident.id)]
    return []


def _done(command: c.IncidentCommand, incident: str) -> IncidentDone:
    return IncidentDone(fingerprint=fingerprint(command), incident=incident)
