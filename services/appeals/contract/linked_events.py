"""What an incident does to an appeal about a loss that is part of it."""

from datetime import datetime

from infra.kernel.free_text import FreeText
from services.appeals.contract.event import Event
from services.appeals.contract.words import Verdict
from services.membership.contract.words import Cause, RemedyKind


class AppealLinked(Event, frozen=True, kw_only=True):
    """The loss is part of a confirmed incident, which decides it."""

    incident: str


class AppealUnlinked(Event, frozen=True, kw_only=True):
    """The remedy of the incident could not reach the member: a person decides again."""

    incident: str


class DecidedByIncident(Event, frozen=True, kw_only=True):
    """The membership has the remedy of the incident. `days`: given; `period_end`: the new one."""

    incident: str
    verdict: Verdict
    cause: Cause
    reason: FreeText
    remedy: RemedyKind
    remedy_id: str
    days: int
    period_end: datetime | None
