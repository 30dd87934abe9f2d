"""Tries the remedy of an incident out on everyone affected, without giving it."""

from collections import Counter
from collections.abc import Sequence

from infra.kernel.errors import AppError
from infra.storage.changes import VersionConflict
from services.appeals.context import Context
from services.appeals.contract.incident_events import RemedyTriedOut
from services.appeals.contract.incident_facts import RefusedFor, TriedOut
from services.appeals.contract.incident_words import IncidentState
from services.appeals.incidents.affected_store import moved
from services.appeals.incidents.domain.affected import Affected
from services.appeals.incidents.domain.incident import LossIncident
from services.appeals.incidents.incident_store import stepped, tried_out
from services.appeals.incidents.listing import Listing
from services.appeals.incidents.memberships import MembershipsOfIncidents
from services.appeals.incidents.stores import IncidentStores
from services.membership.contract.views import RemedyPreview
from services.shared.callers import SYSTEM, Caller

AT_ONCE = 50


class TryingOut:
    def __init__(
        self,
        ctx: Context,
        stores: IncidentStores,
        listing: Listing,
        memberships: MembershipsOfIncidents,
    ) -> None:
        self._ctx = ctx
        self._incidents = stores.incidents
        self._affected = stores.affected
        self._listing = listing
        self._memberships = memberships

    async def step(self) -> int:
        """A page of each incident whose remedy is tried out; gives how much there was."""
        found = await self._incidents.in_states([IncidentState.PREVIEWING])
        return sum([await self.some(one) for one in found])

    async def some(self, incident: LossIncident) -> int:
        if listed := await self._listing.some(incident):
            return listed
        try:
            return await self._try(incident) or await self._over(incident)
        except VersionConflict:
            return 1  # somebody was faster, or asked for another remedy meanwhile

    async def _try(self, incident: LossIncident) -> int:
        rows = await self._affected.to_try(incident.id, incident.previews, AT_ONCE)
        if not rows:
            return 0
        answers = await self._memberships.try_out(incident.granted, rows)
        after = [
            _tried(incident.previews, row, answer)
            for row, answer in zip(rows, answers, strict=True)
        ]
        await self._incidents.save(
            [],
            updates=[
                *(moved(row, one) for row, one in zip(rows, after, strict=True)),
                tried_out(incident.id, incident.previews, _sum_of(after)),
            ],
        )
        return len(rows)

    async def _over(self, incident: LossIncident) -> int:
        progress = await self._incidents.progress(incident.id)
        loaded = await self._incidents.load(incident.id)
        if loaded is None or loaded.incident.version != incident.version:
            return 1
        event = RemedyTriedOut(incident=incident.id, result=progress.tried)
        now = self._ctx.now()
        await self._incidents.save([stepped(loaded, event, Caller(actor=SYSTEM), now)])
        return 1


def _tried(preview: int, row: Affected, answer: RemedyPreview | AppError) -> Affected:
    if isinstance(answer, AppError):
        return row.impossible(preview, answer)
    return row.possible(preview, answer.gives.days, answer.worth)


def _sum_of(rows: Sequence[Affected]) -> TriedOut:
    refused = Counter(one.code for one in rows if one.code)
    return TriedOut(
        members=len(rows),
        possible=sum(not one.code for one in rows),
        days=sum(one.days for one in rows),
        worth=sum(one.worth for one in rows),
        refused=tuple(RefusedFor(code=code, members=n) for code, n in refused.items()),
    )
