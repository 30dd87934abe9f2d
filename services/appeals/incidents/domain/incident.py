"""An incident as it stands: a fold over its events."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from infra.kernel.events import Actor, EventEnvelope
from infra.kernel.sentences import Either
from infra.kernel.transitions import TransitionTable
from services.appeals.contract import incident_events as e
from services.appeals.contract.incident_facts import (
    Elsewhere,
    IncidentRemedy,
    Likeness,
    LossTraits,
    PublicText,
    TriedOut,
)
from services.appeals.contract.incident_words import IncidentState as S
from services.appeals.contract.incident_words import PublicState

LIFECYCLE = TransitionTable(
    Either("事件", "suspected or confirmed incident"),
    {
        S.SUSPECTED: (S.PREVIEWING, S.FALSE_ALARM),
        S.PREVIEWING: (S.PREVIEWING, S.PREVIEWED, S.FALSE_ALARM),
        S.PREVIEWED: (S.PREVIEWING, S.PROPOSED, S.RUNNING, S.FALSE_ALARM),
        S.PROPOSED: (S.PREVIEWING, S.RUNNING, S.FALSE_ALARM),
        S.RUNNING: (S.PAUSED, S.SETTLED, S.CANCELLED),
        S.PAUSED: (S.RUNNING, S.CANCELLED),
        # whom the remedy could not reach is tried again
        S.SETTLED: (S.RUNNING,),
    },
)
UNDECIDED = frozenset({S.SUSPECTED, S.PREVIEWING, S.PREVIEWED, S.PROPOSED})
OPEN = UNDECIDED | {S.RUNNING, S.PAUSED}
WORKED_ON = frozenset({S.PREVIEWING, S.RUNNING})
"""By the loops; everything else waits for a person, or is over."""

_PUBLIC = {
    **dict.fromkeys(UNDECIDED, PublicState.INVESTIGATING),
    **dict.fromkeys((S.RUNNING, S.PAUSED), PublicState.IDENTIFIED),
    S.SETTLED: PublicState.RESOLVED,
    S.CANCELLED: PublicState.STOPPED,
    S.FALSE_ALARM: PublicState.FALSE_ALARM,
}


class PublishedStatus(msgspec.Struct, frozen=True, kw_only=True):
    version: int
    at: datetime
    says: PublicText


class LossIncident(msgspec.Struct, frozen=True, kw_only=True):
    """`named`: opened by staff, who said which losses it is about. `previews` counts how often a
    remedy was tried out, `runs` how often it ran. `over_at`: once it is settled, cancelled, or a
    false alarm."""

    id: str
    version: int
    state: S
    traits: LossTraits
    opened_at: datetime
    since: datetime
    until: datetime | None = None
    named: bool = False
    opened_by: Actor | None = None
    losses: int = 0
    least: int = 0
    why: tuple[Likeness, ...] = ()
    elsewhere: Elsewhere | None = None
    remedy: IncidentRemedy | None = None
    previews: int = 0
    tried: TriedOut = TriedOut()
    reason: str = ""
    says: PublicText | None = None
    proposed_by: Actor | None = None
    confirmed_by: Actor | None = None
    confirmed_at: datetime | None = None
    runs: int = 0
    over_at: datetime | None = None
    status: PublishedStatus | None = None

    @property
    def public(self) -> PublicState:
        return _PUBLIC[self.state]

    @property
    def decider(self) -> Actor:
        """On whose behalf the remedy is given."""
        if self.confirmed_by is None:
            raise ValueError(f"{self.id} is not confirmed")
        return self.confirmed_by

    @property
    def granted(self) -> IncidentRemedy:
        """What is given, or was tried out."""
        if self.remedy is None:
            raise ValueError(f"{self.id} has no remedy yet")
        return self.remedy


class IncidentFact(msgspec.Struct, frozen=True, kw_only=True):
    """An event with when it happened and who did it."""

    event: e.IncidentEvent
    at: datetime
    by: Actor


def evolve(incident: LossIncident | None, fact: IncidentFact) -> LossIncident:
    """The incident after the fact."""
    event = fact.event
    if isinstance(event, e.IncidentSuspected | e.IncidentOpened):
        return _begun(event, fact)
    if incident is None:
        raise ValueError(f"an incident does not begin with {type(event).__name__}")
    after: LossIncident = _EFFECTS[type(event)](event, incident, fact)
    return replace(after, version=incident.version + 1)


def fold(history: Iterable[EventEnvelope]) -> LossIncident | None:
    incident: LossIncident | None = None
    for one in history:
        event = e.incident_body_of(one)
        incident = evolve(incident, IncidentFact(event=event, at=one.happened_at, by=one.actor))
    return incident


def _begun(event: e.IncidentSuspected | e.IncidentOpened, fact: IncidentFact) -> LossIncident:
    begun = LossIncident(
        id=event.incident,
        version=1,
        state=S.SUSPECTED,
        traits=event.traits,
        opened_at=fact.at,
        since=event.since,
        elsewhere=event.elsewhere,
    )
    if isinstance(event, e.IncidentOpened):
        return replace(begun, named=True, until=event.until, opened_by=fact.by, reason=event.reason)
    return replace(begun, losses=event.losses, least=event.least, why=event.why)


def _to(incident: LossIncident, state: S, **changes: object) -> LossIncident:
    return replace(incident, state=LIFECYCLE.advance(incident.state, state), **changes)


def _previewed(event: e.RemedyPreviewed, was: LossIncident, fact: IncidentFact) -> LossIncident:
    """Whatever was proposed of another remedy is so no more."""
    return _to(
        was,
        S.PREVIEWING,
        remedy=event.remedy,
        previews=was.previews + 1,
        tried=TriedOut(),
        proposed_by=None,
        says=None,
    )


def _tried_out(event: e.RemedyTriedOut, was: LossIncident, fact: IncidentFact) -> LossIncident:
    return _to(was, S.PREVIEWED, tried=event.result)


def _proposed(event: e.IncidentProposed, was: LossIncident, fact: IncidentFact) -> LossIncident:
    return _to(was, S.PROPOSED, reason=event.reason, says=event.says, proposed_by=fact.by)


def _confirmed(event: e.IncidentConfirmed, was: LossIncident, fact: IncidentFact) -> LossIncident:
    return _to(
        was,
        S.RUNNING,
        reason=event.reason,
        says=event.says,
        confirmed_by=fact.by,
        confirmed_at=fact.at,
        runs=was.runs + 1,
    )


def _retried(event: e.RefusedRetried, was: LossIncident, fact: IncidentFact) -> LossIncident:
    return _to(was, S.RUNNING, runs=was.runs + 1, over_at=None)


def _dismissed(event: e.IncidentDismissed, was: LossIncident, fact: IncidentFact) -> LossIncident:
    """What everybody reads of it says so from then on."""
    over = _to(was, S.FALSE_ALARM, reason=event.reason, says=event.says, over_at=fact.at)
    last = was.status
    if last is None:
        return over
    return replace(
        over, status=PublishedStatus(version=last.version + 1, at=fact.at, says=event.says)
    )


def _published(event: e.StatusPublished, was: LossIncident, fact: IncidentFact) -> LossIncident:
    status = PublishedStatus(version=event.version, at=fact.at, says=event.says)
    return replace(was, status=status)


_EFFECTS: dict[type[e.IncidentEvent], Callable[[Any, LossIncident, IncidentFact], Any]] = {
    e.RemedyPreviewed: _previewed,
    e.RemedyTriedOut: _tried_out,
    e.IncidentProposed: _proposed,
    e.IncidentConfirmed: _confirmed,
    e.IncidentPaused: lambda event, incident, fact: _to(incident, S.PAUSED),
    e.IncidentResumed: lambda event, incident, fact: _to(incident, S.RUNNING),
    e.IncidentCancelled: lambda event, incident, fact: _to(incident, S.CANCELLED, over_at=fact.at),
    e.IncidentDismissed: _dismissed,
    e.IncidentSettled: lambda event, incident, fact: _to(incident, S.SETTLED, over_at=fact.at),
    e.RefusedRetried: _retried,
    e.StatusPublished: _published,
}
