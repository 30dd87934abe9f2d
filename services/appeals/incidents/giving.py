"""Gives one member the remedy of an incident, once, however often it is tried."""

from datetime import datetime

import msgspec

from infra.kernel.errors import AppError, NotAllowed
from infra.kernel.sentences import both
from infra.storage.changes import Change
from services.appeals.context import Context
from services.appeals.contract.incident_events import (
    IncidentRemedied,
    JoinedNotRemedied,
    MemberEvent,
)
from services.appeals.contract.incident_facts import PublicText
from services.appeals.incidents.affected_store import Heads, heard
from services.appeals.incidents.appeals import AppealsAbout, Recorded
from services.appeals.incidents.domain.affected import Affected, credit_for, remedy_for
from services.appeals.incidents.domain.incident import LossIncident
from services.appeals.incidents.memberships import MembershipsOfIncidents
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
            credited = applied.credited + await self._credited(incident, row)
        except AppError as refusal:
            if refusal.retryable:
                return None
            return self._refused(incident, row, refusal, appeals)
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

    def _refused(
        self, incident: LossIncident, row: Affected, refusal: AppError, appeals: AppealsAbout
    ) -> Given:
        """Who joined waits for a word; nobody else heard of it, and nobody hears it twice."""
        now, waits = self._ctx.now(), row.joined and not row.knows_refused
        return Given(
            after=row.refused(refusal, now),
            event=_not_remedied(incident, row, appeals) if waits else None,
            recorded=appeals.unlinked(row, now),
        )


def _not_remedied(
    incident: LossIncident, row: Affected, appeals: AppealsAbout
) -> JoinedNotRemedied:
    return JoinedNotRemedied(
        incident=incident.id,
        member_id=row.member_id,
        says=_said(incident),
        number=appeals.number_of(row),
        given_by=appeals.remedied(row) or "",
    )


def _said(incident: LossIncident) -> PublicText:
    if incident.says is None:
        raise ValueError(f"{incident.id} is confirmed without a word")
    return incident.says


def _remedied(incident: LossIncident, after: Affected, given: RemedyGiven) -> IncidentRemedied:
    return IncidentRemedied(
        incident=incident.id,
        member_id=after.member_id,
        says=_said(incident),
        reason=incident.reason,
        remedy=incident.granted.kind,
        days=given.days,
        period_end=given.period_end,
        number=after.number,
        credited=after.credited,
        offered_until=given.offered_until,
    )


def _decided_already(number: str) -> NotAllowed:
    return NotAllowed(
        both(
            "申诉 {number} 已就此次损失给予补救。",
            "The appeal {number} about this loss has been given a remedy already.",
            number=number,
        )
    )
