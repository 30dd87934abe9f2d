"""What incidents look like from outside. Amounts in minor units, times in UTC."""

from datetime import datetime

import msgspec

from infra.kernel.events import Actor
from infra.kernel.sentences import Sentence
from services.appeals.contract.incident_facts import (
    Elsewhere,
    IncidentRemedy,
    Likeness,
    LossTraits,
    PublicText,
    TriedOut,
)
from services.appeals.contract.incident_words import AffectedState, IncidentState, PublicState
from services.membership.contract.words import Cause


class AffectedView(msgspec.Struct, frozen=True, kw_only=True):
    """`why`: for what the loss belongs to the incident. `days`, `worth`: as tried out, then as
    given. `code`, `says`: why it cannot be done. `number`: of the appeal that is decided by it, or
    of the case that was opened instead."""

    member_id: str
    cause: Cause
    lost_at: datetime
    why: tuple[Likeness, ...]
    state: AffectedState
    joined: bool
    days: int
    worth: int
    code: str
    says: Sentence | None
    number: str
    settled_at: datetime | None
    credited: int = 0


class AffectedPage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    affected: tuple[AffectedView, ...]
    cursors: tuple[str, ...]
    total: int
    has_more: bool


class MembersIn(msgspec.Struct, frozen=True, kw_only=True):
    state: AffectedState
    members: int


class LossIncidentView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`losses`: seen so far, `why` and `least` as of when they became suspicious. `members`: how
    many are affected, as far as listed, by how far it is with them. `tried`: what the remedy comes
    to, as far as it was tried out. `status_version` counts the texts of the public line."""

    id: str
    version: int
    state: IncidentState
    traits: LossTraits
    opened_at: datetime
    opened_by: Actor | None
    since: datetime
    until: datetime | None
    losses: int
    least: int
    why: tuple[Likeness, ...]
    elsewhere: Elsewhere | None
    remedy: IncidentRemedy | None
    tried: TriedOut
    members: tuple[MembersIn, ...]
    reason: str
    says: PublicText | None
    proposed_by: Actor | None
    confirmed_by: Actor | None
    confirmed_at: datetime | None
    over_at: datetime | None
    status: PublicText | None
    status_version: int


class LossIncidentsPage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    incidents: tuple[LossIncidentView, ...]
    cursors: tuple[str, ...]
    total: int
    has_more: bool


class PublicLine(msgspec.Struct, frozen=True, kw_only=True):
    """What everybody may read of an incident; nothing of anybody in it."""

    id: str
    state: PublicState
    since: datetime
    updated_at: datetime
    version: int
    says: PublicText


class PublicLines(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Newest first."""

    lines: tuple[PublicLine, ...]


class OwnIncident(msgspec.Struct, frozen=True, kw_only=True):
    """An incident as a member sees it who is affected. `says`: none before staff wrote something.
    `state`: how far it is for this member, none before anybody is listed."""

    id: str
    public: PublicState
    lost_at: datetime
    joined: bool
    state: AffectedState | None
    says: PublicText | None
    days: int
    number: str
    credited: int = 0


class OwnIncidents(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    incidents: tuple[OwnIncident, ...]


class IncidentOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a command of staff did. `number`: of the case that it opened."""

    incident: LossIncidentView
    repeated: bool = False
    number: str = ""


class JoinOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What 'me too' came to: the incident, where the record shows the loss, else an appeal."""

    incident: OwnIncident | None
    number: str = ""
    repeated: bool = False
