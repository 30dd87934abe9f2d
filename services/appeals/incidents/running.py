"""Carries the remedy of a confirmed incident to everyone affected, whoever appealed or not.

Members are *taken*, so many at a time, in one commit; each then gets the remedy, whose id follows
from incident and member; what came of it is recorded in one commit with what the member is told.
Who dies in between leaves them taken: they are gone on with first, whatever became of the
incident.
"""

from collections import Counter
from collections.abc import Sequence

from infra.kernel.errors import AppError
from infra.log import logger
from infra.storage.changes import VersionConflict
from services.appeals.adapters.proposals import done_with
from services.appeals.context import Context
from services.appeals.contract.incident_events import IncidentSettled
from services.appeals.contract.incident_words import AffectedState as S
from services.appeals.contract.incident_words import IncidentState
from services.appeals.incidents.affected_store import moved
from services.appeals.incidents.appeals import appeals_about, changes_of, texts_of
from services.appeals.incidents.domain.affected import Affected
from services.appeals.incidents.domain.incident import LossIncident
from services.appeals.incidents.giving import Giving
from services.appeals.incidents.incident_store import counted, stays_so, stepped
from services.appeals.incidents.listing import Listing
from services.appeals.incidents.stores import IncidentStores
from services.shared.callers import SYSTEM, Caller

SECONDS = 1.0
"""Between two batches, so that a batch is a rate: neither remedies nor messages come in a burst."""


class IncidentRunning:
    """`batch`: so many members at a time."""

    def __init__(
        self,
        ctx: Context,
        stores: IncidentStores,
        listing: Listing,
        giving: Giving,
        batch: int,
    ) -> None:
        self._ctx = ctx
        self._incidents = stores.incidents
        self._affected = stores.affected
        self._listing = listing
        self._giving = giving
        self._batch = batch

    async def step(self) -> int:
        """One batch of each incident; the loop waits, so it gives 0."""
        going = {one.id: one for one in await self._incidents.in_states([IncidentState.RUNNING])}
        for id in await self._incidents.under_way():
            if (left := await self._incidents.load(id)) is not None:
                going[id] = left.incident
        for incident in going.values():
            await self._go_on(incident)
        return 0

    async def _go_on(self, incident: LossIncident) -> None:
        try:
            await self.some(incident)
        except VersionConflict:
            return  # somebody was faster, and what is left is found again
        except AppError as error:
            logger.warning("incident goes on later", incident=incident.id, code=error.code)

    async def some(self, incident: LossIncident) -> int:
        """Gives how many members were looked at."""
        rows = await self._affected.in_state(incident.id, S.UNDER_WAY, "", self._batch)
        if incident.state is IncidentState.RUNNING:
            rows += await self._take(incident, self._batch - len(rows))
        if rows:
            await self._settle(incident, rows)
        elif incident.state is IncidentState.RUNNING:
            await self._over(incident)
        return len(rows)

    async def _take(self, incident: LossIncident, most: int) -> list[Affected]:
        """Only while it runs. Their open appeals are no one else's to decide from then on."""
        while await self._listing.some(incident):
            continue
        rows = await self._affected.in_state(incident.id, S.WAITING, "", most) if most > 0 else []
        if not rows:
            return []
        appeals, now = await appeals_about(self._ctx.store, rows), self._ctx.now()
        taken = [one.taken() for one in rows]
        await self._incidents.save(
            changes_of(linked for one in rows for linked in appeals.linked(one, now)),
            updates=[
                *(moved(row, one) for row, one in zip(rows, taken, strict=True)),
                counted(incident.id, {S.WAITING: -len(rows), S.UNDER_WAY: len(rows)}),
                stays_so(incident),
            ],
        )
        self._ctx.at("incidents.members.taken")
        return taken

    async def _settle(self, incident: LossIncident, rows: Sequence[Affected]) -> None:
        appeals = await appeals_about(self._ctx.store, rows)
        given = [await self._giving.to(incident, row, appeals) for row in rows]
        settled = [(row, one) for row, one in zip(rows, given, strict=True) if one is not None]
        if later := len(rows) - len(settled):
            logger.warning("remedies later", incident=incident.id, members=later)
        if not settled:
            return
        heads = await self._affected.heads([row for row, _ in settled])
        told = [change for _, one in settled for change in one.told(heads, self._ctx.now())]
        recorded = [each for _, one in settled for each in one.recorded]
        states = Counter(one.after.state for _, one in settled)
        self._ctx.at("incidents.remedies.before_record")
        await self._incidents.save(
            [*told, *changes_of(recorded)],
            inserts=texts_of(recorded),
            removals=[row for each in recorded for row in done_with(*each)],
            updates=[
                *(moved(row, one.after) for row, one in settled),
                counted(incident.id, {S.UNDER_WAY: -len(settled), **states}),
            ],
        )
        self._ctx.at("incidents.remedies.recorded")

    async def _over(self, incident: LossIncident) -> None:
        progress = await self._incidents.progress(incident.id)
        loaded = await self._incidents.load(incident.id)
        if loaded is None or loaded.incident.version != incident.version:
            return
        event = IncidentSettled(
            incident=incident.id,
            remedied=progress.members.get(S.REMEDIED, 0),
            refused=progress.members.get(S.REFUSED, 0),
        )
        now = self._ctx.now()
        await self._incidents.save([stepped(loaded, event, Caller(actor=SYSTEM), now)])
