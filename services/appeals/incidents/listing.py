"""Lists who is affected by an incident: one row a member, page by page, and again when more losses
turn out to belong to it."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from infra.storage.changes import DuplicateInsert, GuardedUpdate, VersionConflict
from services.appeals.contract.incident_facts import LossTraits
from services.appeals.contract.incident_words import AffectedState
from services.appeals.incidents.affected_store import affected_row
from services.appeals.incidents.collections import AFFECTED
from services.appeals.incidents.domain.affected import Affected
from services.appeals.incidents.domain.grouping import NONE, LossBucket, likeness
from services.appeals.incidents.domain.incident import LossIncident
from services.appeals.incidents.domain.rules import GroupingRules
from services.appeals.incidents.incident_store import counted
from services.appeals.incidents.loss_store import ListedLoss, listed
from services.appeals.incidents.stores import IncidentStores
from services.membership.contract.words import Cause

AT_ONCE = 100


class Listing:
    def __init__(
        self,
        stores: IncidentStores,
        rules: GroupingRules,
    ) -> None:
        self._incidents = stores.incidents
        self._losses = stores.losses
        self._affected = stores.affected
        self._rules = rules

    async def some(self, incident: LossIncident) -> int:
        """Gives how many losses it looked at; none once all are listed."""
        buckets = {one.id: one for one in await self._losses.of_incidents([incident.id])}
        waiting = await self._losses.waiting(list(buckets), AT_ONCE)
        if not waiting:
            return 0
        first = _first_of_each(one for one in waiting if meant(incident, one))
        known = await self._affected.known(incident.id, first)
        fresh = [one for id, one in first.items() if id not in known]
        rows = [self.affected(incident, one, buckets[one.bucket]) for one in fresh]
        # where one of them joined meanwhile, what is left is found again
        with suppress(DuplicateInsert, VersionConflict):
            await self._incidents.save(
                [],
                inserts={AFFECTED: [affected_row(one) for one in rows]},
                updates=[*listed(waiting), *_more(incident, len(rows))],
            )
        return len(waiting)

    def affected(self, incident: LossIncident, loss: ListedLoss, bucket: LossBucket) -> Affected:
        return Affected(
            incident=incident.id,
            member_id=loss.member_id,
            cause=bucket.traits.cause,
            lost_at=loss.at,
            event_id=loss.id,
            why=likeness(incident.traits, bucket.traits, NONE, self._rules),
        )

    def explained(
        self, incident: LossIncident, member_id: str, cause: Cause, lost_at: datetime
    ) -> Affected:
        """Of a loss that no event was seen of."""
        traits = LossTraits(cause=cause, source="", plan="", plan_version=0)
        return Affected(
            incident=incident.id,
            member_id=member_id,
            cause=cause,
            lost_at=lost_at,
            event_id="",
            why=likeness(incident.traits, traits, NONE, self._rules),
        )

    @property
    def horizon(self) -> timedelta:
        return self._rules.horizon


def meant(incident: LossIncident, loss: ListedLoss) -> bool:
    """A bucket may hold more than the time that staff named."""
    if not incident.named:
        return True
    return incident.since <= loss.at and (incident.until is None or loss.at <= incident.until)


def _first_of_each(losses: Iterable[ListedLoss]) -> Mapping[str, ListedLoss]:
    found = dict[str, ListedLoss]()
    for one in sorted(losses, key=lambda loss: loss.at):
        found.setdefault(one.member_id, one)
    return found


def _more(incident: LossIncident, members: int) -> list[GuardedUpdate]:
    return [counted(incident.id, {AffectedState.WAITING: members})] if members else []
