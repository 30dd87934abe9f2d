"""Tells those who joined an incident that is over before they got anything by it. Nobody else heard
of it, so nobody else is told; whom its remedy could not reach was told then."""

from infra.storage.changes import VersionConflict
from services.appeals.context import Context
from services.appeals.contract.incident_events import JoinedIncidentEnded
from services.appeals.contract.incident_words import IncidentState
from services.appeals.incidents.affected_store import heard, told
from services.appeals.incidents.domain.incident import LossIncident
from services.appeals.incidents.incident_store import all_told
from services.appeals.incidents.stores import IncidentStores
from services.shared.callers import SYSTEM

AT_ONCE = 50


class Telling:
    def __init__(
        self,
        ctx: Context,
        stores: IncidentStores,
    ) -> None:
        self._ctx = ctx
        self._incidents = stores.incidents
        self._affected = stores.affected

    async def step(self) -> int:
        """A page of each incident that is over; the loop waits, so it gives 0."""
        for id in await self._incidents.to_tell():
            if (loaded := await self._incidents.load(id)) is not None:
                await self._tell(loaded.incident)
        return 0

    async def _tell(self, incident: LossIncident) -> None:
        rows = await self._affected.to_tell(incident.id, AT_ONCE)
        heads, now = await self._affected.heads(rows), self._ctx.now()
        changes = [
            heard(heads, one, self._ended(incident, one.member_id), SYSTEM, now) for one in rows
        ]
        over = [] if rows else [all_told(incident.id)]
        try:
            await self._incidents.save(changes, updates=[*map(told, rows), *over])
        except VersionConflict:
            return  # somebody else told them

    def _ended(self, incident: LossIncident, member_id: str) -> JoinedIncidentEnded:
        if incident.says is None:
            raise ValueError(f"{incident.id} is over without a word")
        return JoinedIncidentEnded(
            incident=incident.id,
            member_id=member_id,
            false_alarm=incident.state is IncidentState.FALSE_ALARM,
            says=incident.says,
        )
