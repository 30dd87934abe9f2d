"""Follows memberships: each loss is counted by what it has in common with others, and enough of
them that are alike are a suspicion. What this costs follows the losses."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from msgspec.structs import replace

from infra.kernel.events import EventEnvelope, NumberedEvent
from infra.outbox.record import Position
from infra.storage.changes import Change
from infra.storage.unit_of_work import UnitOfWork
from services.appeals.context import Context
from services.appeals.contract.incident_events import IncidentSuspected
from services.appeals.contract.incident_words import IncidentState
from services.appeals.incidents.collections import BUCKETS, PROGRESS, SEEN_LOSSES
from services.appeals.incidents.domain.adverse import REPAIR, SeenLoss, loss_in
from services.appeals.incidents.domain.grouping import (
    Attracting,
    LossBucket,
    Suspicion,
    attracted,
    bucket_of,
    suspicion,
    with_loss,
)
from services.appeals.incidents.domain.incident import OPEN, LossIncident
from services.appeals.incidents.domain.rules import GroupingRules
from services.appeals.incidents.incident_store import begun, progress_row
from services.appeals.incidents.loss_store import bucket_row, loss_row, rewritten
from services.appeals.incidents.memberships import MembershipsOfIncidents
from services.appeals.incidents.numbers import next_number
from services.appeals.incidents.stores import IncidentStores
from services.membership.contract.rules import APPEAL_WITHIN
from services.shared.callers import SYSTEM

NAME = "losses of members"
STILL_THE_SAME = timedelta(days=1)
"""After a false alarm, what goes on like it belongs to it and is no new suspicion."""
_DISMISSED_LOOKED_AT = 20


class Seeing:
    def __init__(
        self,
        ctx: Context,
        stores: IncidentStores,
        uow: UnitOfWork,
        memberships: MembershipsOfIncidents,
        rules: GroupingRules,
    ) -> None:
        self._ctx = ctx
        self._uow = uow
        self._losses = stores.losses
        self._incidents = stores.incidents
        self._memberships = memberships
        self._rules = rules

    async def handle(self, events: list[NumberedEvent], position: Position) -> None:
        """A page of memberships' feed; one already counted is passed over by its place."""
        seen = self._seen([one.event for one in events])
        before = await self._losses.buckets([bucket_of(one) for one in seen])
        after = _counted(before, seen)
        found = await self._grouped(after) if seen else _Grouped({}, {}, [])
        rows = {**found.around, **before}
        await self._uow.commit(
            found.changes,
            inserts={
                SEEN_LOSSES: [loss_row(one) for one in seen],
                BUCKETS: [bucket_row(b) for id, b in found.after.items() if id not in rows],
                PROGRESS: [progress_row(one.id) for one in found.changes],
            },
            updates=[
                rewritten(rows[id], bucket) for id, bucket in found.after.items() if id in rows
            ],
            position=position,
        )

    def _seen(self, events: Sequence[EventEnvelope]) -> list[SeenLoss]:
        """Of what nobody can appeal against any more, nothing follows."""
        oldest = self._ctx.now() - APPEAL_WITHIN
        commits = (list(one) for _, one in groupby(events, lambda e: (e.aggregate, e.recorded_at)))
        found = (loss_in(event, commit) for commit in commits for event in commit)
        return [one for one in found if one is not None and one.at >= oldest]

    async def _grouped(self, counted: dict[str, LossBucket]) -> "_Grouped":
        """The buckets that were counted, and others that now belong to an incident."""
        horizon = self._rules.horizon
        since = min(one.first_at for one in counted.values()) - horizon
        until = max(one.last_at for one in counted.values()) + horizon
        around = {one.id: one for one in await self._losses.between(since, until)}
        grouped = _Grouped(around, dict(counted), [])
        attracting = await self.attracting()
        for id in counted:
            await self._group(grouped, id, attracting)
        return grouped

    async def _group(self, grouped: "_Grouped", id: str, attracting: Sequence[Attracting]) -> None:
        bucket = grouped.after[id]
        if (best := attracted(bucket, attracting, self._rules)) is not None:
            grouped.after[id] = replace(bucket, incident=best.incident)
        elif (found := suspicion(bucket, grouped.all(), self._rules)) is not None:
            change = await self._suspected(found)
            grouped.changes.append(change)
            grouped.after |= {one.id: replace(one, incident=change.id) for one in found.buckets}

    async def _suspected(self, found: Suspicion) -> Change:
        now, repaired = self._ctx.now(), found.seed.traits.source == REPAIR
        event = IncidentSuspected(
            incident=await next_number(self._ctx),
            traits=found.seed.traits,
            since=found.since,
            losses=found.losses,
            least=found.least,
            why=found.why,
            elsewhere=await self._memberships.damaged_records() if repaired else None,
        )
        return begun(event, SYSTEM, now)

    async def attracting(self) -> list[Attracting]:
        """Incidents that further losses may belong to."""
        false = await self._incidents.page([IncidentState.FALSE_ALARM], "", _DISMISSED_LOOKED_AT)
        recent = self._ctx.now() - STILL_THE_SAME
        since_then = [one for one in false if one.over_at is not None and one.over_at > recent]
        incidents = [*await self._incidents.in_states(OPEN), *since_then]
        buckets = await self._losses.of_incidents([one.id for one in incidents])
        return [_attracting(one, buckets) for one in incidents]


class _Grouped:
    """`around`: as stored. `after`: what is written. `changes`: incidents that begin."""

    def __init__(
        self, around: dict[str, LossBucket], after: dict[str, LossBucket], changes: list[Change]
    ) -> None:
        self.around = around
        self.after = after
        self.changes = changes

    def all(self) -> list[LossBucket]:
        return list({**self.around, **self.after}.values())


def _counted(before: dict[str, LossBucket], seen: Sequence[SeenLoss]) -> dict[str, LossBucket]:
    after = dict[str, LossBucket]()
    for loss in seen:
        id = bucket_of(loss)
        after[id] = with_loss(after.get(id) or before.get(id), loss)
    return after


def _attracting(incident: LossIncident, buckets: Sequence[LossBucket]) -> Attracting:
    """What happened after it was confirmed is not of it: the fault was known by then."""
    own = [one for one in buckets if one.incident == incident.id]
    ends = [one for one in (incident.until, incident.confirmed_at) if one is not None]
    return Attracting(
        incident=incident.id,
        traits=incident.traits,
        since=min([incident.since, *(one.first_at for one in own)]),
        last_at=max([incident.since, *(one.last_at for one in own)]),
        until=min(ends, default=None),
        named=incident.named,
    )
