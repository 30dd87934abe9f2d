"""'Me too': a member joins an open incident. The record decides whether the loss is part of it."""

from collections.abc import Sequence
from datetime import datetime

from infra.kernel.errors import NotAllowed, NotFound
from infra.kernel.sentences import both
from infra.storage.changes import DuplicateInsert, GuardedUpdate, Inserts
from infra.storage.unit_of_work import retry_on_conflict
from services.appeals.context import Context
from services.appeals.contract.commands import OpenAppeal
from services.appeals.contract.incident_commands import JoinIncident
from services.appeals.contract.incident_events import IncidentJoined
from services.appeals.contract.incident_views import JoinOutcome
from services.appeals.contract.incident_words import AffectedState as S
from services.appeals.domain.aggregate.texts import private_text
from services.appeals.handlers.submission import handle_open
from services.appeals.incidents.affected_store import affected_row, heard, moved
from services.appeals.incidents.collections import AFFECTED
from services.appeals.incidents.domain.affected import Affected
from services.appeals.incidents.domain.grouping import LossBucket
from services.appeals.incidents.domain.incident import OPEN, LossIncident
from services.appeals.incidents.incident_store import counted, stays_so
from services.appeals.incidents.listing import Listing, meant
from services.appeals.incidents.memberships import MembershipsOfIncidents
from services.appeals.incidents.reading import IncidentReading
from services.appeals.incidents.stores import IncidentStores
from services.shared.callers import Caller


class Joining:
    def __init__(
        self,
        ctx: Context,
        stores: IncidentStores,
        listing: Listing,
        reading: IncidentReading,
        memberships: MembershipsOfIncidents,
    ) -> None:
        self._ctx = ctx
        self._incidents = stores.incidents
        self._losses = stores.losses
        self._affected = stores.affected
        self._listing = listing
        self._reading = reading
        self._memberships = memberships

    async def join(self, command: JoinIncident, by: Caller) -> JoinOutcome:
        """Asked again, it is as it was."""
        private_text(command.text, "text")
        while True:
            try:
                joined = await retry_on_conflict(lambda: self._joined(command, by))
            except DuplicateInsert:
                continue  # the list grew by this member meanwhile
            return joined or await self._appealed(command, by)

    async def _joined(self, command: JoinIncident, by: Caller) -> JoinOutcome | None:
        """None where the record shows no such loss of this member."""
        incident = await self._open(command.incident)
        known = await self._affected.known(incident.id, [command.member_id])
        row = known.get(command.member_id)
        if row is None:
            return await self._added(incident, command, by)
        joins = row.state is S.WAITING and not row.joined
        if joins:
            row = row.with_joined()
            await self._save(row, by, updates=[moved(known[command.member_id], row)])
        own = await self._reading.own(row)
        return JoinOutcome(incident=own, number=row.number, repeated=not joins)

    async def _added(
        self, incident: LossIncident, command: JoinIncident, by: Caller
    ) -> JoinOutcome | None:
        row = await self._found(incident, command.member_id)
        if row is None:
            return None
        await self._save(
            row,
            by,
            inserts={AFFECTED: [affected_row(row)]},
            updates=[counted(incident.id, {S.WAITING: 1}), stays_so(incident)],
        )
        return JoinOutcome(incident=await self._reading.own(row))

    async def _found(self, incident: LossIncident, member_id: str) -> Affected | None:
        buckets = {one.id: one for one in await self._losses.of_incidents([incident.id])}
        losses = await self._losses.of_member(member_id)
        own = (one for one in losses if one.bucket in buckets and meant(incident, one))
        loss = next(own, None)
        if loss is None:
            return await self._explained(incident, member_id, list(buckets.values()))
        return self._listing.affected(incident, loss, buckets[loss.bucket]).with_joined()

    async def _explained(
        self, incident: LossIncident, member_id: str, buckets: Sequence[LossBucket]
    ) -> Affected | None:
        """By the membership's own explanation: a cause may be known by now that the event of the
        loss did not say."""
        lost = await self._memberships.loss_of(member_id)
        if lost is None or lost[0] is not incident.traits.cause:
            return None
        if not incident.since <= lost[1] <= self._ends(incident, buckets):
            return None
        return self._listing.explained(incident, member_id, *lost).with_joined()

    def _ends(self, incident: LossIncident, buckets: Sequence[LossBucket]) -> datetime:
        """When a loss can have happened at the latest that is part of it."""
        latest = incident.confirmed_at or self._ctx.now()
        if incident.named:
            return min(incident.until or latest, latest)
        last = max([incident.since, *(one.last_at for one in buckets)])
        return min(last + self._listing.horizon, latest)

    async def _save(
        self,
        row: Affected,
        by: Caller,
        updates: Sequence[GuardedUpdate],
        inserts: Inserts | None = None,
    ) -> None:
        event = IncidentJoined(incident=row.incident, member_id=row.member_id)
        heads = await self._affected.heads([row])
        change = heard(heads, row, event, by.actor, self._ctx.now())
        await self._incidents.save([change], inserts=inserts, updates=updates)

    async def _appealed(self, command: JoinIncident, by: Caller) -> JoinOutcome:
        """About another loss than those of the incident: it is looked at on its own."""
        asked = OpenAppeal(member_id=command.member_id, text=command.text)
        try:
            number, repeated = await handle_open(self._ctx, asked, by)
        except NotAllowed as refused:
            if (open_already := refused.details.get("number")) is None:
                raise
            return JoinOutcome(incident=None, number=str(open_already), repeated=True)
        return JoinOutcome(incident=None, number=number, repeated=repeated)

    async def _open(self, id: str) -> LossIncident:
        """
        Raises:
            NotFound: there is none that members know of.
            NotAllowed: it is over.
        """
        loaded = await self._incidents.load(id)
        if loaded is None or (
            loaded.incident.status is None and loaded.incident.confirmed_at is None
        ):
            raise NotFound(
                both("没有编号为 {id} 的事件。", "There is no incident {id}.", id=id), field="id"
            )
        if loaded.incident.state not in OPEN:
            raise NotAllowed(
                both(
                    "此事件已结束；如有损失，请提出申诉（openAppeal）。",
                    "The incident is over; where you lost something, open an appeal (openAppeal).",
                ),
                details={"allowed": ["openAppeal"]},
            )
        return loaded.incident
