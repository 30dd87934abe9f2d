"""The words of incidents: similar losses that are looked into, and put right, together."""

from enum import StrEnum


class IncidentState(StrEnum):
    """SUSPECTED: losses are alike, and nobody has said yet what it is. PREVIEWING: a remedy is
    tried out on everyone affected; PREVIEWED: that is done. PROPOSED: confirmed, and waits for a
    second of the staff. RUNNING: the remedy reaches one after the other. SETTLED: all of them.
    CANCELLED: what was not done by then is not done. FALSE_ALARM: it was none."""

    SUSPECTED = "SUSPECTED"
    PREVIEWING = "PREVIEWING"
    PREVIEWED = "PREVIEWED"
    PROPOSED = "PROPOSED"
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    SETTLED = "SETTLED"
    CANCELLED = "CANCELLED"
    FALSE_ALARM = "FALSE_ALARM"


class AffectedState(StrEnum):
    """WAITING: for the remedy. UNDER_WAY: it is being given, whatever becomes of the incident.
    REFUSED: it could not be given, and says why. WITH_A_PERSON: a case was opened for the member
    instead."""

    WAITING = "WAITING"
    UNDER_WAY = "UNDER_WAY"
    REMEDIED = "REMEDIED"
    REFUSED = "REFUSED"
    WITH_A_PERSON = "WITH_A_PERSON"


class AlikeIn(StrEnum):
    """In what two losses are alike. SOURCE: who or what brought them about. RELEASE: of the program
    that wrote them. TIME: how near to each other they happened."""

    CAUSE = "CAUSE"
    SOURCE = "SOURCE"
    PLAN_VERSION = "PLAN_VERSION"
    PLAN = "PLAN"
    RELEASE = "RELEASE"
    TIME = "TIME"


class PublicState(StrEnum):
    """What everybody may know of an incident, in the terms of status pages. STOPPED: staff ended it
    before everybody affected had the remedy."""

    INVESTIGATING = "INVESTIGATING"
    IDENTIFIED = "IDENTIFIED"
    RESOLVED = "RESOLVED"
    STOPPED = "STOPPED"
    FALSE_ALARM = "FALSE_ALARM"


class ElsewhereKind(StrEnum):
    """What tells of the same elsewhere. MASS_LOSS: the breaker stopped it. DAMAGED_RECORDS: stored
    records were damaged."""

    MASS_LOSS = "MASS_LOSS"
    DAMAGED_RECORDS = "DAMAGED_RECORDS"
