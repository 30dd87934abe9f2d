"""What happened to an incident, and to a member by it. The first have no owner; each member has an
aggregate of its own in an incident, so that many at once wait for nobody."""

from datetime import datetime

import msgspec

from infra.kernel.events import EventEnvelope
from infra.kernel.free_text import FreeText
from services.appeals.contract.incident_facts import (
    Elsewhere,
    IncidentRemedy,
    Likeness,
    LossTraits,
    PublicText,
    TriedOut,
)
from services.membership.contract.words import RemedyKind


class IncidentEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all; the envelope's `type` is the class's name."""

    incident: str


class IncidentSuspected(IncidentEvent, frozen=True, kw_only=True):
    """So many losses within a short time were alike as `why` says. `least`: from how many on it is
    none that may be chance."""

    traits: LossTraits
    since: datetime
    losses: int
    least: int
    why: tuple[Likeness, ...]
    elsewhere: Elsewhere | None = None


class IncidentOpened(IncidentEvent, frozen=True, kw_only=True):
    """By staff, who know of it from somewhere else. `until`: none while it goes on."""

    traits: LossTraits
    since: datetime
    until: datetime | None
    reason: FreeText
    elsewhere: Elsewhere | None = None


class RemedyPreviewed(IncidentEvent, frozen=True, kw_only=True):
    """It is to be tried out on everyone affected; nothing is given."""

    remedy: IncidentRemedy


class RemedyTriedOut(IncidentEvent, frozen=True, kw_only=True):
    result: TriedOut


class IncidentProposed(IncidentEvent, frozen=True, kw_only=True):
    """Confirmed by one, above what one may decide alone."""

    reason: FreeText
    says: PublicText


class IncidentConfirmed(IncidentEvent, frozen=True, kw_only=True):
    """`reason`: what members read. `says`: what happened, in the words of staff. `proposed_by`: the
    first of two."""

    reason: FreeText
    says: PublicText
    proposed_by: str = ""


class IncidentPaused(IncidentEvent, frozen=True, kw_only=True):
    pass


class IncidentResumed(IncidentEvent, frozen=True, kw_only=True):
    pass


class IncidentCancelled(IncidentEvent, frozen=True, kw_only=True):
    reason: FreeText


class IncidentDismissed(IncidentEvent, frozen=True, kw_only=True):
    """A false alarm. `reason`: those who joined read it."""

    reason: FreeText
    says: PublicText


class IncidentSettled(IncidentEvent, frozen=True, kw_only=True):
    remedied: int
    refused: int


class RefusedRetried(IncidentEvent, frozen=True, kw_only=True):
    """Those whom the remedy could not reach are tried again."""


class StatusPublished(IncidentEvent, frozen=True, kw_only=True):
    """`version`: of the text, from 1."""

    version: int
    says: PublicText


class MemberEvent(IncidentEvent, frozen=True, kw_only=True):
    """Base of those that a member hears of."""

    member_id: str


class IncidentJoined(MemberEvent, frozen=True, kw_only=True):
    """The member said 'me too', and the record shows it."""


class IncidentRemedied(MemberEvent, frozen=True, kw_only=True):
    """The membership has the remedy. `days`: given; `period_end`: the new one. `says`, `reason`: as
    of `IncidentConfirmed`. `number`: of the member's appeal that is decided by it, or empty.
    `credited`: to the balance, in minor units. `offered_until`: of a renewal for which the balance
    lacks something."""

    says: PublicText
    reason: FreeText
    remedy: RemedyKind
    days: int
    period_end: datetime | None
    number: str = ""
    credited: int = 0
    offered_until: datetime | None = None


class JoinedIncidentEnded(MemberEvent, frozen=True, kw_only=True):
    """Of a member who had joined, and gets nothing by it: a false alarm, or cancelled."""

    false_alarm: bool
    says: PublicText


class JoinedNotRemedied(MemberEvent, frozen=True, kw_only=True):
    """Of a member who had joined: the remedy could not be given. `says`: as of
    `IncidentConfirmed`. `number`: of the member's appeal about the loss, that a person goes on
    with; `given_by`: of the one by which something was given for it before. Either may be empty."""

    says: PublicText
    number: str = ""
    given_by: str = ""


INCIDENT_EVENTS: dict[str, type[IncidentEvent]] = {
    kind.__name__: kind
    for kind in (*IncidentEvent.__subclasses__(), *MemberEvent.__subclasses__())
    if kind is not MemberEvent
}


def incident_body_of(envelope: EventEnvelope) -> IncidentEvent:
    """
    Raises:
        KeyError: a type that this version does not know.
    """
    return msgspec.convert(envelope.body, INCIDENT_EVENTS[envelope.type])
