"""A member affected by an incident, from when that is found until the remedy is there."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from infra.kernel.errors import AppError
from infra.kernel.ids import derived_id
from infra.kernel.sentences import Sentence
from services.appeals.contract.incident_facts import IncidentRemedy, Likeness
from services.appeals.contract.incident_words import AffectedState
from services.appeals.domain.aggregate.lifecycle import OPEN
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.incidents.domain.incident import LossIncident
from services.membership.contract.commands import ApplyRemedy
from services.membership.contract.words import Cause, RemedyKind

S = AffectedState


class Affected(msgspec.Struct, frozen=True, kw_only=True):
    """`lost_at`, `event_id`: of the loss. `why`: for what it belongs here. `joined`: by the
    member's word. `tried`: the last preview that it was in; `days`, `worth`: what that gave, then
    what was given. `code`, `says`: why it cannot be done. `number`: of the appeal decided by it, or
    of the case that was opened instead. `knows_refused`: the member joined, and heard of it."""

    incident: str
    member_id: str
    cause: Cause
    lost_at: datetime
    event_id: str
    why: tuple[Likeness, ...]
    state: AffectedState = S.WAITING
    joined: bool = False
    tried: int = 0
    days: int = 0
    worth: int = 0
    code: str = ""
    says: Sentence | None = None
    number: str = ""
    settled_at: datetime | None = None
    credited: int = 0
    knows_refused: bool = False

    @property
    def id(self) -> str:
        return affected_id(self.incident, self.member_id)

    def possible(self, preview: int, days: int, worth: int) -> "Affected":
        return replace(self, tried=preview, days=days, worth=worth, code="", says=None)

    def impossible(self, preview: int, error: AppError) -> "Affected":
        found = replace(self, tried=preview, days=0, worth=0)
        return replace(found, code=error.code, says=error.sentence)

    def remedied(self, days: int, credited: int, number: str, now: datetime) -> "Affected":
        done = replace(self, state=S.REMEDIED, days=days, credited=credited, settled_at=now)
        return replace(done, number=number, code="", says=None)

    def refused(self, error: AppError, now: datetime) -> "Affected":
        done = replace(self, state=S.REFUSED, knows_refused=self.joined, settled_at=now)
        return replace(done, code=error.code, says=error.sentence)

    def with_joined(self) -> "Affected":
        return replace(self, joined=True)

    def again(self) -> "Affected":
        return replace(self, state=S.WAITING, settled_at=None)

    def with_a_person(self, number: str, now: datetime) -> "Affected":
        return replace(self, state=S.WITH_A_PERSON, number=number, settled_at=now)

    def taken(self) -> "Affected":
        return replace(self, state=S.UNDER_WAY)


def affected_id(incident: str, member_id: str) -> str:
    return f"{incident}/{member_id}"


def remedy_id(incident: str, member_id: str) -> str:
    """The same however often it is asked: each member gets one remedy of an incident."""
    return derived_id("incident remedy", incident, member_id)


def remedy_for(incident: LossIncident, one: Affected) -> ApplyRemedy:
    granted: IncidentRemedy = incident.granted
    return ApplyRemedy(
        member_id=one.member_id,
        remedy_id=remedy_id(incident.id, one.member_id),
        appeal_number=incident.id,
        kind=granted.kind,
        loss_cause=granted.cause,
        lost_at=one.lost_at,
        days=granted.days,
        reason=incident.reason,
    )


def credit_for(incident: LossIncident, one: Affected) -> ApplyRemedy:
    """Apart from the other, which must not fail where nothing is to be credited."""
    time = remedy_for(incident, one)
    id = derived_id("incident credit", incident.id, one.member_id)
    return replace(time, kind=RemedyKind.CREDIT, days=None, remedy_id=id)


def about_this(appeal: Appeal, one: Affected) -> bool:
    """Whether the appeal is against this very loss; one whose time nobody knows yet may be."""
    return appeal.member_id == one.member_id and appeal.lost_at in (None, one.lost_at)


def still_open(appeal: Appeal) -> bool:
    return appeal.state in OPEN


def remedied_by(appeal: Appeal) -> bool:
    """A person decided, and gave something for it."""
    ruling = appeal.ruling
    return ruling is not None and ruling.remedy is not RemedyKind.NOTHING and not still_open(appeal)
