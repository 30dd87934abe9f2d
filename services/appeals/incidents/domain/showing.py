"""What of an incident is shown to whom."""

from services.appeals.contract import incident_views as v
from services.appeals.contract.incident_words import AffectedState
from services.appeals.incidents.domain.affected import Affected
from services.appeals.incidents.domain.incident import LossIncident
from services.appeals.incidents.domain.progress import IncidentProgress


def incident_view(
    incident: LossIncident, losses: int, progress: IncidentProgress
) -> v.LossIncidentView:
    """For staff. `losses`: seen so far."""
    known = progress.members
    return v.LossIncidentView(
        id=incident.id,
        version=incident.version,
        state=incident.state,
        traits=incident.traits,
        opened_at=incident.opened_at,
        opened_by=incident.opened_by,
        since=incident.since,
        until=incident.until,
        losses=losses,
        least=incident.least,
        why=incident.why,
        elsewhere=incident.elsewhere,
        remedy=incident.remedy,
        tried=progress.tried,
        members=tuple(
            v.MembersIn(state=state, members=known[state])
            for state in AffectedState
            if known.get(state)
        ),
        reason=incident.reason,
        says=incident.says,
        proposed_by=incident.proposed_by,
        confirmed_by=incident.confirmed_by,
        confirmed_at=incident.confirmed_at,
        over_at=incident.over_at,
        status=incident.status.says if incident.status else None,
        status_version=incident.status.version if incident.status else 0,
    )


def public_line(incident: LossIncident) -> v.PublicLine | None:
    """None before staff published a text."""
    status = incident.status
    if status is None:
        return None
    steps = (status.at, incident.confirmed_at, incident.over_at)
    return v.PublicLine(
        id=incident.id,
        state=incident.public,
        since=incident.since,
        updated_at=max(step for step in steps if step is not None),
        version=status.version,
        says=status.says,
    )


def own_view(incident: LossIncident, row: Affected) -> v.OwnIncident | None:
    """A suspicion is nobody's to read before staff wrote of it, or the member joined."""
    if incident.status is None and incident.confirmed_at is None and not row.joined:
        return None
    return v.OwnIncident(
        id=incident.id,
        public=incident.public,
        lost_at=row.lost_at,
        joined=row.joined,
        state=row.state,
        says=incident.says or (incident.status.says if incident.status else None),
        days=row.days if row.state is AffectedState.REMEDIED else 0,
        number=row.number,
        credited=row.credited,
    )


def affected_view(row: Affected) -> v.AffectedView:
    return v.AffectedView(
        member_id=row.member_id,
        cause=row.cause,
        lost_at=row.lost_at,
        why=row.why,
        state=row.state,
        joined=row.joined,
        days=row.days,
        worth=row.worth,
        code=row.code,
        says=row.says,
        number=row.number,
        settled_at=row.settled_at,
        credited=row.credited,
    )
