"""Stories of incidents in which every kind of their events is found."""

from collections.abc import Sequence
from datetime import datetime

from infra.kernel.events import NEW, Actor, EventEnvelope, Head
from services.appeals.contract import incident_events as e
from services.appeals.contract.incident_facts import (
    Elsewhere,
    IncidentRemedy,
    Likeness,
    LossTraits,
    PublicText,
    RefusedFor,
    TriedOut,
)
from services.appeals.contract.incident_words import AlikeIn, ElsewhereKind
from services.appeals.domain.deciding.linking import (
    GivenByIncident,
    decide_by_incident,
    link,
    unlink,
)
from services.appeals.incidents.incident_store import envelopes
from services.membership.contract.words import Cause, RemedyKind
from services.shared.callers import SYSTEM
from tests.unit.appeals.people import ANNA, BO, DAY, HOUR, MEMBER, NOON

ID = "IN-20261121-0001"
SAYS = PublicText(zh="一次导入误停了会员。", en="An import stopped memberships.")
TRAITS = LossTraits(
    cause=Cause.DATA_FAULT, source="IMPORT", plan="gold", plan_version=2, release="7.1"
)
REMEDY = IncidentRemedy(cause=Cause.DATA_FAULT, kind=RemedyKind.EXTEND, days=3)
Told = tuple[e.IncidentEvent, Actor]


def history(aggregate: str, told: Sequence[Told]) -> list[EventEnvelope]:
    events, head = list[EventEnvelope](), NEW
    for place, (event, by) in enumerate(told):
        events += envelopes(head, aggregate, event, by, NOON + place * HOUR, request_id="r-1")
        head = Head(version=events[-1].version, hash=events[-1].hash, commit=None)
    return events


def confirmed() -> list[EventEnvelope]:
    """Suspected, confirmed by two, paused, settled, tried again, cancelled."""
    tried = TriedOut(
        members=6, possible=5, days=15, worth=150_000,
        refused=(RefusedFor(code="NOT_ALLOWED", members=1),),
    )  # fmt: skip
    why = (Likeness(alike_in=AlikeIn.CAUSE, points=40), Likeness(alike_in=AlikeIn.TIME, points=20))
    return history(ID, [
        (e.IncidentSuspected(incident=ID, traits=TRAITS, since=NOON - DAY, losses=6, least=5,
                             why=why), SYSTEM),
        (e.StatusPublished(incident=ID, version=1, says=SAYS), ANNA),
        (e.RemedyPreviewed(incident=ID, remedy=REMEDY), ANNA),
        (e.RemedyTriedOut(incident=ID, result=tried), SYSTEM),
        (e.IncidentProposed(incident=ID, reason="The import. 导入。", says=SAYS), ANNA),
        (e.IncidentConfirmed(incident=ID, reason="The import. 导入。", says=SAYS,
                             proposed_by="s-1"), BO),
        (e.IncidentPaused(incident=ID), ANNA),
        (e.IncidentResumed(incident=ID), BO),
        (e.IncidentSettled(incident=ID, remedied=5, refused=1), SYSTEM),
        (e.RefusedRetried(incident=ID), BO),
        (e.IncidentCancelled(incident=ID, reason="Enough. 够了。"), BO),
    ])  # fmt: skip


def false_alarm() -> list[EventEnvelope]:
    """Opened by staff, dismissed."""
    elsewhere = Elsewhere(kind=ElsewhereKind.MASS_LOSS, id="i-1")
    return history(ID, [
        (e.IncidentOpened(incident=ID, traits=TRAITS, since=NOON - DAY, until=NOON,
                          reason="As the shop says.", elsewhere=elsewhere), ANNA),
        (e.StatusPublished(incident=ID, version=1, says=SAYS), ANNA),
        (e.IncidentDismissed(incident=ID, reason="A test.", says=SAYS), ANNA),
    ])  # fmt: skip


def of_a_member() -> list[EventEnvelope]:
    member = {"incident": ID, "member_id": MEMBER.id}
    return history(f"{ID}/{MEMBER.id}", [
        (e.IncidentJoined(**member), MEMBER),
        (e.IncidentRemedied(says=SAYS, reason="The import. 导入。", remedy=RemedyKind.EXTEND,
                            days=3, period_end=NOON + 3 * DAY, number="AP-1", **member), SYSTEM),
        (e.JoinedIncidentEnded(false_alarm=True, says=SAYS, **member), SYSTEM),
    ])  # fmt: skip


def of_who_was_refused() -> list[EventEnvelope]:
    member = {"incident": ID, "member_id": MEMBER.id}
    return history(f"{ID}/{MEMBER.id}", [
        (e.IncidentJoined(**member), MEMBER),
        (e.JoinedNotRemedied(says=SAYS, number="AP-1", given_by="AP-2", **member), SYSTEM),
    ])  # fmt: skip


def given(at: datetime) -> GivenByIncident:
    return GivenByIncident(
        incident=ID, by=BO, cause=Cause.DATA_FAULT, reason="The import. 导入。",
        remedy=RemedyKind.EXTEND, remedy_id="r-1", days=3, period_end=at + 3 * DAY,
    )  # fmt: skip


LINKING = (
    lambda appeal, at: link(appeal, ID, at),
    unlink,
    lambda appeal, at: link(appeal, ID, at),
    lambda appeal, at: decide_by_incident(appeal, given(at), at),
)
