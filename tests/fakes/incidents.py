"""An incident, as the appeals service tells of it."""

from datetime import UTC, datetime
from typing import Any

from services.appeals.contract import incident_queries as q
from services.appeals.contract import incident_views as v
from services.appeals.contract.incident_facts import (
    IncidentRemedy,
    LossTraits,
    PublicText,
    TriedOut,
)
from services.appeals.contract.incident_words import AffectedState, IncidentState, PublicState
from services.membership.contract.words import Cause, RemedyKind
from services.shared.callers import Caller

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
SAYS = PublicText(zh="一次导入故障误停了会员。", en="An import stopped memberships.")
INCIDENT = v.LossIncidentView(
    id="IN-20260301-0001",
    version=3,
    state=IncidentState.PREVIEWED,
    traits=LossTraits(cause=Cause.DATA_FAULT, source="IMPORT", plan="gold", plan_version=1),
    opened_at=AT,
    opened_by=None,
    since=AT,
    until=None,
    losses=1,
    least=1,
    why=(),
    elsewhere=None,
    remedy=IncidentRemedy(cause=Cause.DATA_FAULT, kind=RemedyKind.RESTORE),
    tried=TriedOut(members=1, possible=1, days=5, worth=500),
    members=(v.MembersIn(state=AffectedState.WAITING, members=1),),
    reason="",
    says=None,
    proposed_by=None,
    confirmed_by=None,
    confirmed_at=None,
    over_at=None,
    status=SAYS,
    status_version=1,
)
AFFECTED = v.AffectedView(
    member_id="m-1",
    cause=Cause.DATA_FAULT,
    lost_at=AT,
    why=(),
    state=AffectedState.WAITING,
    joined=False,
    days=5,
    worth=500,
    code="",
    says=None,
    number="",
    settled_at=None,
)
LINE = v.PublicLine(
    id=INCIDENT.id, state=PublicState.INVESTIGATING, since=AT, updated_at=AT, version=1, says=SAYS
)
OWN = v.OwnIncident(
    id=INCIDENT.id,
    public=PublicState.INVESTIGATING,
    lost_at=AT,
    joined=True,
    state=AffectedState.WAITING,
    says=SAYS,
    days=0,
    number="",
)
INCIDENT_ANSWERS: dict[type, Any] = {
    q.GetLossIncidents: v.LossIncidentsPage(
        incidents=(INCIDENT,), cursors=(INCIDENT.id,), total=1, has_more=False
    ),
    q.GetLossIncident: INCIDENT,
    q.GetAffected: v.AffectedPage(affected=(AFFECTED,), cursors=("m-1",), total=1, has_more=False),
    q.GetPublicLines: v.PublicLines(lines=(LINE,)),
    q.GetIncidentsAbout: v.LossIncidentsPage(incidents=(), cursors=(), total=0, has_more=False),
    q.GetOwnIncidents: v.OwnIncidents(incidents=(OWN,)),
}


class FakeIncidents:
    """Part of the fake appeals, which keeps what was `executed`."""

    executed: list[tuple[Any, Caller]]

    async def manage_incident(self, command: Any, by: Caller) -> v.IncidentOutcome:
        self.executed.append((command, by))
        return v.IncidentOutcome(incident=INCIDENT)

    async def join_incident(self, command: Any, by: Caller) -> v.JoinOutcome:
        self.executed.append((command, by))
        return v.JoinOutcome(incident=OWN)
