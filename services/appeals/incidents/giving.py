"""Gives one member the remedy of an incident, once, however often it is tried."""

from datetime import datetime

import msgspec

from infra.kernel.errors import AppError, NotAllowed
from infra.kernel.sentences import both
from infra.storage.changes import Change
from services.appeals.contract.incident_events import IncidentRemedied, MemberEvent
from services.appeals.incidents.affected_store import Heads, heard
from services.appeals.incidents.appeals import AppealsAbout, Recorded
from services.appeals.incidents.domain.affected import Affected, credit_for, remedy_for
from services.appeals.incidents.domain.incident import LossIncident
from services.appeals.incidents.memberships import MembershipsOfIncidents
from services.appeals.ports import Context
from services.membership.contract.remedies import RemedyGiven
from services.shared.callers import SYSTEM


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it for one member: `event` is what the member is told, if anything."""

    after: Affected
    event: MemberEvent | None
    recorded: list[Recorded]

    def told(self, heads: Heads, now: datetime) -> list[Change]:
        return [heard(heads, self.after, self.event, SYSTEM, now)] if self.event else []


class Giving:
    def __init__(self, ctx: Context, memberships: MembershipsOfIncidents) -> None:
        self._ctx = ctx
        self._memberships = memberships

    async def to(
        self, incident: LossIncident, row: Affected, appeals: AppealsAbout
    ) -> Given | None:
        """None where it is tried again later."""
        try:
            applied = await self._apply(incident, row, appeals)
            credited = await self._credited(incident, row)
        except AppError as refusal:
            if refusal.retryable:
                return None
            return self._refused(row, refusal, appeals)
        now = self._ctx.now()
        after = row.remedied(applied.days, credited, appeals.number_of(row), now)
        return Given(
            after=after,
            event=_remedied(incident, after, applied),
            recorded=appeals.decided(incident, row, applied, now),
        )

    async def _apply(
        self, incident: LossIncident, row: Affected, appeals: AppealsAbout
    ) -> RemedyGiven:
        if (number := appeals.remedied(row)) is not None:
            raise _decided_already(number)
        remedy = remedy_for(incident, row)
        given = await self._memberships.apply(remedy, incident.decider)
        self._ctx.at("incidents.remedy.after_call")
        return given

    async def _credited(self, incident: LossIncident, row: Affected) -> int:
        """Nothing where no order cost more: that takes nothing from the rest of the remedy."""
        if not incident.granted.credit:
            return 0
        try:
            given = await self._memberships.apply(credit_for(incident, row), incident.decider)
        except AppError as refusal:
            if refusal.retryable:
                raise
            return 0
        return given.credited

    def _refused(self, row: Affected, refusal: AppError, appeals: AppealsAbout) -> Given:
        now = self._ctx.now()
        return Given(
            after=row.refused(refusal, now), event=None, recorded=appeals.unlinked(row, now)
        )


def _remedied(incident: LossIncident, after: Affected, given: RemedyGiven) -> IncidentRemedied:
    if incident.says is None:
        raise ValueError(f"{incident.id} is confirmed without a word")
    return IncidentRemedied(
        incident=incident.id,
        member_id=after.member_id,
        says=incident.says,
        reason=incident.reason,
        remedy=incident.granted.kind,
        days=given.days,
        period_end=given.period_end,
        number=after.number,
        credited=after.credited,
    )


def _decided_already(number: str) -> NotAllowed:
    return NotAllowed(
        both(
            "申诉 {number} 已就此次损失给予补救。",
            "The appeal {number} about this loss has been given a remedy already.",
            number=number,
        )
    )
