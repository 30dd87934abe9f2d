"""What can be asked of incidents."""

from services.appeals.contract.incident_words import AffectedState
from services.appeals.contract.query import Query


class GetLossIncidents(Query, frozen=True, kw_only=True):
    """-> LossIncidentsPage, newest first. `only_open`: without those that are over."""

    only_open: bool = True
    after: str = ""
    first: int = 20


class GetLossIncident(Query, frozen=True, kw_only=True):
    """-> LossIncidentView, or Failed where there is none."""

    id: str


class GetAffected(Query, frozen=True, kw_only=True):
    """-> AffectedPage, by member; `state` none: all."""

    incident: str
    state: AffectedState | None = None
    after: str = ""
    first: int = 20


class GetPublicLines(Query, frozen=True, kw_only=True):
    """-> PublicLines: what staff published of incidents that go on, or were over recently."""


class GetOwnIncidents(Query, frozen=True, kw_only=True):
    """-> OwnIncidents: those that a member is affected by."""

    member_id: str


class GetIncidentsAbout(Query, frozen=True, kw_only=True):
    """-> LossIncidentsPage, for staff: those that losses of the member are part of, newest first;
    no more than `LARGEST_PAGE`."""

    member_id: str


AnyIncidentQuery = (
    GetLossIncidents
    | GetLossIncident
    | GetAffected
    | GetPublicLines
    | GetOwnIncidents
    | GetIncidentsAbout
)
