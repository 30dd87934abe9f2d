"""An appeal about a loss that is part of an incident: the incident decides it."""

from datetime import datetime

import msgspec

from infra.kernel.errors import NotAllowed
from infra.kernel.events import Actor
from infra.kernel.sentences import both
from services.appeals.contract.linked_events import AppealLinked, AppealUnlinked, DecidedByIncident
from services.appeals.contract.words import Verdict
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.recording.recorder import NewMessage, Recorder
from services.membership.contract.words import Cause, RemedyKind
from services.shared.callers import SYSTEM


class GivenByIncident(msgspec.Struct, frozen=True, kw_only=True):
    """What the membership got. `by`: who confirmed the incident."""

    incident: str
    by: Actor
    cause: Cause
    reason: str
    remedy: RemedyKind
    remedy_id: str
    days: int
    period_end: datetime | None


def link(appeal: Appeal, incident: str, now: datetime) -> Recorder:
    recorder = Recorder(appeal, SYSTEM, now)
    recorder.add(AppealLinked(**recorder.about, incident=incident))
    return recorder


def unlink(appeal: Appeal, now: datetime) -> Recorder:
    recorder = Recorder(appeal, SYSTEM, now)
    recorder.add(AppealUnlinked(**recorder.about, incident=appeal.incident))
    return recorder


def decide_by_incident(appeal: Appeal, given: GivenByIncident, now: datetime) -> Recorder:
    """Upheld: what was lost was lost by the incident, and it is there again."""
    recorder = Recorder(appeal, given.by, now)
    recorder.add(
        DecidedByIncident(
            **recorder.about,
            incident=given.incident,
            verdict=Verdict.UPHELD,
            cause=given.cause,
            reason=given.reason,
            remedy=given.remedy,
            remedy_id=given.remedy_id,
            days=given.days,
            period_end=given.period_end,
        ),
        cause=given.cause.value,
    )
    recorder.say(NewMessage(text=given.reason))
    return recorder


def require_unlinked(appeal: Appeal) -> None:
    """
    Raises:
        NotAllowed: an incident is deciding it at this moment.
    """
    if appeal.incident:
        raise NotAllowed(
            both(
                "此申诉正随事件 {incident} 一并处理；若其补救不可行，申诉会退回由人工决定。",
                "The incident {incident} is deciding this appeal just now; where its remedy is not "
                "possible, the appeal comes back for a person to decide.",
                incident=appeal.incident,
            ),
            details={"incident": appeal.incident, "allowed": ["addStaffNote", "answerAppeal"]},
        )
